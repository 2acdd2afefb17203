"""Names that the lexicon knows, under which conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kg.records import Entity, Link

if TYPE_CHECKING:
    Corpus = Any  # the class is the conftest's, which tests cannot import


@pytest.mark.parametrize(
    ("strings", "key", "reason"),
    [
        (["ImageNet"], "imagenet", "lexicon name"),
        (["Image-Nets"], "imagenet", "lexicon name"),
        (["ILSVRC"], "imagenet", "lexicon alias"),
        (["ilsvrc"], "imagenet", "lexicon alias"),
        (["the big one", "ILSVRC"], "imagenet", "lexicon alias"),
        (["imagenet 1k"], "imagenet1k", "lexicon name"),
        (["MARS"], "mars", "lexicon name"),
    ],
)
def test_a_name_is_found_by_key_and_alias(corpus: Corpus, strings: list[str], key: str, reason: str) -> None:
    link = corpus.add("p1", ("Dataset", "used", strings)).link("p1")
    assert (link.key, link.reason) == (key, reason)
    assert 0 < link.score <= 1


def test_the_name_is_tried_before_other_mentions(corpus: Corpus) -> None:
    corpus.add("p1", ("Dataset", "used", ["ImageNet-1K", "ImageNet"]))
    assert corpus.link("p1").key == "imagenet1k"


def test_a_name_is_looked_for_within_its_type(corpus: Corpus) -> None:
    corpus.add("p1", ("Model", "used", ["ImageNet"]))
    assert corpus.link("p1") == Link("imagenet", "new", corpus.link("p1").score)


def test_a_short_form_that_the_paper_spells_out_leads_to_the_long_form(corpus: Corpus) -> None:
    corpus.add("p1", ("Task", "addressed", ["QA"]), abbreviations=[("QA", "question answering")])
    assert corpus.link("p1").key == "questionanswering"
    assert corpus.link("p1").reason == "own abbreviation"


def test_an_ambiguous_alias_alone_leads_nowhere(corpus: Corpus) -> None:
    assert corpus.add("p1", ("Task", "addressed", ["QA"])).link("p1").key == "qa"


def test_an_ambiguous_alias_leads_where_all_papers_that_spell_it_out_lead(corpus: Corpus) -> None:
    corpus.add("p1", ("Task", "addressed", ["QA"]))
    corpus.add(
        "p2",
        ("Task", "addressed", ["question answering", "QA"]),
        abbreviations=[("QA", "question answering")],
    )
    assert corpus.keys() == {"p1": "questionanswering", "p2": "questionanswering"}
    corpus.add(
        "p3", ("Task", "addressed", ["quality assurance"]), abbreviations=[("QA", "quality assurance")]
    )
    assert corpus.keys() == {"p1": "qa", "p2": "questionanswering", "p3": "qualityassurance"}


def test_a_short_form_of_a_row_never_takes_the_place_of_its_key(corpus: Corpus) -> None:
    corpus.add("p1", ("Model", "used", ["VTM"]), abbreviations=[("VTM", "Vision Transformer")])
    corpus.add("p2", ("Model", "used", ["VTM"]))
    assert corpus.keys() == {"p1": "visiontransformer", "p2": "visiontransformer"}


@pytest.mark.parametrize("strings", [["Coda"], ["coda"], ["CODAs"]])
def test_an_ambiguous_name_in_another_case_is_the_papers_own(corpus: Corpus, strings: list[str]) -> None:
    corpus.add("p1", ("Model", "used", strings))
    assert corpus.link("p1").key == "coda p1"


@pytest.mark.parametrize("role", ["introduced", "used"])
def test_an_ambiguous_name_that_is_spelled_out_as_something_else_is_that(corpus: Corpus, role: str) -> None:
    corpus.add("p1", ("Dataset", role, ["MARS"]), abbreviations=[("MARS", "Many Answers Ranked by Sense")])
    assert corpus.link("p1").key == "manyanswersrankedbysense"


def test_what_a_paper_coins_with_an_ambiguous_name_stays_its_own(corpus: Corpus) -> None:
    corpus.add("2501.1", ("Model", "proposed", ["CODA"]))
    corpus.add("2501.2", ("Model", "proposed", ["CODA"]))
    corpus.add("2501.3", ("Model", "used", ["CODA"]))
    resolution = corpus.resolve()
    slugs = {
        paper: resolution.entities["Model", links[0].key].slug for paper, links in resolution.links.items()
    }
    assert slugs == {"2501.1": "coda.2501.1", "2501.2": "coda.2501.2", "2501.3": "coda"}


@pytest.mark.parametrize(
    ("paper", "ending"),
    [("2501.00001", "2501.00001"), ("a-title", "a-title"), ("cs/0501001", "cs-0501001-"), ("A b", "a-b-")],
)
def test_any_paper_id_can_end_a_slug(corpus: Corpus, paper: str, ending: str) -> None:
    corpus.add(paper, ("Model", "proposed", ["CODA"]))
    (entity,) = corpus.resolve().entities.values()
    assert re.fullmatch(rf"coda\.{ending}(?:(?<=-)[0-9a-f]{{6}})?", entity.slug)


def test_what_a_paper_coins_with_a_safe_name_is_the_lexicons(corpus: Corpus) -> None:
    assert corpus.add("p1", ("Dataset", "introduced", ["ImageNet"])).link("p1").key == "imagenet"
    assert (
        corpus.add("p2", ("Model", "proposed", ["CODA", "contrastive domain adaptor"])).link("p2").key
        == "coda"
    )


def test_an_entity_has_names_parent_and_facts(corpus: Corpus) -> None:
    corpus.add(
        "p1", ("Dataset", "used", ["ILSVRC", "ImageNet\n dataset"]), ("Metric", "reported", ["Accuracy"])
    )
    entities = corpus.resolve().entities
    assert entities["Dataset", "imagenet"] == Entity(
        "Dataset",
        "imagenet",
        "imagenet",
        "ImageNet",
        aliases=("ILSVRC", "ImageNet dataset"),
        facts={"homepage": "https://www.image-net.org"},
    )
    assert entities["Metric", "accuracy"].facts == {"direction": "higher", "unit": "percent"}


def test_ancestors_are_there_though_nothing_links_to_them_and_nothing_else_is(corpus: Corpus) -> None:
    entities = corpus.add("p1", ("Dataset", "used", ["ImageNet-1K-Mini"])).resolve().entities
    assert [key for _, key in entities] == ["imagenet", "imagenet1k", "imagenet1kmini"]
    assert entities["Dataset", "imagenet1kmini"].parent == "imagenet1k"
    assert entities["Dataset", "imagenet1k"].parent == "imagenet"
    assert entities["Dataset", "imagenet1k"].aliases == ()
