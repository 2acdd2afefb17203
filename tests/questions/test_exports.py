from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping

import networkx as nx
import pytest
import rdflib

from kg import exports
from kg.errors import UsageError
from kg.graph import statements
from kg.neighbourhood import GraphNode, Neighbourhood, neighbourhood
from kg.records import Extraction, Node, Paper, Resolution
from kg.store.embedded import EmbeddedStore
from kg.store.generations import Generation
from kg.vocabulary import PA, Iris

BASE = "http://atlas.example/"
PAPER = BASE + "paper/2501.00001"


def _exported(generation: Generation, suffix: str) -> bytes:
    out = io.BytesIO()
    exports.export(generation, suffix, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def stated(
    papers: list[Paper], extractions: Mapping[str, Extraction], resolution: Resolution, iris: Iris
) -> set[tuple[str, ...]]:
    """What the graph stage states, in N3."""

    def n3(node: Node) -> str:
        if isinstance(node, str):
            return rdflib.URIRef(node).n3()
        datatype = rdflib.URIRef(node.datatype) if node.datatype else None
        return rdflib.Literal(node.value, datatype=datatype, lang=node.language, normalize=False).n3()

    return {
        (n3(s.subject), n3(s.predicate), n3(s.object))
        for s in statements(papers, extractions, resolution, iris)
    }


# Its parsers of datasets warn of each other.
@pytest.mark.filterwarnings("ignore:.*Dataset:DeprecationWarning:rdflib")
@pytest.mark.parametrize(
    ("suffix", "parser"),
    [
        ("nt", "nt"),
        ("ttl", "turtle"),
        ("jsonld", "json-ld"),
        ("rdf", "xml"),
        ("nq", "nquads"),
        ("trig", "trig"),
    ],
)
def test_statements_parse_back_to_the_same_graph(
    generation: Generation, stated: set[tuple[str, ...]], suffix: str, parser: str
) -> None:
    graph = rdflib.Dataset() if parser in ("nquads", "trig") else rdflib.Graph()
    graph.parse(data=_exported(generation, suffix), format=parser)
    # The graph has no blank nodes, so that isomorphic graphs are equal sets.
    found = {tuple(term.n3() for term in triple) for triple in graph.triples((None, None, None))}
    assert found == stated


def _graphml(data: bytes) -> nx.MultiDiGraph[str]:
    return nx.read_graphml(io.BytesIO(data), force_multigraph=True)


def _gexf(data: bytes) -> nx.MultiDiGraph[str]:
    # Without parallel edges the reader gives a graph that can have none.
    return nx.MultiDiGraph(nx.read_gexf(io.BytesIO(data), version="1.2draft"))


def _cyjs(data: bytes) -> nx.MultiDiGraph[str]:
    elements = json.loads(data)["elements"]
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in elements["nodes"]:
        graph.add_node(node["data"]["id"], **node["data"])
    for edge in elements["edges"]:
        assert {edge["data"]["source"], edge["data"]["target"]} <= set(graph)
        graph.add_edge(edge["data"]["source"], edge["data"]["target"], key=edge["data"]["id"], **edge["data"])
    return graph


_READERS = {"graphml": _graphml, "gexf": _gexf, "cyjs": _cyjs}


@pytest.mark.parametrize("suffix", _READERS)
def test_nodes_and_edges_are_read_by_other_tools(generation: Generation, iris: Iris, suffix: str) -> None:
    graph = _READERS[suffix](_exported(generation, suffix))
    types = nx.get_node_attributes(graph, "type")
    assert len(types) == len(graph)
    assert types[PAPER] == "paper"
    assert types[BASE + "dataset/imagenet-1k"] == "dataset"
    assert types[iris.author("Zoë O'Neill")] == "author"
    assert graph.nodes[PAPER]["label"] == "AlphaNet: sparse filters for pictures"
    assert graph.nodes[PAPER]["date"] == "2025-01-10"
    assert graph.nodes[BASE + "paper/2503.00006"]["label"] == "Signs\ufffd and <lines> of & titles"
    assert graph.nodes[BASE + "dataset/imagenet-1k"]["papers"] == 3
    (edge,) = graph.get_edge_data(PAPER, BASE + "model/resnet-50").values()
    assert edge["property"] == "pa:comparesWithModel"
    assert edge["confidence"] == pytest.approx(0.6)
    (variant,) = graph.get_edge_data(BASE + "dataset/imagenet-1k", BASE + "dataset/imagenet").values()
    assert variant["property"] == "pa:variantOf"
    assert "confidence" not in variant


@pytest.mark.parametrize("suffix", _READERS)
def test_no_label_breaks_a_file(suffix: str) -> None:
    label = 'a\x00\x0b\x1f\ud800\ufffe\r\n b & <c> "d" \U0001f600'
    node = GraphNode(PAPER, "paper", label, 0)
    graph = _READERS[suffix](_written(Neighbourhood(PAPER, (node,), (), 1, 0, truncated=False), suffix))
    assert graph.nodes[PAPER]["label"] == 'a b & <c> "d" \U0001f600'


def test_all_formats_of_nodes_and_edges_have_the_same(generation: Generation) -> None:
    def content(graph: nx.MultiDiGraph[str]) -> tuple[set[str], list[tuple[str, str, str]]]:
        return set(graph), sorted((s, p, t) for s, t, p in graph.edges(data="property"))

    first, *others = (content(read(_exported(generation, suffix))) for suffix, read in _READERS.items())
    assert others == [first, first]
    with zipfile.ZipFile(io.BytesIO(_exported(generation, "csv.zip"))) as archive:
        nodes, edges = (
            list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in ("nodes.csv", "edges.csv")
        )
    assert {node["id"] for node in nodes} == first[0]
    assert sorted((e["source"], e["property"], e["target"]) for e in edges) == first[1]


@pytest.mark.parametrize("suffix", exports.FORMATS)
def test_the_same_graph_gives_the_same_bytes(generation: Generation, suffix: str) -> None:
    assert _exported(generation, suffix) == _exported(generation, suffix)


def test_gexf_does_not_say_when_it_was_written(generation: Generation) -> None:
    assert b"lastmodified" not in _exported(generation, "gexf")


def test_an_unknown_format_is_refused(generation: Generation, around: Neighbourhood) -> None:
    with pytest.raises(UsageError, match="'xlsx' is none of ttl, nt"):
        exports.export(generation, "xlsx", io.BytesIO())
    with pytest.raises(UsageError, match="'nq' is none of json, cyjs"):
        exports.write_neighbourhood(around, "nq", io.BytesIO())


@pytest.fixture(scope="module")
def around(store: EmbeddedStore) -> Neighbourhood:
    return neighbourhood(store, PAPER, depth=2)


def _written(around: Neighbourhood, suffix: str) -> bytes:
    out = io.BytesIO()
    exports.write_neighbourhood(around, suffix, out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", _READERS)
def test_a_neighbourhood_is_read_by_other_tools(around: Neighbourhood, suffix: str) -> None:
    graph = _READERS[suffix](_written(around, suffix))
    assert {(n, data["type"], data["degree"]) for n, data in graph.nodes(data=True)} == {
        (node.id, node.type, node.degree) for node in around.nodes
    }
    assert graph.number_of_edges() == len(around.edges)


def test_a_neighbourhood_as_json_is_its_json_form(around: Neighbourhood) -> None:
    assert json.loads(_written(around, "json")) == around.to_json_object()


def test_a_neighbourhood_in_turtle_states_what_the_graph_states(
    around: Neighbourhood, stated: set[tuple[str, ...]]
) -> None:
    graph = rdflib.Graph().parse(data=_written(around, "ttl"), format="turtle")
    labels = set(graph.triples((None, rdflib.RDFS.label, None)))
    assert len(labels) == len(around.nodes)
    assert {tuple(term.n3() for term in triple) for triple in set(graph) - labels} <= stated
    assert len(graph) == 2 * len(around.nodes) + len(around.edges)
    assert (rdflib.URIRef(PAPER), rdflib.RDF.type, rdflib.URIRef(PA + "Paper")) in graph
