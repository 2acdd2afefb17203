"""The surroundings of a paper, entity or author: what is within a few edges of it, in bounds that are said.

Edges are the role properties from papers to entities, `pa:variantOf` and `schema:author`, walked both ways.
The walk is breadth-first, the surest edges and then the best known entities first, and asks one query for
the edges of each node that it goes through: hubs make "everything within two edges" half of the graph, so
it goes through no more nodes than the answer may have.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg import entities, sparql
from kg.entities import lexical
from kg.errors import UsageError
from kg.records import ROLES, Node
from kg.store.results import select
from kg.store.seam import Store
from kg.vocabulary import PA, PATHS, ROLE_PROPERTIES, SCHEMA, curie

MAX_DEPTH = 3
MAX_NODES = 1000
# How many neighbours one node brings, other than the centre: enough to see what it is about, few enough
# that one hub does not fill the picture.
FAN_OUT = 25

ROLE_NAMES = tuple(dict.fromkeys(role for roles in ROLES.values() for role in roles))

_VARIANT_OF = PA + "variantOf"
# By property: the type of what it leads to, and the role that it states.
_ROLE_EDGES: Mapping[str, tuple[str, str]] = {
    iri: (PATHS[kind], role) for (kind, role), iri in ROLE_PROPERTIES.items()
}
_AUTHOR = SCHEMA + "author"
_EDGES = {*_ROLE_EDGES, _VARIANT_OF, _AUTHOR}
# The LIMIT of neighbours.rq.
_LISTED = 1000


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node: `degree` counts all edges that it has in the graph, whether they are shown or not."""

    id: str
    type: str
    label: str
    degree: int


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """An edge in the direction of its statement; `confidence` is that of a role edge's surest mention."""

    source: str
    target: str
    property: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Nodes (the centre first, then as they were met) and the edges met between them.

    The totals count, after the filters, what the nodes have that were gone through, shown or not. Where a
    node has more edges than are looked at, the rest are counted as if each led to a node of its own and
    passed `min_confidence`. What lies beyond nodes that were not gone through is not counted: `truncated`
    is true then, as it is whenever less is shown than counted.
    """

    center: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    total_nodes: int
    total_edges: int
    truncated: bool

    def to_json_object(self) -> dict[str, Any]:
        """Return the JSON form; `property` is a CURIE."""
        return {
            "center": self.center,
            "nodes": [{"id": n.id, "type": n.type, "label": n.label, "degree": n.degree} for n in self.nodes],
            "edges": [
                {"source": e.source, "target": e.target, "property": curie(e.property)} for e in self.edges
            ],
            "total": {"nodes": self.total_nodes, "edges": self.total_edges},
            "shown": {"nodes": len(self.nodes), "edges": len(self.edges)},
            "truncated": self.truncated,
        }


def neighbourhood(
    store: Store,
    iri: str,
    *,
    depth: int = 1,
    types: Collection[str] = (),
    roles: Collection[str] = (),
    limit: int = 200,
    family: bool = False,
    min_confidence: float = 0.0,
) -> Neighbourhood:
    """Return what lies within `depth` edges of a paper, entity or author, in at most `limit` nodes.

    `types` and `roles`, where given, admit nothing else (path words; names of roles, which leaves out
    edges that state none). Edges surer than or as sure as `min_confidence` are followed, those without
    confidence always. With `family` the walk starts from all entities of the centre's family.

    Raises UnknownEntityError, UsageError for an argument out of bounds, and the errors of `Store.query`.
    """
    _check(depth, types, roles, limit, min_confidence)
    kind, _ = entities.describe(store, iri)
    starts = [iri]
    if family:
        starts += [member for member in entities.family(store, iri) if member != iri]
    walk = _Walk(store, _Filter(types, roles, min_confidence), limit, starts, kind)
    for level in range(depth):
        walk.step(limit if level == 0 else FAN_OUT)
    return walk.result()


class _Found(NamedTuple):
    """An edge of a node that is gone through, and what it leads to."""

    edge: GraphEdge
    neighbour: str
    type: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two of them the same statement."""
        return self.edge.source, self.edge.property, self.edge.target


