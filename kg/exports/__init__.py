"""The graph, or a part of it, as a file for other tools: one format a module."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from kg.errors import UsageError
from kg.exports import csv_tables, cyjs, gexf, graphml, statements
from kg.exports.property_graph import PropertyGraph
from kg.neighbourhood import Neighbourhood
from kg.store.dump import dump
from kg.store.generations import Generation


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: its media type, a line for people, and what writes a generation in it."""

    media_type: str
    description: str
    write: Callable[[Generation, IO[bytes]], None]


def _statements(suffix: str) -> Callable[[Generation, IO[bytes]], None]:
    return lambda generation, out: dump(generation, suffix, out)


def _property_graph(
    write: Callable[[PropertyGraph, IO[bytes]], None],
) -> Callable[[Generation, IO[bytes]], None]:
    return lambda generation, out: write(PropertyGraph.of_generation(generation), out)


# By suffix.
FORMATS: Mapping[str, Exporter] = {
    "ttl": Exporter("text/turtle", "Turtle: statements that people can read", _statements("ttl")),
    "nt": Exporter(
        "application/n-triples", "N-Triples: a statement a line, quickest to load", _statements("nt")
    ),
    "jsonld": Exporter("application/ld+json", "JSON-LD", _statements("jsonld")),
    "rdf": Exporter("application/rdf+xml", "RDF/XML", _statements("rdf")),
    "nq": Exporter("application/n-quads", "N-Quads: N-Triples with the named graphs", _statements("nq")),
    "trig": Exporter("application/trig", "TriG: Turtle with the named graphs", _statements("trig")),
    "graphml": Exporter(
        "application/graphml+xml",
        "GraphML: papers, entities and authors as nodes, for Gephi, yEd, igraph and networkx",
        _property_graph(graphml.write),
    ),
    "gexf": Exporter("application/gexf+xml", "GEXF: the same for Gephi", _property_graph(gexf.write)),
    "cyjs": Exporter(
        "application/vnd.cytoscape.cyjs+json",
        "Cytoscape JSON: the same for Cytoscape and Cytoscape.js",
        _property_graph(cyjs.write),
    ),
    "csv.zip": Exporter(
        "application/zip", "The same as two CSV tables, nodes and edges", _property_graph(csv_tables.write)
    ),
}


def export(generation: Generation, suffix: str, out: IO[bytes]) -> None:
    """Write a whole generation in the format of a suffix; the same graph gives the same bytes.

    Statements are streamed. Formats of nodes and edges are built in memory: about 4 KB an edge.
    Raises UsageError for a suffix that is none of FORMATS.
    """
    if suffix not in FORMATS:
        raise UsageError(f"format {suffix!r} is none of {', '.join(FORMATS)}", "format")
    FORMATS[suffix].write(generation, out)


def write_neighbourhood(found: Neighbourhood, suffix: str, out: IO[bytes]) -> None:
    """Write a neighbourhood in the format of a suffix of NEIGHBOURHOOD_FORMATS, else raise UsageError."""
    if suffix not in NEIGHBOURHOOD_FORMATS:
        raise UsageError(f"format {suffix!r} is none of {', '.join(NEIGHBOURHOOD_FORMATS)}", "format")
    NEIGHBOURHOOD_FORMATS[suffix](found, out)


def _write_json(found: Neighbourhood, out: IO[bytes]) -> None:
    """Write the JSON form of a neighbourhood."""
    out.write(json.dumps(found.to_json_object(), ensure_ascii=False, indent=2).encode() + b"\n")


def _of_neighbourhood(
    write: Callable[[PropertyGraph, IO[bytes]], None],
) -> Callable[[Neighbourhood, IO[bytes]], None]:
    return lambda found, out: write(PropertyGraph.of_neighbourhood(found), out)


# By suffix.
NEIGHBOURHOOD_FORMATS: Mapping[str, Callable[[Neighbourhood, IO[bytes]], None]] = {
    "json": _write_json,
    "cyjs": _of_neighbourhood(cyjs.write),
    "graphml": _of_neighbourhood(graphml.write),
    "gexf": _of_neighbourhood(gexf.write),
    "ttl": statements.write_turtle,
}
