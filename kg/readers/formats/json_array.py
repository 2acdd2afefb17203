"""Papers as one JSON array of objects with the fields of `fields.to_paper`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.readers import json_text
from kg.readers.format import Bad, Format, Record, UnreadableError
from kg.readers.lines import MAX_LINE, Line, Lines

_BEGINNING = re.compile(r"\s*\[(?=\s*[{\]])")
_SPACE = re.compile(r"\s*")
_COMMA = re.compile(r"\s*,\s*")
_END = re.compile(r"\s*\]")


def _recognises(head: Sequence[Line]) -> bool:
    """Tell by the opening bracket, and the object in it."""
    return _BEGINNING.match("".join(line.text for line in head)) is not None


def _records(lines: Lines) -> Iterator[Record | Bad]:
    """Yield a record for each object; the array is held in memory, and must be whole."""
    text = _document(lines)
    position, counted, number = text.index("[") + 1, 0, 1
    separator = _SPACE
    while not (end := _END.match(text, position)):
        gap = separator.match(text, position)
        start = gap.end() if gap else position
        number, counted = number + text.count("\n", counted, start), start
        if gap is None:
            raise UnreadableError("broken JSON: neither a comma nor the array's end after a value", number)
        try:
            value, position = json_text.value_at(text, start)
        except ValueError as error:
            raise UnreadableError(str(error), number) from error
        yield Record(number, value) if isinstance(value, dict) else Bad(number, json_text.NO_OBJECT)
        separator = _COMMA
    if text[end.end() :].strip():
        raise UnreadableError("broken JSON: text after the array's end")


def _document(lines: Lines) -> str:
    """Return the whole text. Raises UnreadableError where it is too long or not UTF-8."""
    parts: list[str] = []
    size = 0
    for line in lines:
        if line.problem:
            raise UnreadableError(line.problem, line.number)
        parts.append(line.text)
        size += len(line.text)
        if size > MAX_LINE:
            raise UnreadableError(f"a JSON array longer than {MAX_LINE} bytes; write an object a line")
    return "".join(parts)


FORMAT = Format("papers as a JSON array", _recognises, _records)
