"""What a format is to the reading loop: how it is recognised, and the records it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.readers.lines import Line, Lines


@dataclass(frozen=True, slots=True)
class Record:
    """A paper's fields as `fields.to_paper` takes them, and the line where they begin."""

    line: int
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that cannot be read, the line where it begins, and the reason."""

    line: int
    reason: str


class UnreadableError(Exception):
    """A source that is no use as a whole; `line` is None where no single line is to blame."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason = reason
        self.line = line
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Format:
    """A form that papers come in.

    `name` is what messages call it. `recognises` tells by the first lines of a source (at least one of
    them not blank) whether it is of this form; no two formats may claim one source. `records` yields its
    records and bad records as the lines are read, and raises UnreadableError where the whole is at fault.
    """

    name: str
    recognises: Callable[[Sequence[Line]], bool]
    records: Callable[[Lines], Iterator[Record | Bad]]
