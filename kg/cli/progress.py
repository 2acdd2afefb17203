"""Progress bars on standard error."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self, TextIO

import click

from kg.build import Progress


class Bars:
    """Shows a bar for the stage at hand, where standard error is a terminal; a context manager."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        # click's own type is private.
        self._bar: Any = None
        self.progress = Progress(begin=self._begin, advance=self._advance)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _begin(self, stage: str, steps: int) -> None:
        self._end()
        if self._stream.isatty():
            self._bar = click.progressbar(length=max(steps, 1), label=f"{stage:10}", file=self._stream)
            self._bar.render_progress()

    def _advance(self, steps: int) -> None:
        if self._bar is not None:
            self._bar.update(steps)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None
