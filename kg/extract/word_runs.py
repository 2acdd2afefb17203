"""Runs of words: the text as words with what stands between them, and how far a term reaches to the left.

Which words belong to a term before its head noun is not decided by grammar but by counts: how often a word
stands inside an annotated term, and how often right before one (`lexicon/modifiers.tsv`; a row like "-ing"
speaks for unknown words of that ending).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_WORD = re.compile(r"\w+(?:[-‐‑–/+@.']\w+)*")
MAX_MODIFIERS = 4
_ENDING = 3


class Word(NamedTuple):
    """A word or compound, in characters; `follows` is true where one space parts it from the last."""

    start: int
    end: int
    lower: str
    follows: bool


def words(text: str) -> list[Word]:
    """Return the words of a text in order."""
    found: list[Word] = []
    last_end = -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match[0].endswith(("'s", "’s")):
            end -= 2
        follows = start == last_end + 1 and text[last_end] == " "
        found.append(Word(start, end, text[start:end].lower(), follows))
        last_end = match.end()
    return found


def head(word: str) -> str:
    """Return the head noun of a lower-cased word: the last part of a compound, in the singular."""
    last = re.split(r"[-‐‑–/]", word)[-1]
    if last.endswith("ies") and len(last) > 4:  # noqa: PLR2004 - "ties", "dies" keep their form
        return last[:-3] + "y"
    if last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 3:  # noqa: PLR2004 - "gas"
        return last[:-1]
    return last


def ending(word: str) -> str:
    """Return the row of the table of modifiers that speaks for an unknown word."""
    if not word.isalpha():
        return "-#" if any(c.isdigit() for c in word) else "--"
    return "-" + word[-_ENDING:]


def begins(run: Sequence[Word], last: int, odds: Mapping[str, float]) -> int:
    """Return the index of the word where the term begins that ends with the word at `last`.

    `odds` gives for a word, or an ending, the share of its occurrences at terms that are inside them.
    """
    at = last
    while at > 0 and last - at < MAX_MODIFIERS and run[at].follows:
        word = run[at - 1].lower
        inside = odds.get(word)
        if inside is None:
            inside = odds.get(ending(word), 0.0)
        if inside < 0.5:  # noqa: PLR2004 - rather outside than inside
            break
        at -= 1
    return at


def runs(run: Sequence[Word], odds: Mapping[str, float]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, head) of the term with at least one modifier that could end at each word."""
    for last, word in enumerate(run):
        first = begins(run, last, odds)
        if first < last or "-" in word.lower:
            yield run[first].start, word.end, head(word.lower)
