"""A neighbourhood as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from kg.entities import TYPES_BY_CLASS
from kg.neighbourhood import Neighbourhood
from kg.records import Literal, Statement
from kg.store.serialization import serialize
from kg.vocabulary import RDF, RDFS

_CLASSES = {kind: iri for iri, kind in TYPES_BY_CLASS.items()}


def write_turtle(found: Neighbourhood, out: IO[bytes]) -> None:
    """Write class and label of the shown nodes, and the shown edges as the graph states them, in Turtle."""
    serialize(_statements(found), "ttl", out)


def _statements(found: Neighbourhood) -> Iterator[Statement]:
    """Yield the statements subject by subject."""
    outgoing: dict[str, list[Statement]] = {node.id: [] for node in found.nodes}
    for edge in found.edges:
        outgoing[edge.source].append(Statement(edge.source, edge.property, edge.target))
    for node in found.nodes:
        yield Statement(node.id, RDF + "type", _CLASSES[node.type])
        yield Statement(node.id, RDFS + "label", Literal(node.label))
        yield from outgoing[node.id]
