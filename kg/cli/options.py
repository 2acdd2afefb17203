"""Options that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from kg.errors import InputError, UsageError
from kg.names import FILE_NAME, Names
from kg.store.generations import Generation

_Function = TypeVar("_Function", bound=Callable[..., Any])


def graph_option(function: _Function) -> _Function:
    """Give a command the option `--graph DIR`, as its argument `graph`."""
    return click.option(
        "--graph",
        type=click.Path(path_type=Path),
        default=Path("graph"),
        envvar="PAPERATLAS_GRAPH",
        show_default=True,
        show_envvar=True,
        metavar="DIR",
        help="The graph directory.",
    )(function)


def skip_bad_option(function: _Function) -> _Function:
    """Give a command the flag `--skip-bad`, as its argument `skip_bad`."""
    return click.option(
        "--skip-bad", is_flag=True, help="Report and skip records that cannot be read, instead of stopping."
    )(function)


def pipeline_option(function: _Function) -> _Function:
    """Give a command the option `--pipeline NAME`, as its argument `pipeline`."""
    return click.option(
        "--pipeline",
        type=click.Choice(["default", "rules"]),
        default="default",
        show_default=True,
        help="What extracts: default is trained, rules is several times faster and finds less.",
    )(function)


class BadRecords:
    """Counts bad records that are skipped, and reports the first of them on standard error."""

    shown = 20

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: InputError) -> None:
        """Take one bad record."""
        self.count += 1
        if self.count <= self.shown:
            click.echo(f"kg: skipped: {error}", err=True)

    def report(self) -> None:
        """Say how many were skipped, if any were."""
        if self.count:
            click.echo(f"kg: {self.count} bad record{'s' * (self.count > 1)} skipped", err=True)


def open_names(generation: Generation) -> Names:
    """Return the index of names of a generation, a context manager."""
    return Names(generation.path / FILE_NAME)


def write(text: str) -> None:
    """Write data on standard output, as UTF-8 whatever the locale."""
    write_bytes(text.encode(errors="backslashreplace"))


def write_bytes(content: bytes) -> None:
    """Write data on standard output."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


@contextmanager
def replacing(path: Path, option: str) -> Iterator[BinaryIO]:
    """Open a file to write that takes the place of `path` only when complete.

    Raises UsageError, naming the option that gave the path, where that cannot be written.
    """
    if path.is_dir():
        raise UsageError(f"{option} {path}: Is a directory")
    if path.exists() and not path.is_file():
        # A pipe or device is written to; there is nothing to take the place of.
        with path.open("wb") as out:
            yield out
        return
    # Of a link, what it leads to is replaced.
    target = path.resolve()
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        try:
            with partial.open("wb") as out:
                yield out
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as e:
        raise UsageError(f"{option} {path}: {e.strerror}") from e
