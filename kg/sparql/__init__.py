"""The SPARQL texts that paperatlas itself asks a store, one question a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def text(name: str) -> str:
    """Return the query in `<name>.rq` of this folder; its variables are bound by `Store.query`.

    Raises FileNotFoundError where there is none: a programming error.
    """
    return (Path(__file__).parent / f"{name}.rq").read_text(encoding="utf-8")
