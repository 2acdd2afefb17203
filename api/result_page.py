"""Reads a query's answer for showing it on a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import QueryTooLargeError
from kg.store.seam import Answer
from kg.vocabulary import XSD

# A browser is slow with longer tables, and nobody reads them; the data itself is a link away.
MAX_ROWS = 1000
_MAX_TEXT = 200_000

_READERS: Mapping[str, Callable[[str], float]] = {
    XSD + "integer": int,
    XSD + "decimal": float,
    XSD + "double": float,
    XSD + "boolean": lambda text: text == "true",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One term of a result: its text, whether that is an IRI, and what a literal is of."""

    text: str
    is_iri: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What a page shows of an answer: a table, a truth, or a text; `total` counts all rows."""

    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell | None]] = ()
    total: int = 0
    truth: bool | None = None
    text: str = ""
    cut: bool = False


def read(answer: Answer) -> ResultPage:
    """Return the page of an answer that the store wrote as JSON or, for a graph, as Turtle."""
    if answer.kind == "graph":
        text = answer.body.decode(errors="replace")
        return ResultPage(text=text[:_MAX_TEXT], cut=len(text) > _MAX_TEXT or bool(answer.truncated))
    if answer.truncated:
        # JSON without its end: a table made of it would look whole.
        return ResultPage(cut=True)
    document = json.loads(answer.body)
    if answer.kind == "boolean":
        return ResultPage(truth=document["boolean"])
    columns, bindings = document["head"]["vars"], document["results"]["bindings"]
    rows = [
        [_json_cell(binding[name]) if name in binding else None for name in columns]
        for binding in bindings[:MAX_ROWS]
    ]
    return ResultPage(columns, rows, len(bindings), cut=len(bindings) > MAX_ROWS)


def items(answer: Answer) -> list[dict[str, Any]]:
    """Return the rows of an answer as objects, numbers and truths as JSON has them.

    Raises QueryTooLargeError for a cut answer, whose rows would pass for all.
    """
    if answer.truncated:
        raise QueryTooLargeError(
            f"the answer is cut ({answer.truncated}); CSV and /sparql give what there is"
        )
    bindings = json.loads(answer.body)["results"]["bindings"]
    return [{name: _value(term) for name, term in binding.items()} for binding in bindings]


def _json_cell(term: Mapping[str, Any]) -> Cell:
    """Return a term of SPARQL JSON; a quoted triple (RDF 1.2) is shown as its JSON."""
    value = term["value"]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Cell(text, is_iri=term["type"] == "uri", note=term.get("xml:lang", ""))


def _value(term: Mapping[str, Any]) -> str | float:
    """Return a term's value: a number or truth where its datatype is one of JSON's, else its text."""
    read_number = _READERS.get(term.get("datatype", ""))
    return term["value"] if read_number is None else read_number(term["value"])
