"""Paragraphs of saved text, whether its lines are broken at a width or only where a paragraph ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.readers.lines import Line

# Text is broken at 72 to 80 columns by most programs; a line past the one bound holds a whole paragraph,
# and lines that all keep within the other are entries of a list.
_WIDEST = 120
_NARROWEST = 60


class Paragraph(NamedTuple):
    """A paragraph on one line, the number of the line where it begins, and what is wrong with it."""

    line: int
    text: str
    problem: str | None


def paragraphs(lines: Iterable[Line]) -> Iterator[Paragraph]:
    """Yield the paragraphs of text, as they are read."""
    block: list[Line] = []
    for line in lines:
        text = line.text.strip()
        if text and len(text) <= _WIDEST:
            block.append(line._replace(text=text))
            continue
        yield from _of_block(block)
        block = []
        if text:
            yield Paragraph(line.number, text, line.problem)
    yield from _of_block(block)


def _of_block(block: Sequence[Line]) -> Iterator[Paragraph]:
    """Yield the paragraphs of lines without a blank one between: one if they were filled, else one each."""
    if _is_filled(block):
        problem = next((line.problem for line in block if line.problem), None)
        yield Paragraph(block[0].number, " ".join(line.text for line in block), problem)
    else:
        yield from (Paragraph(*line) for line in block)


def _is_filled(block: Sequence[Line]) -> bool:
    """Tell whether every line but the last is so full that the next one's first word had no room."""
    width = max((len(line.text) for line in block), default=0)
    return width >= _NARROWEST and all(
        len(line.text) + 1 + len(following.text.split()[0]) > width for line, following in pairwise(block)
    )
