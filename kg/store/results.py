"""Answers as Python values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kg.errors import QueryTooLargeError, StoreError
from kg.records import Literal, Node
from kg.store.seam import JSON, Formats, Store

_ROWS = Formats(solutions=JSON, boolean=None, graph=None)
_TRUTH = Formats(solutions=None, boolean=JSON, graph=None)


def select(
    store: Store, text: str, bindings: Mapping[str, Node] | None = None, deadline: float | None = None
) -> list[dict[str, Node]]:
    """Return the rows of a SELECT by variable name, unbound ones absent.

    A blank node, which only loaded files hold, is "_:label". Raises what `Store.query` does,
    NotAcceptableError for another form of query, QueryTooLargeError for more rows than the store answers.
    """
    return [
        {name: _node(value) for name, value in row.items()}
        for row in _document(store, text, bindings, _ROWS, deadline)["results"]["bindings"]
    ]


def ask(
    store: Store, text: str, bindings: Mapping[str, Node] | None = None, deadline: float | None = None
) -> bool:
    """Return the answer to an ASK. Raises as `select` does."""
    answer: bool = _document(store, text, bindings, _TRUTH, deadline)["boolean"]
    return answer


def _document(
    store: Store, text: str, bindings: Mapping[str, Node] | None, formats: Formats, deadline: float | None
) -> dict[str, Any]:
    """Return a complete answer in SPARQL JSON, parsed."""
    answer = store.query(text, bindings=bindings, formats=formats, deadline=deadline)
    if answer.truncated:
        raise QueryTooLargeError(f"the answer has more {answer.truncated} than the store gives")
    try:
        document: dict[str, Any] = json.loads(answer.body)
    except ValueError as error:
        raise StoreError(f"an answer that is not {answer.media_type}: {error}") from error
    return document


def _node(value: Mapping[str, str]) -> Node:
    """Return a term of SPARQL 1.1 Query Results JSON (section 3.2.2)."""
    kind = value["type"]
    if kind == "uri":
        return value["value"]
    if kind == "bnode":
        return f"_:{value['value']}"
    if kind in ("literal", "typed-literal"):
        return Literal(value["value"], value.get("datatype"), value.get("xml:lang"))
    raise StoreError(f"an answer with a term of the kind {kind!r}")