class _Walk:
    """A breadth-first walk, one level a step."""

    def __init__(self, store: Store, admits: _Filter, limit: int, starts: Sequence[str], kind: str) -> None:
        """Begin at nodes of one type."""
        self._store = store
        self._admits = admits
        self._limit = limit
        self._types = dict.fromkeys(starts[:limit], kind)
        self._edges: dict[tuple[str, str, str], GraphEdge] = {}
        self._frontier = list(self._types)
        self._met = set(starts)
        self._met_edges: set[tuple[str, str, str]] = set()
        self._unlisted = 0
        self._stopped = len(starts) > limit

    def step(self, fan_out: int) -> None:
        """Go through the nodes that the last step brought, each of which brings at most `fan_out`."""
        brought: list[str] = []
        for node in self._frontier:
            if len(self._types) >= self._limit and self._edges:
                self._stopped = True
                break
            room = fan_out
            for found in self._neighbours(node):
                self._met.add(found.neighbour)
                self._met_edges.add(found.identity)
                if found.neighbour not in self._types and room and len(self._types) < self._limit:
                    self._types[found.neighbour] = found.type
                    brought.append(found.neighbour)
                    room -= 1
                if found.neighbour in self._types:
                    self._edges.setdefault(found.identity, found.edge)
        self._frontier = brought

    def result(self) -> Neighbourhood:
        """Return what was found so far."""
        nodes = []
        for iri, kind in self._types.items():
            rows = self._degrees(iri)
            # What has no edge has no row, and can only be where the walk began.
            label = lexical(rows[0].get("label", iri)) if rows else entities.describe(self._store, iri)[1]
            nodes.append(GraphNode(iri, kind, label, sum(_count(row) for row in rows)))
        total_nodes = len(self._met) + self._unlisted
        total_edges = len(self._met_edges) + self._unlisted
        return Neighbourhood(
            center=nodes[0].id,
            nodes=tuple(nodes),
            edges=tuple(sorted(self._edges.values(), key=lambda e: (e.source, e.property, e.target))),
            total_nodes=total_nodes,
            total_edges=total_edges,
            truncated=self._stopped or total_nodes > len(nodes) or total_edges > len(self._edges),
        )

    def _neighbours(self, node: str) -> list[_Found]:
        """Return the edges of a node that the filters admit, in the order of the query."""
        kind = self._types[node]
        rows = select(self._store, sparql.text("neighbours"), {"node": node})
        listed = [_found(row, kind) for row in rows if row["property"] in _EDGES]
        if len(rows) >= _LISTED:
            # Only then does a node have more edges than are listed, and need counting.
            counted = sum(
                _count(row)
                for row in self._degrees(node)
                if self._admits.edge(lexical(row["property"]), _leads_to(row, kind))
            )
            self._unlisted += counted - sum(self._admits.edge(f.edge.property, f.type) for f in listed)
        return [found for found in listed if self._admits.found(found)]

    def _degrees(self, node: str) -> list[dict[str, Node]]:
        """Return a row with the number of edges for each property and direction that a node has."""
        return select(self._store, sparql.text("degree"), {"node": node})


@dataclass(frozen=True, slots=True)
class _Filter:
    """What a walk follows; empty `types` and `roles` admit all."""

    types: Collection[str]
    roles: Collection[str]
    min_confidence: float

    def edge(self, iri: str, kind: str) -> bool:
        """Return whether an edge of this property to something of this type may be followed."""
        if self.types and kind not in self.types:
            return False
        return not self.roles or (iri in _ROLE_EDGES and _ROLE_EDGES[iri][1] in self.roles)

    def found(self, found: _Found) -> bool:
        """Return whether this edge is followed."""
        confidence = found.edge.confidence
        sure = confidence is None or confidence >= self.min_confidence
        return sure and self.edge(found.edge.property, found.type)


def _found(row: Mapping[str, Node], kind: str) -> _Found:
    """Return the edge that a solution of `neighbours` is, of a node of type `kind`."""
    node, neighbour, iri = (lexical(row[name]) for name in ("node", "neighbour", "property"))
    source, target = (node, neighbour) if _is_outgoing(row) else (neighbour, node)
    confidence = float(lexical(row["confidence"])) if "confidence" in row else None
    return _Found(GraphEdge(source, target, iri, confidence), neighbour, _leads_to(row, kind))


def _leads_to(row: Mapping[str, Node], kind: str) -> str:
    """Return the type of what an edge leads to from a node of type `kind`."""
    iri = lexical(row["property"])
    if iri == _VARIANT_OF:
        return kind
    if not _is_outgoing(row):
        return "paper"
    return "author" if iri == _AUTHOR else _ROLE_EDGES[iri][0]


def _is_outgoing(row: Mapping[str, Node]) -> bool:
    return lexical(row["outgoing"]) == "true"


def _count(row: Mapping[str, Node]) -> int:
    return int(lexical(row["edges"]))


def _check(
    depth: int, types: Collection[str], roles: Collection[str], limit: int, min_confidence: float
) -> None:
    """Raise UsageError, with the parameter's name, for an argument out of bounds."""
    if not 1 <= depth <= MAX_DEPTH:
        raise UsageError(f"depth {depth} is not between 1 and {MAX_DEPTH}", "depth")
    if not 1 <= limit <= MAX_NODES:
        raise UsageError(f"limit {limit} is not between 1 and {MAX_NODES}", "limit")
    if not 0 <= min_confidence <= 1:
        raise UsageError(f"min_confidence {min_confidence} is not between 0 and 1", "min_confidence")
    for kind in types:
        if kind not in entities.TYPES:
            raise UsageError(f"type {kind!r} is none of {', '.join(entities.TYPES)}", "type")
    for role in roles:
        if role not in ROLE_NAMES:
            raise UsageError(f"role {role!r} is none of {', '.join(ROLE_NAMES)}", "role")
