"""Annotated records, as the annotation guidelines define them, from JSON lines."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import InputError
from kg.records import TYPES

_Value = TypeVar("_Value")

_RESULT_NAMES = ("model", "dataset", "metric")


class _MalformedError(ValueError):
    """A record that breaks its form; the message says where within it."""


def read_records(path: str | Path) -> dict[str, dict[str, Any]]:
    """Return a file's records by paper id.

    Raises InputError "FILE:LINE: reason" for what is not JSON, breaks the form of a record, or gives an
    id a second time.
    """
    source = str(path)
    records: dict[str, dict[str, Any]] = {}
    number = 0
    try:
        with Path(path).open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    record = _record(line)
                    if record["id"] in records:
                        raise InputError.at(source, number, f"{reprlib.repr(record['id'])} is given twice")
                    records[record["id"]] = record
    except OSError as error:
        raise InputError.at(source, None, error.strerror or str(error)) from error
    except _MalformedError as error:
        raise InputError.at(source, number, str(error)) from error
    return records


def _record(line: bytes) -> dict[str, Any]:
    """Return the record on a line. Raises _MalformedError."""
    try:
        record = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise _MalformedError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise _MalformedError(f"{reprlib.repr(record)} is not an object")
    _field(record, "id", str, "")
    for i, entity in enumerate(_objects(record, "entities", required=True)):
        _check_entity(entity, f"entity {i + 1}: ")
    for i, result in enumerate(_objects(record, "results", required=False)):
        where = f"result {i + 1}: "
        if result.get("value") is None:
            raise _MalformedError(f"{where}no value")
        for name in _RESULT_NAMES:
            if result.get(name) is not None:
                _field(result, name, str, where)
    return record


def _objects(record: Mapping[str, Any], name: str, *, required: bool) -> list[dict[str, Any]]:
    """Return a field that is a list of objects, an empty one where it is missing and may be."""
    if record.get(name) is None and not required:
        return []
    values: list[dict[str, Any]] = _field(record, name, list, "")
    if not all(isinstance(value, dict) for value in values):
        raise _MalformedError(f"{name}: not a list of objects")
    return values


def _check_entity(entity: Mapping[str, Any], where: str) -> None:
    """Raise _MalformedError where an entity lacks a field or has one of another form."""
    for name in ("type", "name", "role"):
        _field(entity, name, str, where)
    if entity["type"] not in TYPES:
        raise _MalformedError(f"{where}unknown type {reprlib.repr(entity['type'])}")
    if "spans" in entity:
        for span in _field(entity, "spans", list, where):
            if not (isinstance(span, list) and [type(offset) for offset in span] == [int, int]):
                raise _MalformedError(f"{where}span {reprlib.repr(span)} is not [start, end]")
        if "confidences" in entity:
            _check_confidences(_field(entity, "confidences", list, where), len(entity["spans"]), where)
    else:
        for mention in _field(entity, "mentions", list, where):
            if not (isinstance(mention, str) and mention):
                raise _MalformedError(f"{where}mention {reprlib.repr(mention)} is not a string")


def _check_confidences(confidences: list[object], spans: int, where: str) -> None:
    """Raise _MalformedError where there is not a number from 0 to 1 for each span."""
    if len(confidences) != spans:
        raise _MalformedError(f"{where}{len(confidences)} confidences for {spans} spans")
    for confidence in confidences:
        # A bool is an int to Python, and to nobody else.
        if isinstance(confidence, bool) or not (isinstance(confidence, int | float) and 0 <= confidence <= 1):
            raise _MalformedError(f"{where}confidence {reprlib.repr(confidence)} is not from 0 to 1")


def _field(record: Mapping[str, Any], name: str, kind: type[_Value], where: str) -> _Value:
    """Return a field that must be there and of this type. Raises _MalformedError."""
    if name not in record:
        raise _MalformedError(f"{where}no {name}")
    value = record[name]
    if not isinstance(value, kind):
        raise _MalformedError(f"{where}{name}: {reprlib.repr(value)} is not a {kind.__name__}")
    return value
