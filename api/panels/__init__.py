"""The queries behind the parts of pages, one .rq file a panel."""

from functools import cache
from pathlib import Path


@cache
def text(name: str) -> str:
    """Return the query of a panel."""
    return Path(__file__).with_name(f"{name}.rq").read_text(encoding="utf-8")
