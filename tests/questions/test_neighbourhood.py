from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import sparql
from kg.errors import UnknownEntityError, UsageError
from kg.neighbourhood import FAN_OUT, MAX_NODES, Neighbourhood, neighbourhood
from kg.records import Literal, Statement
from kg.store.embedded import EmbeddedStore, open_graph
from kg.store.generations import GraphDirectory
from kg.vocabulary import DCTERMS, PA, RDF, ROLE_PROPERTIES, SKOS, XSD, Iris, curie

BASE = "http://atlas.example/"


def _ids(found: Neighbourhood) -> list[str]:
    return [node.id.removeprefix(BASE) for node in found.nodes]


def _edges(found: Neighbourhood) -> set[tuple[str, str, str]]:
    return {
        (e.source.removeprefix(BASE), curie(e.property), e.target.removeprefix(BASE)) for e in found.edges
    }


def test_a_paper_is_among_what_it_names_and_its_authors(store: EmbeddedStore) -> None:
    found = neighbourhood(store, BASE + "paper/2502.00003")
    assert _ids(found)[0] == "paper/2502.00003"
    assert _edges(found) == {
        ("paper/2502.00003", "pa:proposesModel", "model/gammanet"),
        ("paper/2502.00003", "pa:usesDataset", "dataset/imagenet"),
        ("paper/2502.00003", "pa:usesDataset", "dataset/cifar-10"),
        ("paper/2502.00003", "pa:mentionsDataset", "dataset/imagenet-1k"),
        ("paper/2502.00003", "pa:reportsMetric", "metric/latency"),
        ("paper/2502.00003", "pa:mentionsModel", "model/betanet"),
    }
    assert (found.total_nodes, found.total_edges, found.truncated) == (7, 6, False)


def test_surer_neighbours_come_first_and_then_better_known_ones(store: EmbeddedStore) -> None:
    ids = _ids(neighbourhood(store, BASE + "paper/2502.00003"))
    assert ids[1:] == [
        "metric/latency",
        "model/betanet",
        "dataset/imagenet",
        "model/gammanet",
        "dataset/cifar-10",
        "dataset/imagenet-1k",
    ]


def test_the_json_form_is_the_one_of_the_design(store: EmbeddedStore) -> None:
    found = neighbourhood(store, BASE + "author/max-born").to_json_object()
    assert found == {
        "center": BASE + "author/max-born",
        "nodes": [
            {"id": BASE + "author/max-born", "type": "author", "label": "Max Born", "degree": 1},
            {
                "id": BASE + "paper/2501.00001",
                "type": "paper",
                "label": "AlphaNet: sparse filters for pictures",
                "degree": 8,
            },
        ],
        "edges": [
            {
                "source": BASE + "paper/2501.00001",
                "target": BASE + "author/max-born",
                "property": "schema:author",
            }
        ],
        "total": {"nodes": 2, "edges": 1},
        "shown": {"nodes": 2, "edges": 1},
        "truncated": False,
    }


def test_a_step_further_meets_the_papers_that_name_the_same(store: EmbeddedStore) -> None:
    near = neighbourhood(store, BASE + "paper/2501.00001", depth=1)
    far = neighbourhood(store, BASE + "paper/2501.00001", depth=2)
    assert "paper/2501.00002" not in _ids(near)
    assert {"paper/2501.00002", "paper/2502.00003", "dataset/imagenet", "model/resnet"} <= set(_ids(far))
    assert _edges(near) < _edges(far)
    # Two edges from the centre the edges between those found last are not looked for.
    assert ("paper/2501.00002", "pa:usesDataset", "dataset/cifar-10") not in _edges(far)


def test_a_limit_cuts_and_says_so(store: EmbeddedStore) -> None:
    found = neighbourhood(store, BASE + "paper/2502.00003", limit=3)
    assert _ids(found) == ["paper/2502.00003", "metric/latency", "model/betanet"]
    assert (found.total_nodes, found.total_edges, found.truncated) == (7, 6, True)
    assert len(found.edges) == 2
    alone = neighbourhood(store, BASE + "paper/2502.00003", limit=1)
    assert (_ids(alone), alone.total_nodes, alone.truncated) == (["paper/2502.00003"], 7, True)
    unwalked = neighbourhood(store, BASE + "author/max-born", depth=2, limit=2)
    assert unwalked.truncated


def test_types_and_roles_admit_nothing_else(store: EmbeddedStore) -> None:
    paper = BASE + "paper/2501.00001"
    assert set(_ids(neighbourhood(store, paper, types=["dataset", "author"]))) == {
        "paper/2501.00001",
        "dataset/imagenet-1k",
        "author/ada-byron",
        "author/max-born",
    }
    assert _ids(neighbourhood(store, paper, roles=["baseline"])) == ["paper/2501.00001", "model/resnet-50"]
    found = neighbourhood(store, BASE + "dataset/imagenet-1k", roles=["used"], types=["paper"], depth=2)
    assert set(_ids(found)) == {"dataset/imagenet-1k", "paper/2501.00001", "paper/2501.00002"}


