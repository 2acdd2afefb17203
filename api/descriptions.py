"""What pages and their JSON twins say of a paper, an entity, or any other thing of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from api.served_graph import ServedGraph
from kg.records import Literal, Node
from kg.vocabulary import PATHS, ROLE_PROPERTIES, curie

Json: TypeAlias = dict[str, Any]

# By property: the path word of what it leads to, and the role.
_ROLES: Mapping[str, tuple[str, str]] = {
    iri: (PATHS[kind], role) for (kind, role), iri in ROLE_PROPERTIES.items()
}
_ROLE_ORDER = list(ROLE_PROPERTIES.values())


def path_word(graph: ServedGraph, iri: str) -> str | None:
    """Return the first segment of an IRI below the graph's base ("dataset"), None for any other IRI."""
    local = iri.removeprefix(graph.iris.base)
    return None if local == iri else local.partition("/")[0]


def plain(node: Node | None) -> str | None:
    """Return the text of a node: an IRI, or the lexical form of a literal."""
    return node.value if isinstance(node, Literal) else node


def reference(graph: ServedGraph, iri: Node, label: Node) -> Json:
    """Return how JSON and pages refer to a thing: its IRI, the word of its path, its label."""
    return {"iri": plain(iri), "type": path_word(graph, str(plain(iri))), "label": plain(label)}


def paper(graph: ServedGraph, iri: str) -> Json:
    """Return what the graph says of a paper: itself, its entities by role, mentions and results."""
    facts = {"title": iri, **_texts(next(iter(graph.rows("paper", paper=iri)), {}))}
    return {
        "iri": iri,
        "type": "paper",
        "id": facts.pop("identifier", None),
        **facts,
        "authors": [
            reference(graph, row["author"], row["label"]) for row in graph.rows("paper_authors", paper=iri)
        ],
        "entities": _paper_entities(graph, iri),
        "mentions": [_mention(row) for row in graph.rows("paper_mentions", paper=iri)],
        "results": [_result(graph, row) for row in graph.rows("paper_results", entity=iri)],
    }


def entity(graph: ServedGraph, iri: str) -> Json:
    """Return what the graph says of an entity or author: names, variants, papers by role, results."""
    facts = _texts(next(iter(graph.rows("entity", entity=iri)), {}))
    count = facts.pop("paperCount", None)
    papers = [_paper_row(row) for row in graph.rows("entity_papers", entity=iri)]
    total = int(str(plain(graph.rows("entity_paper_total", entity=iri)[0]["total"])))
    return {
        "iri": iri,
        "type": path_word(graph, iri),
        "label": facts.pop("label", iri),
        **facts,
        "paperCount": total if count is None else int(count),
        "aliases": [plain(row["alias"]) for row in graph.rows("entity_aliases", entity=iri)],
        "variantOf": [
            reference(graph, row["entity"], row["label"]) for row in graph.rows("entity_parents", child=iri)
        ],
        "variants": [
            reference(graph, row["entity"], row["label"])
            | {"paperCount": int(plain(row.get("paperCount")) or 0)}
            for row in graph.rows("entity_variants", parent=iri)
        ],
        "papers": envelope(papers, total),
        "results": [_result(graph, row) for row in graph.rows("entity_results", entity=iri)],
    }


def thing(graph: ServedGraph, iri: str) -> Json:
    """Return the statements about any IRI, as property and value."""
    return {
        "iri": iri,
        "type": path_word(graph, iri),
        "label": iri.removeprefix(graph.iris.base),
        "statements": [
            {
                "property": curie(str(row["property"])),
                "value": plain(row["value"]),
                "iri": not isinstance(row["value"], Literal),
                "label": plain(row.get("label")),
            }
            for row in graph.rows("statements", entity=iri)
        ],
    }


def envelope(items: list[Json], total: int) -> Json:
    """Return a list without further pages in the form that every list of the service has."""
    shown = len(items)
    return {"items": items, "total": total, "shown": shown, "truncated": shown < total, "next": None}


def _texts(row: Mapping[str, Node]) -> Json:
    return {name: plain(node) for name, node in row.items()}


def _paper_entities(graph: ServedGraph, iri: str) -> list[Json]:
    """Return a paper's entities in the order of types and roles, labels within."""
    rows = [row for row in graph.rows("paper_entities", paper=iri) if row["property"] in _ROLES]
    rows.sort(key=lambda row: _ROLE_ORDER.index(str(row["property"])))
    return [
        reference(graph, row["entity"], row["label"]) | {"role": _ROLES[str(row["property"])][1]}
        for row in rows
    ]


def _mention(row: Mapping[str, Node]) -> Json:
    texts = _texts(row)
    return {
        "iri": texts["mention"],
        "entity": texts["entity"],
        "start": int(texts["start"]),
        "end": int(texts["end"]),
        "exact": texts["exact"],
        "confidence": None if texts.get("confidence") is None else float(texts["confidence"]),
        "role": texts.get("role"),
    }


def _paper_row(row: Mapping[str, Node]) -> Json:
    name = str(row["property"])
    role = _ROLES[name][1] if name in _ROLES else curie(name).partition(":")[2]
    return {
        "paper": row["paper"],
        "title": plain(row["title"]),
        "date": plain(row.get("date")),
        "role": role,
    }


def _result(graph: ServedGraph, row: Mapping[str, Node]) -> Json:
    parts: Iterable[str] = ("model", "dataset", "metric")
    return {
        "iri": row["result"],
        "paper": row.get("paper"),
        "title": plain(row.get("title")),
        **{p: reference(graph, row[p], row[f"{p}Label"]) if f"{p}Label" in row else None for p in parts},
        "value": plain(row.get("value")),
        "unit": plain(row.get("unit")),
        "text": plain(row.get("text")),
        "delta": plain(row.get("delta")) == "true",
    }
