"""SPARQL text as tokens: as much of its grammar as refusing and binding need (SPARQL 1.1, 19.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Type(Enum):
    """What a token is."""

    COMMENT = auto()
    STRING = auto()
    IRI = auto()
    VARIABLE = auto()
    NAME = auto()  # prefixed, or the label of a blank node
    TAG = auto()
    NUMBER = auto()
    WORD = auto()  # a keyword, or several that no space separates
    SIGN = auto()
    UNENDED = auto()  # the quotation mark of a string without end


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the text and where it starts there."""

    type: Type
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Say whether it is one of these keywords, given in capitals."""
        return self.type is Type.WORD and self.text.upper() in words


# Wider than the grammar where that cannot matter: no engine reads the excess characters as anything else.
# Possessive, because the grammar's longest match decides, and so that any text takes linear time.
_ESCAPE = r"\\[_~.\-!$&'()*+,;=/?#@%]|%[0-9A-Fa-f]{2}"
_LOCAL = rf"(?:[\w:]|{_ESCAPE})(?:[\w\-:·]|{_ESCAPE}|\.+(?=[\w\-:·\\%]))*+"
_WORD = r"[^\W\d_](?:[\w\-·]|\.+(?=[\w\-·]))*+"
_PATTERNS = (
    (Type.COMMENT, r"#[^\r\n]*+"),
    (Type.STRING, r'"""(?:(?:""?)?+(?:[^"\\]|\\.))*+"""'),
    (Type.STRING, r"'''(?:(?:''?)?+(?:[^'\\]|\\.))*+'''"),
    (Type.UNENDED, r"\"\"\"|'''"),
    (Type.STRING, r'"(?:[^"\\\r\n]|\\.)*+"'),
    (Type.STRING, r"'(?:[^'\\\r\n]|\\.)*+'"),
    (Type.UNENDED, r"[\"']"),
    (Type.IRI, r"<[^<>\"{}|^`\x00-\x20]*+>"),
    (Type.VARIABLE, r"[?$]\w++"),
    (Type.NAME, rf"_:{_LOCAL}|:(?:{_LOCAL})?+"),
    (Type.WORD, rf"{_WORD}(?::(?:{_LOCAL})?+)?+"),
    (Type.TAG, r"@[A-Za-z]++(?:--?[A-Za-z0-9]++)*+"),
    (Type.NUMBER, r"(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?"),
    (Type.SIGN, r"\{\||\|\}|[^\s]"),
)
_TOKEN = re.compile("|".join(f"({pattern})" for _, pattern in _PATTERNS), re.DOTALL)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query in order, comments left out, up to a string that does not end."""
    for match in _TOKEN.finditer(text):
        kind, _ = _PATTERNS[(match.lastindex or 1) - 1]
        if kind is Type.WORD and ":" in match[0]:
            kind = Type.NAME
        if kind is not Type.COMMENT:
            yield Token(kind, match[0], match.start())
        if kind is Type.UNENDED:
            return
