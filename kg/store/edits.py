"""Insertions into a query's text, and where a place of the edited text lies in the original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import QuerySyntaxError
from kg.store.query_text import QueryText, line_and_column
from kg.store.tokens import Type

# "error at 3:10: expected …" (Oxigraph), "line 3, column 10: …" (this project's service).
_POSITION = re.compile(r"(?:error at |line )(\d+)(?::|, column )(\d+): *")
# Of what could have stood there, the parser's sets of characters: noise to a reader.
_CHARACTER_CLASSES = re.compile(r",? \[(?:'[^']*'|[^'\]])*\]")


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of `removed` characters of the original."""

    start: int
    text: str
    removed: int = 0


def pinned(query: QueryText) -> list[Edit]:
    """Return the edits after which an engine reads as IRIs what the grammar's longest match calls IRIs.

    In `?a<b#>"` Oxigraph can see a comparison and a comment, in which a later SERVICE is no string any
    more. An IRI whose first character is written as an escape is never a comparison.
    """
    return [
        Edit(token.start + 1, f"\\u{ord(token.text[1]):04X}", removed=1)
        for token in query.tokens
        if token.type is Type.IRI and _is_ambiguous(token.text)
    ]


def _is_ambiguous(iri: str) -> bool:
    """Say whether an IRI, read as a comparison, could hide a comment, a string or the end of a FILTER."""
    hides = "#" in iri or "'" in iri or (")" in iri and "service" in iri.lower())
    return hides and not iri.startswith("<\\")


@dataclass(frozen=True, slots=True)
class EditedText:
    """A query's text with edits applied, which do not overlap."""

    original: str
    edits: Sequence[Edit]

    @classmethod
    def of(cls, original: str, edits: Iterable[Edit]) -> EditedText:
        """Return the text under edits in any order; those at one place apply in the order given."""
        return cls(original, sorted(edits, key=lambda edit: edit.start))

    def __str__(self) -> str:
        parts, done = [], 0
        for edit in self.edits:
            parts += [self.original[done : edit.start], edit.text]
            done = edit.start + edit.removed
        return "".join([*parts, self.original[done:]])

    def syntax_error(self, message: str) -> QuerySyntaxError:
        """Return an engine's message as the error, its place being that in the original."""
        message = _CHARACTER_CLASSES.sub("", " ".join(message.split()))
        found = _POSITION.search(message)
        if found is None:
            return QuerySyntaxError(message)
        line, column = self._original_position(int(found[1]), int(found[2]))
        return QuerySyntaxError(message[found.end() :], line, column)

    def _original_position(self, line: int, column: int) -> tuple[int, int]:
        lines = str(self).split("\n")
        place = sum(len(text) + 1 for text in lines[: line - 1]) + column - 1
        for edit in self.edits:
            if place <= edit.start:
                break
            place = max(edit.start, place - len(edit.text) + edit.removed)
        return line_and_column(self.original, place)
