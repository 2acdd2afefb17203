"""Where sentences begin and end: the title is one, whatever it ends with."""

from __future__ import annotations

import re
from typing import NamedTuple

_BOUNDARY = re.compile(r"(?<=[.!?])[\"'”’)\]]{0,2}\s+(?=[^\sa-z])|\n+")
# A full stop after one of these ends no sentence.
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|al|vs|cf|etc|Fig|Eq|resp|approx|No|w\.r\.t)|\b[A-Z])\.\s*$")
_REACH = 12


class Stretch(NamedTuple):
    """A sentence, in characters, end exclusive."""

    start: int
    end: int


def split(text: str) -> list[Stretch]:
    """Return the sentences of a title, a newline and an abstract; they cover all but the space between."""
    title_end = text.find("\n")
    bounds: list[tuple[int, int]] = []
    for match in _BOUNDARY.finditer(text):
        in_abstract_newline = "\n" in match[0] and match.start() != title_end
        if in_abstract_newline and text[match.end() : match.end() + 1].islower():
            continue
        if match.start() != title_end and _ABBREVIATED.search(
            text, max(0, match.start() - _REACH), match.end()
        ):
            continue
        bounds.append(match.span())
    starts = [0, *(end for _, end in bounds)]
    ends = [*(start for start, _ in bounds), len(text)]
    return [Stretch(s, e) for s, e in zip(starts, ends, strict=True) if s < e]
