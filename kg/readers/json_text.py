"""JSON objects in text, for the formats that consist of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from kg.readers.format import Bad, Record
from kg.readers.lines import Line, Lines

NO_OBJECT = "a JSON value that is no object"

# The key that arXiv's snapshot has in every record and nobody else uses.
_SNAPSHOT_KEY = re.compile(r'"authors_parsed"\s*:')


def value_at(text: str, start: int = 0) -> tuple[object, int]:
    """Return the JSON value that begins at an offset, and the offset of its end.

    Raises ValueError, with a reason of one line, where there is none.
    """
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise ValueError(f"broken JSON: {error.msg} at column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("broken JSON: nested too deeply") from error
    return value, end


def is_object_lines(head: Sequence[Line]) -> bool:
    """Tell whether text is an object a line; a broken line among the first does not deceive it."""
    texts = [line.text.strip() for line in head if line.text.strip()]
    if texts[0].startswith("["):
        return False
    return texts[0].startswith("{") or any(text[0] + text[-1] == "{}" for text in texts)


def is_snapshot(head: Sequence[Line]) -> bool:
    """Tell whether text is an object a line and these are of arXiv's metadata snapshot."""
    return is_object_lines(head) and any(_SNAPSHOT_KEY.search(line.text) for line in head)


def object_lines(
    lines: Lines, fields: Callable[[Mapping[str, object]], Mapping[str, object]]
) -> Iterator[Record | Bad]:
    """Yield a record for each line, its object's fields passed through `fields`; blank lines are none."""
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        try:
            yield Record(line.number, fields(_object(text, line.problem)))
        except ValueError as error:
            yield Bad(line.number, str(error))


def _object(text: str, problem: str | None) -> Mapping[str, object]:
    """Return the object that a line is. Raises ValueError where it is none."""
    if problem:
        raise ValueError(problem)
    value, end = value_at(text)
    if end != len(text):
        raise ValueError(f"broken JSON: extra data at column {end + 1}")
    if not isinstance(value, dict):
        raise ValueError(NO_OBJECT)  # noqa: TRY004 -- the input's fault, not the caller's
    return value
