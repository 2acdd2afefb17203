"""The lines of a source: a file or standard input, gzipped or not, read as they are asked for."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from kg.errors import InputError

STDIN = "-"
# The longest real record (an author list of thousands included) has some 100 kB; a JSON array of
# papers is often a single line, and 64 MiB of it is more than anybody writes by hand.
MAX_LINE = 64 * 2**20
# What a format is recognised by: enough for the furniture at the head of a page.
HEAD_LINES = 200
HEAD_BYTES = 64 * 2**10

_GZIP_MAGIC = b"\x1f\x8b"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A line of text with its end, its number (from 1), and what is wrong with it, None where nothing is."""

    number: int
    text: str
    problem: str | None = None


class Lines(Iterator[Line]):
    """The lines of a source, with a look ahead at its head; reading raises InputError where it fails."""

    def __init__(self, source: str, stream: BinaryIO) -> None:
        self._lines = _readable(source, stream)
        self._waiting: deque[Line] = deque()

    def __next__(self) -> Line:
        return self._waiting.popleft() if self._waiting else next(self._lines)

    def head(self) -> list[Line]:
        """Return the first lines, without taking them."""
        size = 0
        for line in self._lines:
            self._waiting.append(line)
            size += len(line.text)
            if len(self._waiting) >= HEAD_LINES or size >= HEAD_BYTES:
                break
        return list(self._waiting)


@contextmanager
def open_lines(source: str) -> Iterator[Lines]:
    """Open a path, or standard input for "-", as lines. Raises InputError where that fails."""
    with ExitStack() as stack:
        try:
            stream: Any = sys.stdin.buffer  # typed BinaryIO, which BufferedReader's stubs do not admit
            if source != STDIN:
                stream = stack.enter_context(Path(source).open("rb"))
            buffered = io.BufferedReader(stream)
            stack.callback(buffered.detach)  # or standard input would be closed with it
            unzipped = _unzipped(buffered)
        except OSError as error:
            raise InputError.at(name(source), None, error.strerror or str(error)) from error
        except ValueError as error:  # a NUL in the path
            raise InputError.at(name(source), None, str(error)) from error
        yield Lines(name(source), unzipped)


def name(source: str) -> str:
    """Return what messages call a source."""
    return "standard input" if source == STDIN else source


def _unzipped(stream: io.BufferedReader[Any]) -> BinaryIO:
    """Return the stream, decompressed where it begins as gzip does."""
    if stream.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC):
        return io.BufferedReader(gzip.GzipFile(fileobj=stream))
    return stream


def _readable(source: str, stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of a stream; its failures become errors that name the source."""
    try:
        yield from _split(stream)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError.at(source, None, f"broken gzip data: {error}") from error
    except OSError as error:
        raise InputError.at(source, None, error.strerror or str(error)) from error


def _split(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of a stream, none longer than MAX_LINE: the rest of a longer one is passed over."""
    number = 0
    while raw := stream.readline(MAX_LINE):
        number += 1
        if number == 1:
            raw = raw.removeprefix(_BOM)
        problem = None
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            problem = f"line longer than {MAX_LINE} bytes"
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            problem = problem or (
                "UTF-16, not UTF-8"
                if number == 1 and raw.startswith(_UTF16_MARKS)
                else f"invalid UTF-8: byte 0x{raw[error.start]:02x} at {error.start + 1}"
            )
            text = raw.decode(errors="replace")
        yield Line(number, text, problem)
