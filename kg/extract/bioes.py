"""The tags of the statistical tagger: begin, inside, end and single of each type, and outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Repositories are URLs: rules find them, so they have no tags.
TAGGED_TYPES = ("Model", "Dataset", "Metric", "Task")
OUTSIDE = 0
TAGS = ("O", *(f"{part}-{kind}" for kind in TAGGED_TYPES for part in "BIES"))
_PARTS = 4


class TokenSpan(NamedTuple):
    """A span of tokens, end exclusive, with the index of its type in TAGGED_TYPES."""

    start: int
    end: int
    kind: int


def tags_of(spans: Iterable[TokenSpan], length: int) -> NDArray[np.int64]:
    """Return the tags of a document of `length` tokens. Spans must not overlap."""
    tags = np.zeros(length, dtype=np.int64)
    for start, end, kind in spans:
        first = 1 + _PARTS * kind
        if end - start == 1:
            tags[start] = first + 3
        else:
            tags[start + 1 : end - 1] = first + 1
            tags[start] = first
            tags[end - 1] = first + 2
    return tags


def spans_of(tags: Sequence[int] | NDArray[np.int64]) -> list[TokenSpan]:
    """Return the spans of a well-formed sequence of tags."""
    spans = []
    start = 0
    for at, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        kind, part = divmod(int(tag) - 1, _PARTS)
        if part in (0, 3):
            start = at
        if part in (2, 3):
            spans.append(TokenSpan(start, at + 1, kind))
    return spans


def allowed_transitions() -> NDArray[np.bool_]:
    """Return, for (tag, next tag), whether the scheme allows the pair."""
    parts = "".join(tag[0] for tag in TAGS)
    kinds = [tag[2:] for tag in TAGS]
    allowed = np.zeros((len(TAGS), len(TAGS)), dtype=np.bool_)
    for i, before in enumerate(parts):
        for j, after in enumerate(parts):
            if before in "OES":
                allowed[i, j] = after in "OBS"
            else:
                allowed[i, j] = after in "IE" and kinds[i] == kinds[j]
    return allowed


def allowed_first() -> NDArray[np.bool_]:
    """Return, for each tag, whether a document may begin with it."""
    return np.array([tag[0] in "OBS" for tag in TAGS])


def allowed_last() -> NDArray[np.bool_]:
    """Return, for each tag, whether a document may end with it."""
    return np.array([tag[0] in "OES" for tag in TAGS])
