"""The component that finds the abbreviations a text defines.

After A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", Pacific Symposium on Biocomputing 2003, in both orders: "long form (SF)", "SF (long form)".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.tokenizer import text_of

_PARENTHESIS = re.compile(r"\(([^()\n]{2,120})\)")
_SHORT = re.compile(r"[A-Za-z0-9][\w.+&@*/-]{0,14}[\w+*](?: [\w.+-]{1,8})?$|[A-Z]\*?$")
_BEFORE = re.compile(r"(?:^|(?<=[\s(\"“‘'{]))([A-Za-z0-9][\w+*/@.-]{1,15})[\"”’'}]{0,2}\s$")
_BREAK = re.compile(r"[.;:!?](?=\s)|[()\[\]\n]|,\s")
# Enumeration and pointer words stand in parentheses without being short forms.
_NO_SHORT = re.compile(
    r"(?:i+|iv|v|vi+|\d[\d.,%]*|e\.g\.?|i\.e\.?|[a-z]|and|or|see|our|ours)$", re.IGNORECASE
)
_MAX_LONG = 120


class Abbreviation(NamedTuple):
    """A short form and its long form where the text defines one by the other, in characters."""

    short: tuple[int, int]
    long: tuple[int, int]


def find(text: str) -> list[Abbreviation]:
    """Return the definitions of a text in order of appearance."""
    found = []
    for match in _PARENTHESIS.finditer(text):
        pair = _short_inside(text, match) or _long_inside(text, match)
        if pair is not None:
            found.append(pair)
    return found


def _short_inside(text: str, match: re.Match[str]) -> Abbreviation | None:
    """Return the definition that a parenthesis with a short form after its long form is."""
    inner = re.split(r"[,;]", match[1])[0].strip(" \"'“”")
    start = text.index(inner, match.start(1)) if inner else -1
    if not inner or not _is_short(inner):
        return None
    left = max(0, match.start() - _MAX_LONG)
    breaks = [b.end() for b in _BREAK.finditer(text, left, match.start())]
    window_start = max([left, *breaks])
    words = list(re.finditer(r"\S+", text[window_start : match.start()]))
    most = min(len(inner) + 5, len(inner) * 2)
    window_start += words[-most].start() if len(words) > most else 0
    before = text[window_start : match.start()].rstrip(" \"'”’")
    offset = long_form(inner, before)
    if offset is None:
        return None
    return Abbreviation((start, start + len(inner)), (window_start + offset, window_start + len(before)))


def _long_inside(text: str, match: re.Match[str]) -> Abbreviation | None:
    """Return the definition that a parenthesis with a long form after its short form is."""
    left = max(0, match.start() - 24)
    before = _BEFORE.search(text[left : match.start()])
    if before is None or not _is_short(before[1]):
        return None
    inner = re.split(r"[;]", match[1])[0].rstrip(" \"'”")
    if not re.search(r"\w[\s-]+\w", inner):
        return None
    offset = long_form(before[1], inner)
    if offset != 0 and (offset is None or inner[:offset].strip(" \"'“")):
        return None
    start = match.start(1) + offset
    return Abbreviation((left + before.start(1), left + before.end(1)), (start, match.start(1) + len(inner)))


def _is_short(text: str) -> bool:
    """Return whether a string can be a short form: brief, with a capital or a digit beside letters."""
    if not _SHORT.match(text) or _NO_SHORT.match(text):
        return False
    return any(c.isalpha() for c in text) and any(c.isupper() or c.isdigit() for c in text)


def long_form(short: str, before: str) -> int | None:
    """Return where the long form of `short` begins in the text that ends with it; None if it has none there.

    The short form's letters and digits are sought from right to left; the first must begin a word.
    """
    letters = short[:-1] if re.search(r"[A-Z0-9]s$", short) else short
    at = len(before)
    for i, letter in reversed(list(enumerate(letters.casefold()))):
        if not letter.isalnum():
            continue
        at -= 1
        while at >= 0 and (
            before[at].casefold() != letter or (i == 0 and at > 0 and before[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    start = (
        max(before.rfind(" ", 0, at + 1), before.rfind("-", 0, at + 1) if before[:at].endswith("-") else -1)
        + 1
    )
    long = before[start:].lstrip("\"'“‘({")
    start = len(before) - len(long)
    return None if len(long) <= len(short) or short.casefold() in long.casefold().split() else start


class Abbreviations:
    """Finds the definitions of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the definitions as `doc._.abbreviations` and return the document."""
        doc._.abbreviations = find(text_of(doc))
        return doc


@Language.factory("paperatlas_abbreviations", assigns=["doc._.abbreviations"])
def make(nlp: Language, name: str) -> Abbreviations:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    if not Doc.has_extension("abbreviations"):
        Doc.set_extension("abbreviations", default=())
    return Abbreviations()
