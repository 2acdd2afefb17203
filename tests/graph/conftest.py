"""Canned papers with their extractions, and the graphs that come of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from kg.graph import statements
from kg.lexicon import Row
from kg.records import Extraction, Literal, Node, Paper, Statement
from kg.resolve import knowledge_base, resolve
from kg.resolve.knowledge_base import KnowledgeBase
from kg.vocabulary import Iris

GOLDEN = Path(__file__).with_name("golden")
ROWS = (
    Row("Dataset", "ImageNet", aliases=("ILSVRC",), facts={"homepage": "https://www.image-net.org"}),
    Row("Dataset", "ImageNet-1K", parent="ImageNet"),
    Row("Model", "Vision Transformer", aliases=("ViT",)),
    Row("Model", "CODA", ambiguous=True),
    Row("Metric", "accuracy", facts={"direction": "higher", "unit": "percent"}),
    Row("Metric", "mean error", facts={"direction": "none"}),
)


def read(case: str) -> tuple[list[Paper], dict[str, Extraction]]:
    """Return the papers of a canned case and their extractions."""
    records = [
        json.loads(line) for line in (GOLDEN / f"{case}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    papers = [
        Paper(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in r["paper"].items()}
        )
        for r in records
    ]
    return papers, {r["paper"]["id"]: Extraction.from_json_object(r["extraction"]) for r in records}


def made(papers: list[Paper], extractions: Mapping[str, Extraction]) -> list[Statement]:
    """Return the statements of papers with these extractions."""
    return list(statements(papers, extractions, resolve(papers, extractions), Iris("https://atlas.example/")))


def term(node: Node) -> rdflib.URIRef | rdflib.Literal:
    """Return a node as rdflib's, a literal in its lexical form as it stands."""
    if not isinstance(node, Literal):
        return rdflib.URIRef(node)
    datatype = None if node.datatype is None else rdflib.URIRef(node.datatype)
    return rdflib.Literal(node.value, datatype=datatype, lang=node.language, normalize=False)


def over_oxigraph(graph: rdflib.Graph) -> Callable[[str], Iterator[Mapping[str, Node]]]:
    """Return what runs a query over an Oxigraph store of a graph, as a build does."""
    store = pyoxigraph.Store()
    store.load(graph.serialize(format="nt", encoding="utf-8"), format=pyoxigraph.RdfFormat.N_TRIPLES)

    def select(text: str) -> Iterator[Mapping[str, Node]]:
        rows = store.query(text)
        names = [variable.value for variable in rows.variables]
        for row in rows:
            bound = {name: row[name] for name in names if row[name] is not None}
            yield {
                name: Literal(found.value, found.datatype.value)
                if isinstance(found, pyoxigraph.Literal)
                else found.value
                for name, found in bound.items()
            }

    return select


@pytest.fixture(autouse=True)
def lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the rows above all that resolution knows."""
    base = KnowledgeBase(ROWS)
    monkeypatch.setattr(knowledge_base, "load", lambda: base)


@pytest.fixture
def canned() -> Callable[[str], tuple[list[Paper], dict[str, Extraction]]]:
    """Return what reads a canned case."""
    return read


@pytest.fixture
def state() -> Callable[[list[Paper], Mapping[str, Extraction]], list[Statement]]:
    """Return what makes the statements of papers."""
    return made


@pytest.fixture
def to_rdflib() -> Callable[[Iterable[Statement]], rdflib.Graph]:
    """Return what makes an rdflib graph of statements."""

    def convert(stated: Iterable[Statement]) -> rdflib.Graph:
        graph = rdflib.Graph()
        for subject, predicate, found in stated:
            graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), term(found)))
        return graph

    return convert


@pytest.fixture(name="over_oxigraph")
def over_oxigraph_() -> Callable[[rdflib.Graph], Callable[[str], Iterator[Mapping[str, Node]]]]:
    """Return what makes a store of a graph and gives what queries it."""
    return over_oxigraph


@pytest.fixture
def whole(to_rdflib: Callable[[Iterable[Statement]], rdflib.Graph]) -> rdflib.Graph:
    """Return the graph of all canned papers together."""
    papers: list[Paper] = []
    extractions: dict[str, Extraction] = {}
    for path in sorted(GOLDEN.glob("*.jsonl")):
        more, found = read(path.stem)
        papers += more
        extractions |= found
    return to_rdflib(made(papers, extractions))
