"""Papers from what people have: pages, metadata snapshots, tables; one file a format in `formats/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kg.errors import InputError
from kg.readers import formats, lines
from kg.readers.duplicates import distinct
from kg.readers.fields import FieldError, to_paper
from kg.readers.format import Bad, Record, UnreadableError
from kg.records import Paper

__all__ = ["Paper", "distinct", "read"]


def read(sources: Sequence[str], *, on_bad: Callable[[InputError], None] | None = None) -> Iterator[Paper]:
    """Yield the papers of sources: paths, or "-" for standard input, of any format, gzipped or not.

    Papers come as they are read, given twice or not (see `distinct`). A bad record raises InputError
    "FILE:LINE: reason"; with `on_bad`, it is handed to that instead and passed over. A source that is
    unreadable as a whole (missing, empty, binary, of no known format) raises InputError in any case.
    """
    for source in sources:
        name = lines.name(source)
        for result in _results(source, name):
            if isinstance(result, Paper):
                yield result
            elif on_bad is None:
                raise result
            else:
                on_bad(result)


def _results(source: str, name: str) -> Iterator[Paper | InputError]:
    """Yield the papers of one source and an error for each bad record, in order."""
    found = False
    with lines.open_lines(source) as opened:
        try:
            for record in formats.recognise(opened.head()).records(opened):
                found = True
                yield _result(record, name)
        except UnreadableError as error:
            raise InputError.at(name, error.line, error.reason) from error
    if not found:
        raise InputError.at(name, None, "holds no papers")


def _result(record: Record | Bad, name: str) -> Paper | InputError:
    """Return the paper of a record, or what is wrong with it."""
    if isinstance(record, Bad):
        return InputError.at(name, record.line, record.reason)
    try:
        return to_paper(record.fields)
    except FieldError as error:
        return InputError.at(name, record.line, str(error))
