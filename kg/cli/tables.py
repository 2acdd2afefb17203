"""Rows as a table for people."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence

from kg.vocabulary import curie

# Below this a column says nothing; a table may then be wider than the terminal.
_MIN_WIDTH = 12


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows in aligned columns under a head, the widest cut so that lines fit the terminal."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(head), *cells]) for i in range(len(head))]
    room = shutil.get_terminal_size((120, 24)).columns - 2 * (len(head) - 1)
    while sum(widths) > room and max(widths) > _MIN_WIDTH:
        widths[widths.index(max(widths))] -= 1
    lines = [_line(head, widths), "  ".join("─" * w for w in widths), *(_line(row, widths) for row in cells)]
    return "".join(line.rstrip() + "\n" for line in lines)


def short(iri: str, base: str) -> str:
    """Return an IRI as commands take it and people read it: its path below the base, or its CURIE."""
    return iri.removeprefix(base) if iri.startswith(base) else curie(iri)


def answer_table(body: bytes, base: str) -> str:
    """Return an answer in SPARQL's JSON results format as a table, or as true or false.

    IRIs are written `short`.
    """
    answer = json.loads(body)
    if "boolean" in answer:
        return f"{str(answer['boolean']).lower()}\n"
    head = answer["head"]["vars"]
    rows = [
        [_cell(row[name], base) if name in row else "" for name in head]
        for row in answer["results"]["bindings"]
    ]
    return table(head, rows)


def _cell(term: Mapping[str, str], base: str) -> str:
    """Return a term of SPARQL's JSON results format as text."""
    return short(term["value"], base) if term["type"] == "uri" else term["value"]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return one row, each cell cut with an ellipsis or padded to its width."""
    return "  ".join(
        (cell if len(cell) <= width else cell[: width - 1] + "…").ljust(width)
        for cell, width in zip(row, widths, strict=True)
    )
