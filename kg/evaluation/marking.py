"""A text with marks that may nest and cross, as pieces that a document of nested elements can hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple


class Mark(NamedTuple):
    """A mention to show: where it is, what it is, and in words what is wrong with it.

    `role` and `confidence` are None where the record gives none.
    """

    start: int
    end: int
    type: str
    role: str | None = None
    confidence: float | None = None
    errors: tuple[str, ...] = ()


class Piece(NamedTuple):
    """A stretch of text, or the place where a mark begins or ends.

    Marks that cross cannot nest: the one that begins later stops ("break") where the other ends and goes
    on behind it ("resume"), as does one that reaches over an end of the text.
    """

    step: Literal["text", "open", "resume", "break", "close"]
    text: str = ""
    mark: Mark | None = None


def pieces(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> list[Piece]:
    """Return the text from start to end (its own end where None) with the marks in it.

    Every opened or resumed mark is broken or closed, the last first. Marks are not empty.
    """
    end = len(text) if end is None else end
    order = sorted(
        (mark for mark in marks if mark.start < end and start < mark.end),
        key=lambda mark: (mark.start, -mark.end, mark.type),
    )
    edges = {start, end}.union(*((max(m.start, start), min(m.end, end)) for m in order))
    waiting = deque(order)
    opened: list[Mark] = []
    found: list[Piece] = []
    for here, there in pairwise(sorted(edges)):
        covering = [mark for mark in opened if mark.end > here]
        while waiting and waiting[0].start <= here:
            covering.append(waiting.popleft())
        kept = _common_prefix(opened, covering)
        found += [_stop(mark, here) for mark in reversed(opened[kept:])]
        found += [Piece("open" if mark.start >= here else "resume", mark=mark) for mark in covering[kept:]]
        found.append(Piece("text", text[here:there]))
        opened = covering
    return found + [_stop(mark, end) for mark in reversed(opened)]


def _stop(mark: Mark, here: int) -> Piece:
    """Return the piece that ends an element of a mark at a place."""
    return Piece("close" if mark.end <= here else "break", mark=mark)


def _common_prefix(some: list[Mark], others: list[Mark]) -> int:
    """Return how many marks two lists have in common at their start."""
    n = 0
    while n < min(len(some), len(others)) and some[n] == others[n]:
        n += 1
    return n
