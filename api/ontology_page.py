"""Reads the ontology for its page and its other forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Graph, URIRef

import kg
from api.negotiation import JSON_LD, NTRIPLES, RDF_XML, TURTLE
from kg.vocabulary import PA, curie

# rdflib's names of the formats.
_FORMATS: Mapping[str, str] = {TURTLE: "turtle", JSON_LD: "json-ld", NTRIPLES: "nt", RDF_XML: "xml"}
_KINDS: Mapping[str, tuple[URIRef, ...]] = {
    "Classes": (OWL.Class, RDFS.Class),
    "Properties": (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology; `links` are what it is below, by domain, range and alignment."""

    iri: str
    name: str
    label: str
    comment: str
    links: Sequence[tuple[str, Sequence[str]]]


@cache
def _file() -> bytes:
    return (Path(kg.__file__).parent / "ontology" / "paperatlas.ttl").read_bytes()


@cache
def _graph() -> Graph:
    return Graph().parse(data=_file(), format="turtle")


@cache
def serialize(media_type: str) -> bytes:
    """Return the ontology in an RDF format; as Turtle it is the file, with its comments."""
    if media_type == TURTLE:
        return _file()
    return _graph().serialize(format=_FORMATS[media_type], encoding="utf-8")


@cache
def sections() -> Mapping[str, Sequence[Term]]:
    """Return the ontology's own terms by kind, in order of name."""
    graph = _graph()
    found = {
        heading: {str(node) for kind in kinds for node in graph.subjects(RDF.type, kind)}
        for heading, kinds in _KINDS.items()
    }
    return {
        heading: [_term(graph, URIRef(iri)) for iri in sorted(iris) if iri.startswith(PA)]
        for heading, iris in found.items()
    }


def _term(graph: Graph, node: URIRef) -> Term:
    links: dict[str, list[str]] = {}
    for prop, value in graph.predicate_objects(node):
        if isinstance(value, URIRef) and prop != RDF.type:
            links.setdefault(curie(str(prop)), []).append(str(value))
    return Term(
        iri=str(node),
        name=curie(str(node)),
        label=str(graph.value(node, RDFS.label) or ""),
        comment=str(graph.value(node, RDFS.comment) or ""),
        links=[(name, sorted(values)) for name, values in sorted(links.items())],
    )
