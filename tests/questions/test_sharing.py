from __future__ import annotations

from math import log

import pytest

from kg import sparql
from kg.errors import UnknownEntityError, UsageError
from kg.sharing import FAMILY_WEIGHT, Shared, shared
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import SHARING_PROPERTIES, curie

BASE = "http://atlas.example/"


def _brief(found: Shared) -> list[tuple[str, list[tuple[str, bool]]]]:
    return [
        (item.paper.removeprefix(BASE), [(s.label, s.exact) for s in item.shared]) for item in found.items
    ]


def test_without_family_only_the_same_dataset_is_shared(store: EmbeddedStore) -> None:
    found = shared(store, BASE + "paper/2501.00001")
    assert _brief(found) == [("paper/2501.00002", [("ImageNet-1K", True)])]
    # Two papers use ImageNet-1K; the one that only mentions it does not count.
    assert found.items[0].score == pytest.approx(1 / log(2), abs=1e-6)


def test_with_family_every_spelling_is_listed_and_told_apart(store: EmbeddedStore) -> None:
    found = shared(store, BASE + "paper/2501.00001", family=True)
    assert _brief(found) == [
        ("paper/2501.00002", [("ImageNet-1K", True)]),
        ("paper/2502.00003", [("ImageNet", False)]),
    ]
    assert found.items[1].score == pytest.approx(FAMILY_WEIGHT / log(3), abs=1e-6)


def test_what_is_shared_adds_up(store: EmbeddedStore) -> None:
    found = shared(store, BASE + "paper/2502.00003", family=True)
    assert _brief(found)[0] == ("paper/2501.00002", [("CIFAR-10", True), ("ImageNet-1K", False)])
    assert found.items[0].score == pytest.approx(1 / log(2) + FAMILY_WEIGHT / log(3), abs=1e-6)


def test_an_entity_gives_its_users_and_then_those_of_its_family(store: EmbeddedStore) -> None:
    found = shared(store, BASE + "dataset/imagenet", family=True)
    assert [(item.paper.removeprefix(BASE), item.score) for item in found.items] == [
        ("paper/2502.00003", 1.0),
        ("paper/2501.00001", FAMILY_WEIGHT),
        ("paper/2501.00002", FAMILY_WEIGHT),
    ]
    assert _brief(shared(store, BASE + "dataset/pondlife")) == [("paper/2502.00004", [("PondLife", True)])]


def test_papers_share_models_metrics_and_tasks_too(store: EmbeddedStore) -> None:
    paper = BASE + "paper/2501.00001"
    assert _brief(shared(store, paper, by="model")) == [("paper/2501.00002", [("AlphaNet", True)])]
    assert _brief(shared(store, paper, by="metric")) == [("paper/2501.00002", [("top-1 accuracy", True)])]
    assert _brief(shared(store, paper, by="task")) == [("paper/2501.00002", [("image classification", True)])]


def test_pages_follow_each_other_and_say_what_is_left(store: EmbeddedStore) -> None:
    whole = shared(store, BASE + "dataset/imagenet", family=True).items
    first = shared(store, BASE + "dataset/imagenet", family=True, limit=2)
    rest = shared(store, BASE + "dataset/imagenet", family=True, limit=2, offset=2)
    assert first.items + rest.items == whole
    listed = first.to_json_object("next page")
    assert {name: listed[name] for name in ("total", "shown", "truncated", "next")} == {
        "total": 3,
        "shown": 2,
        "truncated": True,
        "next": "next page",
    }
    assert listed["items"][0] == {
        "paper": BASE + "paper/2502.00003",
        "title": "GammaNet: no filters at all",
        "score": 1.0,
        "shared": [{"entity": BASE + "dataset/imagenet", "label": "ImageNet", "exact": True}],
    }
    assert rest.to_json_object("next page")["next"] is None


def test_a_paper_that_uses_nothing_shares_nothing(store: EmbeddedStore) -> None:
    found = shared(store, BASE + "paper/2503.00006").to_json_object()
    assert found == {"items": [], "total": 0, "shown": 0, "truncated": False, "next": None}


@pytest.mark.parametrize(
    ("iri", "arguments", "parameter"),
    [
        ("paper/2501.00001", {"by": "author"}, "by"),
        ("dataset/imagenet", {"by": "model"}, "by"),
        ("paper/2501.00001", {"limit": 0}, "limit"),
        ("paper/2501.00001", {"offset": -1}, "offset"),
    ],
)
def test_arguments_that_do_not_fit_are_named(
    store: EmbeddedStore, iri: str, arguments: dict[str, int], parameter: str
) -> None:
    with pytest.raises(UsageError, match=parameter) as raised:
        shared(store, BASE + iri, **arguments)  # type: ignore[arg-type]  # that is the point
    assert raised.value.parameter == parameter


def test_an_author_is_nothing_that_papers_share(store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="no thing of type author"):
        shared(store, BASE + "author/ada-byron")


def test_what_the_graph_does_not_have_is_unknown(store: EmbeddedStore) -> None:
    with pytest.raises(UnknownEntityError, match="dataset/none"):
        shared(store, BASE + "dataset/none")


@pytest.mark.parametrize("name", ["uses", "users"])
def test_the_queries_have_the_properties_that_the_vocabulary_counts_as_using(name: str) -> None:
    for iris in SHARING_PROPERTIES.values():
        for iri in iris:
            assert f" {curie(iri)} " in sparql.text(name).replace("\n", " ")
    assert sparql.text(name).count("pa:") == sum(map(len, SHARING_PROPERTIES.values()))
