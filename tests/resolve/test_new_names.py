"""Names that the lexicon does not know: what becomes one entity, under which key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    Corpus = Any  # the class is the conftest's, which tests cannot import


def test_variants_of_a_name_are_one_entity(corpus: Corpus) -> None:
    for number, name in enumerate(["Tree-Net", "TreeNet", "tree nets", "TREENET"]):
        corpus.add(f"p{number}", ("Model", "used", [name]))
    assert set(corpus.keys().values()) == {"treenet"}


@pytest.mark.parametrize(
    ("kind", "role", "key"), [("Model", "used", "rtm"), ("Task", "addressed", "rootedtreematching")]
)
def test_both_forms_of_an_abbreviation_are_one_entity(corpus: Corpus, kind: str, role: str, key: str) -> None:
    corpus.add(
        "p1", (kind, role, ["rooted tree matching", "RTM"]), abbreviations=[("RTM", "rooted tree matching")]
    )
    corpus.add("p2", (kind, role, ["RTM"]))
    corpus.add("p3", (kind, role, ["Rooted Tree Matching"]))
    corpus.add("p4", (kind, role, ["RTM"]), abbreviations=[("RTM", "rooted tree-matching")])
    assert set(corpus.keys().values()) == {key}
    reasons = [corpus.link(paper).reason for paper in ("p1", "p2", "p3", "p4")]
    assert reasons == [
        "own abbreviation",
        "abbreviation elsewhere",
        "abbreviation elsewhere",
        "own abbreviation",
    ]


def test_a_short_form_with_two_long_forms_does_not_glue_them(corpus: Corpus) -> None:
    corpus.add("p1", ("Model", "used", ["RTM"]), abbreviations=[("RTM", "rooted tree matcher")])
    corpus.add("p2", ("Model", "used", ["RTM"]), abbreviations=[("RTM", "random time mixture")])
    corpus.add("p3", ("Model", "used", ["RTM"]))
    corpus.add("p4", ("Model", "used", ["rooted tree matcher"]))
    assert corpus.keys() == {
        "p1": "rootedtreematcher",
        "p2": "randomtimemixture",
        "p3": "rtm",
        "p4": "rootedtreematcher",
    }


def test_a_long_form_with_two_short_forms_is_one_entity(corpus: Corpus) -> None:
    corpus.add("p1", ("Model", "used", ["RTM"]), abbreviations=[("RTM", "rooted tree matcher")])
    corpus.add("p2", ("Model", "used", ["RTMa"]), abbreviations=[("RTMa", "rooted tree matcher")])
    corpus.add("p3", ("Model", "used", ["RTM"]))
    assert set(corpus.keys().values()) == {"rootedtreematcher"}


def test_an_abbreviation_holds_within_its_type(corpus: Corpus) -> None:
    corpus.add("p1", ("Task", "addressed", ["RTM"]), abbreviations=[("RTM", "rooted tree matching")])
    corpus.add("p2", ("Dataset", "used", ["RTM"]))
    assert corpus.keys() == {"p1": "rootedtreematching", "p2": "rtm"}


def test_what_a_paper_coins_does_not_follow_the_long_form_of_another(corpus: Corpus) -> None:
    corpus.add("p1", ("Task", "addressed", ["RTM"]), abbreviations=[("RTM", "rooted tree matching")])
    corpus.add("p2", ("Metric", "reported", ["RTM"]), abbreviations=[("RTM", "rate of true matches")])
    corpus.add("p3", ("Metric", "proposed", ["RTM"]))
    corpus.add("p4", ("Metric", "mentioned", ["RTM"]))
    keys = corpus.keys()
    assert keys["p4"] == keys["p2"] == "rateoftruematch"
    assert keys["p3"] == "rtm"


def test_a_short_form_that_is_the_lexicons_name_of_something_else_is_no_key(corpus: Corpus) -> None:
    corpus.add("p1", ("Model", "used", ["CODA"]), abbreviations=[("CODA", "code oriented data augmenter")])
    corpus.add("p2", ("Model", "used", ["coda"]))
    assert corpus.keys() == {"p1": "codeorienteddataaugmenter", "p2": "codeorienteddataaugmenter"}


def test_the_label_is_the_name_that_most_papers_use(corpus: Corpus) -> None:
    for number, name in enumerate(["tree net", "Tree-Net", "TreeNet", "Tree-Net"]):
        corpus.add(f"p{number}", ("Model", "used", [name, "T-Net"]))
    entity = corpus.resolve().entities["Model", "treenet"]
    assert entity.label == "Tree-Net"
    assert entity.aliases == ("T-Net", "TreeNet", "tree net")


def test_of_labels_as_frequent_the_first_in_the_alphabet_wins(corpus: Corpus) -> None:
    corpus.add("p1", ("Model", "used", ["treeNet"])).add("p2", ("Model", "used", ["Tree-Net"]))
    assert corpus.resolve().entities["Model", "treenet"].label == "Tree-Net"


def test_spellings_of_a_repository_are_one_entity(corpus: Corpus) -> None:
    corpus.add("p1", ("Repo", "code", ["https://github.com/Oak/Leaf"]))
    corpus.add("p2", ("Repo", "page", ["http://www.github.com/oak/leaf.git", "github.com/oak/leaf.git"]))
    corpus.add("p3", ("Repo", "code", ["https://github.com/Oak/Leaf"]))
    (entity,) = corpus.resolve().entities.values()
    assert entity.label == "https://github.com/Oak/Leaf"
    assert entity.facts == {"url": "https://github.com/Oak/Leaf", "host": "github.com"}
    assert entity.key == "github.com/oak/leaf"
    assert entity.slug.startswith("github-com-oak-leaf-")
    assert "github.com/oak/leaf.git" in entity.aliases


def test_a_paper_without_extraction_is_an_error(corpus: Corpus) -> None:
    corpus.add("p1")
    corpus.extractions.clear()
    with pytest.raises(KeyError, match="p1"):
        corpus.resolve()
