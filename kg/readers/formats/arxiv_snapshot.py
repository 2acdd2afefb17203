"""arXiv's metadata snapshot: JSON lines with `authors_parsed`, `versions` and `update_date`."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping

from kg.readers import json_text
from kg.readers.format import Bad, Format, Record
from kg.readers.lines import Lines


def _fields(snapshot: Mapping[str, object]) -> Mapping[str, object]:
    """Return a snapshot record with the names that all formats use.

    The date is the day of the first version, the version the number of the last.
    """
    versions = _versions(snapshot.get("versions"))
    updated = snapshot.get("update_date")
    return {
        "id": snapshot.get("id"),
        "title": snapshot.get("title"),
        "abstract": snapshot.get("abstract"),
        "authors": _authors(snapshot.get("authors_parsed")) or snapshot.get("authors"),
        "date": versions[0].get("created") if versions else updated,
        "categories": snapshot.get("categories"),
        "license": snapshot.get("license"),
        "version": versions[-1].get("version") if versions else None,
        "updated": updated,
    }


def _versions(value: object) -> list[Mapping[str, object]]:
    """Return the versions, oldest first. Raises ValueError where they are no list of objects."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(version, dict) for version in value):
        raise ValueError(f"versions: {reprlib.repr(value)} is not a list of objects")
    return value


def _authors(value: object) -> list[str]:
    """Return names in reading order from lists [family, given, suffix, affiliation …].

    Raises ValueError where they are anything else.
    """
    if value is None:
        return []
    if not isinstance(value, list) or not all(_is_name(name) for name in value):
        raise ValueError(f"authors_parsed: {reprlib.repr(value)} is not a list of names in parts")
    return [" ".join([*name[1:2], *name[:1], *name[2:3]]) for name in value]


def _is_name(value: object) -> bool:
    """Tell whether a value is a name in parts."""
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _records(lines: Lines) -> Iterator[Record | Bad]:
    """Yield a record for each line."""
    return json_text.object_lines(lines, _fields)


FORMAT = Format("arXiv's metadata snapshot", json_text.is_snapshot, _records)
