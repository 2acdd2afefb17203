"""What of a reported result is compared, and in which form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kg.evaluation import matching

# By field of a result: the type of the entity that it names.
NAMED = {"model": "Model", "dataset": "Dataset", "metric": "Metric"}
LINKED = tuple(NAMED)
# Spellings of one value: '$4.16\times$' and '4.16x', '3 percent' and '3\%', a true minus and a hyphen.
_VALUE_SPELLINGS = (
    ("\\times", "x"),
    ("×", "x"),
    ("−", "-"),
    ("–", "-"),
    ("\\%", "%"),
    ("percent", "%"),
    ("per cent", "%"),
)

# (type, name) of an annotated entity → the name of the predicted one that is matched to it.
Aliases = Mapping[tuple[str, str], str]


class Row(NamedTuple):
    """What two results must have in common to be one: names and value without their spelling."""

    names: tuple[str | None, ...]
    value: str
    delta: bool | None


def aliases(matched: Iterable[tuple[matching.Entity, matching.Entity]]) -> Aliases:
    """Return what predicted results call the entities of gold ones, from `matching.pairs`."""
    return {(a["type"], a["name"]): b["name"] for a, b in matched}


def rows(record: Mapping[str, Any], fields: Sequence[str], names: Aliases) -> list[Row]:
    """Return a row for each result of a record, in order; `names` gives names in place of its own.

    `fields` are those of `NAMED` to compare. Deltas are compared where all are.
    """
    found = []
    for result in record.get("results") or []:
        called = []
        for field in fields:
            name = result.get(field)
            kind = NAMED[field]
            called.append(None if name is None else matching.squash(names.get((kind, name), name)))
        delta = bool(result.get("delta")) if fields == LINKED else None
        found.append(Row(tuple(called), _squash_value(result["value"]), delta))
    return found


def _squash_value(value: object) -> str:
    """Return a value without what does not change it: spacing, LaTeX, spellings of one sign."""
    text = unicodedata.normalize("NFKC", str(value)).lower()
    for spelling, sign in _VALUE_SPELLINGS:
        text = text.replace(spelling, sign)
    return re.sub(r"[\s\\,${}]", "", text)
