"""The table that all formats of nodes and edges are written from, clean enough for each of them.

What tools choke on is kept out here, once: ids are texts, a column has one type, what is unknown is absent
rather than empty, lists are joined, and no text holds line breaks or what XML 1.0 has no place for.
networkx writes all of these without a word, and then neither it nor Gephi reads the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import networkx as nx

from kg import sparql
from kg.entities import TYPES_BY_CLASS, lexical
from kg.neighbourhood import GraphEdge, Neighbourhood
from kg.store import scan
from kg.store.generations import Generation
from kg.vocabulary import curie

Value = str | int | float
Row = dict[str, Value]

# What Char in XML 1.0 (fifth edition, section 2.2) leaves out.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BETWEEN_ALIASES = " | "


@dataclass(frozen=True, slots=True)
class PropertyGraph:
    """Nodes and edges as rows, in an order that the graph alone decides.

    A node has `id`, `type` (path word) and `label`, and of `papers`, `date`, `url`, `aliases` and `degree`
    what is known. An edge has `id`, `source`, `target`, `property` (CURIE), and `confidence` if it has one.
    """

    nodes: Sequence[Row]
    edges: Sequence[Row]

    @classmethod
    def of_neighbourhood(cls, found: Neighbourhood) -> Self:
        """Return the shown nodes and edges of a neighbourhood."""
        nodes = [
            Row(id=node.id, type=node.type, label=_clean(node.label), degree=node.degree)
            for node in found.nodes
        ]
        return cls(nodes, _edge_rows(found.edges))

    @classmethod
    def of_generation(cls, generation: Generation) -> Self:
        """Return all papers, entities and authors of a generation, and the edges between them."""
        nodes: dict[str, Row] = {}
        for row in scan.rows(generation, sparql.text("nodes")):
            iri = lexical(row["node"])
            node = Row(id=iri, type=TYPES_BY_CLASS[lexical(row["class"])])
            node["label"] = _clean(lexical(row.get("label", iri)))
            for name in ("date", "url"):
                if name in row:
                    node[name] = _clean(lexical(row[name]))
            if "papers" in row:
                node["papers"] = int(lexical(row["papers"]))
            nodes[iri] = node
        aliases = defaultdict(list)
        for row in scan.rows(generation, sparql.text("aliases")):
            aliases[lexical(row["node"])].append(_clean(lexical(row["alias"])))
        # Statements that somebody loaded may use our terms of things that are none of ours.
        for iri in nodes.keys() & aliases.keys():
            nodes[iri]["aliases"] = _BETWEEN_ALIASES.join(sorted(aliases[iri]))
        edges = (edge for edge in _edges(generation) if edge.source in nodes and edge.target in nodes)
        return cls([nodes[iri] for iri in sorted(nodes)], _edge_rows(edges))

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the same as a networkx graph; an edge's key is its id."""
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for node in self.nodes:
            graph.add_node(str(node["id"]), **{name: value for name, value in node.items() if name != "id"})
        for edge in self.edges:
            ends = ("id", "source", "target")
            values = {name: value for name, value in edge.items() if name not in ends}
            graph.add_edge(str(edge["source"]), str(edge["target"]), key=str(edge["id"]), **values)
        return graph


def _edges(generation: Generation) -> Iterable[GraphEdge]:
    """Yield every edge of a generation, with the confidence of its surest mention."""
    surest: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in scan.rows(generation, sparql.text("confidences")):
        pair = (lexical(row["paper"]), lexical(row["entity"]))
        surest[pair] = max(surest[pair], float(lexical(row["confidence"])))
    for row in scan.rows(generation, sparql.text("edges")):
        source, iri, target = (lexical(row[name]) for name in ("source", "property", "target"))
        yield GraphEdge(source, target, iri, surest.get((source, target)))


def _edge_rows(edges: Iterable[GraphEdge]) -> list[Row]:
    """Return edges as rows, numbered in order of source, property and target."""
    rows = []
    for number, edge in enumerate(sorted(edges, key=lambda e: (e.source, e.property, e.target))):
        row = Row(id=f"e{number}", source=edge.source, target=edge.target, property=curie(edge.property))
        if edge.confidence is not None:
            row["confidence"] = edge.confidence
        rows.append(row)
    return rows


def _clean(text: str) -> str:
    """Return text on one line, of characters that XML can hold."""
    return " ".join(_NOT_XML.sub("", text).split())