def test_less_sure_edges_can_be_left_out(store: EmbeddedStore) -> None:
    found = neighbourhood(store, BASE + "paper/2502.00003", min_confidence=0.5)
    assert "dataset/cifar-10" in _ids(found)
    assert "dataset/imagenet-1k" not in _ids(found)


def test_a_family_starts_from_all_its_members(store: EmbeddedStore) -> None:
    alone = neighbourhood(store, BASE + "dataset/imagenet")
    family = neighbourhood(store, BASE + "dataset/imagenet", family=True)
    assert "paper/2501.00001" not in _ids(alone)
    assert {"dataset/imagenet-1k", "paper/2501.00001"} <= set(_ids(family))
    assert ("dataset/imagenet-1k", "pa:variantOf", "dataset/imagenet") in _edges(family)
    assert _ids(family)[0] == "dataset/imagenet"


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"depth": 0}, "depth"),
        ({"depth": 4}, "depth"),
        ({"limit": 0}, "limit"),
        ({"limit": MAX_NODES + 1}, "limit"),
        ({"types": ["venue"]}, "type"),
        ({"roles": ["cited"]}, "role"),
        ({"min_confidence": 1.5}, "min_confidence"),
        ({"min_confidence": float("nan")}, "min_confidence"),
    ],
)
def test_arguments_out_of_bounds_are_named(
    store: EmbeddedStore, arguments: dict[str, int], parameter: str
) -> None:
    with pytest.raises(UsageError, match=parameter) as raised:
        neighbourhood(store, BASE + "model/alphanet", **arguments)  # type: ignore[arg-type]  # the point
    assert raised.value.parameter == parameter


@pytest.mark.parametrize("iri", ["model/none", "result/2501.00001/1"])
def test_what_is_no_node_is_unknown(store: EmbeddedStore, iri: str) -> None:
    with pytest.raises(UnknownEntityError, match=iri):
        neighbourhood(store, BASE + iri)


@pytest.mark.parametrize("name", ["degree", "edges"])
def test_the_queries_have_the_properties_of_the_vocabulary(name: str) -> None:
    words = sparql.text(name).split()
    for iri in (*ROLE_PROPERTIES.values(), PA + "variantOf"):
        assert words.count(curie(iri)) == 1
    assert sum(word.startswith(("pa:", "schema:")) for word in words) == len(ROLE_PROPERTIES) + 2


PAPERS = 1100


def _hub(iris: Iris) -> Iterator[Statement]:
    """State a dataset that more papers use than a walk looks at, and a second one of one of them."""
    for name in ("hub", "rare"):
        dataset = iris.entity("Dataset", name)
        yield Statement(dataset, RDF + "type", PA + "Dataset")
        yield Statement(dataset, SKOS + "prefLabel", Literal(name))
    for number in range(PAPERS):
        paper = iris.paper(f"{number:04}")
        yield Statement(paper, RDF + "type", PA + "Paper")
        yield Statement(paper, DCTERMS + "title", Literal(f"Paper {number}"))
        for place, name in enumerate(("hub", "rare") if number == 0 else ("hub",)):
            mention = iris.mention(f"{number:04}", place, 9)
            yield Statement(paper, PA + "usesDataset", iris.entity("Dataset", name))
            yield Statement(paper, PA + "mentions", iris.entity("Dataset", name))
            yield Statement(paper, PA + "hasMention", mention)
            yield Statement(mention, PA + "mentionOf", iris.entity("Dataset", name))
            yield Statement(mention, PA + "confidence", Literal("0.9", XSD + "decimal"))


@pytest.fixture(scope="module")
def hub_store(tmp_path_factory: pytest.TempPathFactory, iris: Iris) -> Iterator[EmbeddedStore]:
    graph = GraphDirectory(tmp_path_factory.mktemp("hub") / "graph")
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(_hub(iris))
        graph.commit(draft, base=iris.base)
    with open_graph(graph.path) as opened:
        yield opened


def test_a_hub_is_cut_but_counted(hub_store: EmbeddedStore) -> None:
    found = neighbourhood(hub_store, BASE + "dataset/hub", limit=50)
    assert (len(found.nodes), len(found.edges)) == (50, 49)
    assert found.nodes[0].degree == PAPERS
    assert (found.total_nodes, found.total_edges, found.truncated) == (PAPERS + 1, PAPERS, True)


def test_a_hub_on_the_way_brings_only_so_many(hub_store: EmbeddedStore) -> None:
    found = neighbourhood(hub_store, BASE + "dataset/rare", depth=3, limit=500)
    assert _ids(found)[:3] == ["dataset/rare", "paper/0000", "dataset/hub"]
    assert len(found.nodes) == 3 + FAN_OUT
    assert (found.total_nodes, found.truncated) == (PAPERS + 2, True)


def test_the_same_question_has_the_same_answer(hub_store: EmbeddedStore, tmp_path: Path) -> None:
    answers = {
        str(neighbourhood(hub_store, BASE + "dataset/hub", limit=50).to_json_object()) for _ in range(3)
    }
    assert len(answers) == 1
