"""Papers as a table with a header: separated by commas, semicolons or tabs, fields quoted or not."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from kg.readers.format import Bad, Format, Record, UnreadableError
from kg.readers.lines import Line, Lines

_DELIMITERS = ",;\t"
_ABSTRACT = {"abstract", "summary"}


class _CellText(Iterator[str]):
    """Lines as the csv module takes them; keeps the number of the last, and what was wrong with any."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.number = 0
        self._problem: str | None = None

    def __next__(self) -> str:
        line = next(self._lines)
        self.number = line.number
        self._problem = self._problem or line.problem
        return line.text

    def problem(self) -> str | None:
        """Return what was wrong with a line since this was last asked."""
        problem, self._problem = self._problem, None
        return problem


def _recognises(head: Sequence[Line]) -> bool:
    """Tell by a first line that names a title or an abstract among its columns."""
    return _header(next(line.text for line in head if line.text.strip())) is not None


def _header(line: str) -> tuple[str, list[str]] | None:
    """Return the delimiter and the columns, in lower case, of a header line; None for any other."""
    for delimiter in _DELIMITERS:
        try:
            columns = [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter))]
        except csv.Error:  # a cell too long for the csv module, and so for a header
            return None
        if len(columns) > 1 and {"title", *_ABSTRACT} & set(columns):
            return delimiter, columns
    return None


def _records(lines: Lines) -> Iterator[Record | Bad]:
    """Yield a record for each row below the header; an empty cell is a missing field."""
    text = _CellText(lines)
    header = _header(next(line for line in text if line.strip()))
    if header is None or not ("title" in header[1] and _ABSTRACT & set(header[1])):
        raise UnreadableError("a table without a column title, or one abstract or summary", text.number)
    delimiter, columns = header
    if len(set(columns)) < len(columns):
        raise UnreadableError("a table with two columns of one name", text.number)
    # Strict, or an unclosed quote would silently make one cell of the rest of the file.
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        begin = text.number + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Bad(begin, text.problem() or f"broken table row: {error}")
            continue
        problem = text.problem()
        if problem:
            yield Bad(begin, problem)
        elif row and len(row) != len(columns):
            yield Bad(begin, f"{len(row)} cells under {len(columns)} columns")
        elif row:
            yield Record(begin, dict(zip(columns, row, strict=True)))


FORMAT = Format("papers as a table (CSV)", _recognises, _records)
