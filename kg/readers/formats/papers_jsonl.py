"""Papers as JSON objects, one a line, with the fields of `fields.to_paper`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.readers import json_text
from kg.readers.format import Bad, Format, Record
from kg.readers.lines import Line, Lines


def _recognises(head: Sequence[Line]) -> bool:
    """Tell objects, one a line, from those of arXiv's snapshot."""
    return json_text.is_object_lines(head) and not json_text.is_snapshot(head)


def _records(lines: Lines) -> Iterator[Record | Bad]:
    """Yield a record for each line."""
    return json_text.object_lines(lines, lambda fields: fields)


FORMAT = Format("papers as JSON lines", _recognises, _records)
