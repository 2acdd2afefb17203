"""The formats, one a module, each with its `FORMAT`: a new module here is all that a new format takes."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from importlib import import_module

from kg.readers.format import Format, UnreadableError
from kg.readers.lines import Line


def known() -> list[Format]:
    """Return all formats, by the names of their modules."""
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{module}").FORMAT for module in modules]


def recognise(head: Sequence[Line]) -> Format:
    """Return the format of a source that begins with these lines.

    Raises UnreadableError where there is nothing to read, or nothing that is known.
    """
    text = "".join(line.text for line in head)
    if not text.strip():
        raise UnreadableError("empty")
    if head[0].problem and "UTF-16" in head[0].problem:
        raise UnreadableError(head[0].problem)
    if "\0" in text:
        raise UnreadableError("binary, not text")
    formats = known()
    for candidate in formats:
        if candidate.recognises(head):
            return candidate
    names = ", ".join(candidate.name for candidate in formats)
    raise UnreadableError(f"of no known format ({names}); a web page must be saved as text")
