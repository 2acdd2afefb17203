"""The lexicon as an index from names to its rows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg import lexicon
from kg.lexicon import Row
from kg.records import TYPES
from kg.resolve.reading import key


class Match(NamedTuple):
    """A row that a form names, and whether it is by the row's name or an alias of it."""

    row: Row
    reason: str


class KnowledgeBase:
    """Rows of the lexicon, by type and the keys of their names and aliases.

    Ambiguous aliases are not in it: "QA" is question answering only where a paper spells it out, and then
    the long form is found.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._named: dict[tuple[str, str], Row] = {}
        self._aliased: dict[tuple[str, str], Row] = {}
        for row in rows:
            self._named.setdefault((row.type, key(row.name)), row)
            for alias in row.aliases:
                self._aliased.setdefault((row.type, key(alias)), row)

    def find(self, kind: str, form: str, *, ambiguous: bool) -> Match | None:
        """Return what a form names among the rows of a type.

        An ambiguous row is found by its name only in exactly its case, and only if `ambiguous` allows it.
        """
        row = self._named.get((kind, key(form)))
        if row is not None and (not row.ambiguous or (ambiguous and form == row.name)):
            return Match(row, "lexicon name")
        row = self._aliased.get((kind, key(form)))
        return None if row is None else Match(row, "lexicon alias")

    def row(self, kind: str, row_key: str) -> Row | None:
        """Return the row whose name has this key."""
        return self._named.get((kind, row_key))

    def ancestors(self, row: Row) -> Iterator[Row]:
        """Yield the row's parent, the parent's parent and so on."""
        while row.parent is not None:
            row = self._named[row.type, key(row.parent)]
            yield row


@functools.cache
def load() -> KnowledgeBase:
    """Return the index of the shipped lexicon, made once a process."""
    source = lexicon.load()
    return KnowledgeBase(row for kind in TYPES for row in source.rows(kind))
