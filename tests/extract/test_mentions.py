from collections.abc import Callable, Mapping

import pytest
from spacy.language import Language
from spacy.tokens import SpanGroup

from kg.extract.decision import Decider
from kg.records import Extraction

Entities = Callable[..., Mapping[str, tuple[str, str]]]


def test_the_name_before_a_titles_colon_is_the_papers_model(entities: Entities) -> None:
    found = entities("ZorbNet is a small network. We train ZorbNet.", "ZorbNet: Zooming Over Roads")

    assert found["ZorbNet"] == ("Model", "proposed")


def test_the_name_before_a_titles_colon_is_a_dataset_where_the_title_says_so(entities: Entities) -> None:
    found = entities("Roads are long.", "ZorbSet: A Benchmark of Long Roads")

    assert found["ZorbSet"] == ("Dataset", "introduced")


@pytest.mark.parametrize(
    "sentence",
    [
        "We propose ZorbNet, a novel framework.",
        "We introduce a new simple method called ZorbNet.",
        "In this paper we present ZorbNet for roads.",
        "ZorbNet, a novel architecture, helps.",
    ],
)
def test_an_introduced_name_is_a_proposed_model(entities: Entities, sentence: str) -> None:
    assert entities(sentence)["ZorbNet"] == ("Model", "proposed")


def test_an_introduced_dataset_is_one(entities: Entities) -> None:
    found = entities("To fill this gap, we introduce a new large-scale dataset, ZorbRoads-10K, of roads.")

    assert found["ZorbRoads-10K"] == ("Dataset", "introduced")


def test_known_names_are_found_in_other_spellings(extraction: Callable[..., Extraction]) -> None:
    result = extraction("We evaluate on the ImageNet 1K dataset and on ImageNet-1k with vision-transformers.")

    assert {"ImageNet 1K", "ImageNet-1K", "ImageNet-1k"} & {e.name for e in result.entities}
    assert any(e.type == "Model" and "ision" in e.name for e in result.entities)


def test_the_case_of_a_short_name_matters(entities: Entities) -> None:
    assert "SAM" not in entities("My friend Sam walks home.")
    assert not any(name.lower() == "sam" for name in entities("My friend Sam walks home."))


def test_tasks_and_metrics_are_found_by_their_head_nouns(entities: Entities) -> None:
    found = entities("We study pothole segmentation and report the pothole rate.")

    assert found["pothole segmentation"] == ("Task", "addressed")
    assert found["pothole rate"] == ("Metric", "reported")


def test_an_abbreviation_and_its_long_form_are_one_entity(extraction: Callable[..., Extraction]) -> None:
    result = extraction("We study pothole segmentation (PS). PS is hard.")

    [task] = [e for e in result.entities if e.type == "Task"]
    assert task.name == "pothole segmentation"
    assert len(task.mentions) == 3
    assert result.abbreviations == (("PS", "pothole segmentation"),)


def test_entities_come_in_the_order_of_their_first_mention(extraction: Callable[..., Extraction]) -> None:
    result = extraction("We compare BERT with GPT-4o on GLUE. BERT wins.")
    firsts = [e.mentions[0].start for e in result.entities]

    assert len(firsts) >= 3
    assert firsts == sorted(firsts)


def test_every_mention_has_a_confidence(extraction: Callable[..., Extraction]) -> None:
    result = extraction("We propose ZorbNet and test it on ImageNet. See https://github.com/o/r.")

    assert all(0 < m.confidence <= 1 for e in result.entities for m in e.mentions)


def test_a_trained_components_spans_take_part(nlp: Language) -> None:
    doc = nlp.make_doc("A quux of things\nQuux it is.")
    doc._.abbreviations = ()
    span = doc.char_span(2, 6, label="Task")
    assert span is not None
    doc.spans["sc"] = SpanGroup(doc, name="sc", spans=[span], attrs={"scores": [0.9]})

    decider = Decider(groups=["sc"], fallbacks=[], thresholds={})

    assert [(p.start, p.end, p.type) for p in decider.predict(doc)] == [(2, 6, "Task")]


def test_every_component_declares_what_it_assigns(nlp: Language) -> None:
    analysis = nlp.analyze_pipes(keys=["assigns", "requires"])

    assert all(component["assigns"] for component in analysis["summary"].values())
    assert not any(analysis["problems"][name] for name in nlp.pipe_names)
