"""What can be known of a query from its text alone: its form, whether we run it, where it can be bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.errors import QueryRefusedError, QuerySyntaxError
from kg.store.seam import Kind
from kg.store.tokens import Token, Type, tokens

_KINDS: Mapping[str, Kind] = {
    "SELECT": "solutions",
    "ASK": "boolean",
    "CONSTRUCT": "graph",
    "DESCRIBE": "graph",
}
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_SERVICE = "SERVICE"
# The keywords after which a prefixed name that a brace follows names a graph or a resource.
_BEFORE_GRAPH_NAMES = ("GRAPH", "FROM", "NAMED", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query's text, its tokens, and which of them is the keyword of its form."""

    text: str
    tokens: Sequence[Token]
    form: int

    @property
    def kind(self) -> Kind:
        """The kind of its answer."""
        return _KINDS[self.tokens[self.form].text.upper()]


def parse(text: str) -> QueryText:
    """Return a query's text with what is known of it.

    Raises QueryRefusedError for an update and for SERVICE, QuerySyntaxError for text that starts no query.
    Where else it is no SPARQL, the engine reports.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QuerySyntaxError("half a character", *line_and_column(text, error.start)) from error
    found = list(tokens(text))
    if found and found[-1].type is Type.UNENDED:
        raise QuerySyntaxError("a string without end", *line_and_column(text, found[-1].start))
    first = (i for i, token in enumerate(found) if token.type is Type.WORD and not token.is_word(*_PROLOGUE))
    form = next(first, len(found))
    if form < len(found) and found[form].is_word(*_UPDATES):
        raise QueryRefusedError("an update: this graph can only be read")
    if form == len(found) or not found[form].is_word(*_KINDS):
        place = found[form].start if form < len(found) else len(text)
        raise QuerySyntaxError(f"expected one of {', '.join(_KINDS)}", *line_and_column(text, place))
    for i, token in enumerate(found):
        if _calls_service(found, i):
            line, _ = line_and_column(text, token.start)
            raise QueryRefusedError(f"SERVICE in line {line}: queries here reach no other service")
    return QueryText(text, found, form)


def line_and_column(text: str, place: int) -> tuple[int, int]:
    """Return the line and column, counted from 1, of a place in a text."""
    return text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1) + 1


def _calls_service(found: Sequence[Token], i: int) -> bool:
    """Say whether an engine can read the keyword SERVICE in a token.

    Engines need no space around keywords: `trueSERVICE`, `SERVICESILENT<…>` and `SERVICEex:a{…}` all work.
    A call's endpoint stands before the brace of its group, which tells it from a name that only
    contains the word. (IRIs are not looked into: see `edits.pinned`.)
    """
    token = found[i]
    if _SERVICE not in token.text.upper() or token.type in (Type.STRING, Type.VARIABLE, Type.IRI):
        return False
    if token.type is not Type.NAME:
        return True
    opens_group = i + 1 < len(found) and found[i + 1].text == "{"
    return opens_group and not (i > 0 and found[i - 1].is_word(*_BEFORE_GRAPH_NAMES))
