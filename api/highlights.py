"""Cuts a paper's title and abstract at its mentions, for pages that mark them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, and the mention that it is, if any."""

    text: str
    mention: Mapping[str, Any] | None = None


def segments(text: str, mentions: Sequence[Mapping[str, Any]], start: int, end: int) -> list[Segment]:
    """Return `text[start:end]` in stretches that joined give it back.

    Mentions are those of descriptions, in order of start, the longer first. Of overlapping ones the first
    is marked. One whose offsets do not hold its own words is left out: it belongs to another text.
    """
    return list(_cut(text, mentions, start, end))


def _cut(text: str, mentions: Sequence[Mapping[str, Any]], start: int, end: int) -> Iterator[Segment]:
    at = start
    for mention in mentions:
        first, last = mention["start"], mention["end"]
        if first < at or last > end or first >= last or text[first:last] != mention["exact"]:
            continue
        if first > at:
            yield Segment(text[at:first])
        yield Segment(text[first:last], mention)
        at = last
    if at < end:
        yield Segment(text[at:end])
