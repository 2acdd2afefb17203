"""Stand-off annotations: what is annotated in a paper, by arXiv id and offsets, without the paper's words.

So annotations can be shared where the texts cannot. A line of a file is one paper: `{"id", "text": first
digits of its SHA-256, "entities": [{"type", "role"?, "name"?, "spans": [[start, end], ...]}], "results"?:
[...]}`. Whoever has the texts joins them; a text that has changed since is recognised and left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.records import ROLES, TYPES

_DIGITS = 12

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    """An entity's type and spans; role and name are None in papers annotated for mentions alone."""

    type: str
    spans: tuple[Span, ...]
    role: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is annotated in one paper; `results` is None where results were not annotated."""

    id: str
    text: str
    entities: tuple[AnnotatedEntity, ...]
    results: tuple[Mapping[str, Any], ...] | None


def digest(text: str) -> str:
    """Return what recognises a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def of_record(record: Mapping[str, Any], text: str) -> Annotation:
    """Return the annotation of a corpus record: a full one, or one of mentions alone."""
    if "mentions" in record:
        listed = [(kind, None, None, strings) for kind, strings in record["mentions"].items()]
    else:
        listed = [(e["type"], e["role"], e["name"], e["mentions"]) for e in record["entities"]]
    owner = {string: i for i, entry in reversed(list(enumerate(listed))) for string in entry[3]}
    spans: dict[int, list[Span]] = {}
    for start, end in _disjoint(owner, text):
        spans.setdefault(owner[text[start:end]], []).append((start, end))
    entities = tuple(
        AnnotatedEntity(kind, tuple(sorted(spans[i])), role, name)
        for i, (kind, role, name, _) in enumerate(listed)
        if i in spans
    )
    return Annotation(
        record["id"], digest(text), entities, None if "mentions" in record else tuple(record["results"])
    )


def _disjoint(strings: Iterable[str], text: str) -> Iterator[Span]:
    """Yield the spans of mention strings, as the guidelines read them: longest first, never overlapping."""
    taken = bytearray(len(text))
    for string in sorted(strings, key=lambda s: (-len(s), s)):
        for match in re.finditer(r"(?<!\w)" + re.escape(string) + r"(?!\w|\.\d)", text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield start, end


def write(annotations: Iterable[Annotation], path: Path) -> None:
    """Write annotations as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for annotation in annotations:
            out.write(json.dumps(_object(annotation), ensure_ascii=False, separators=(",", ":")) + "\n")


def _object(annotation: Annotation) -> dict[str, Any]:
    """Return the line of an annotation."""
    entities = [
        {"type": e.type, **({"role": e.role, "name": e.name} if e.role else {}), "spans": e.spans}
        for e in annotation.entities
    ]
    line: dict[str, Any] = {"id": annotation.id, "text": annotation.text, "entities": entities}
    return line if annotation.results is None else {**line, "results": annotation.results}


def read(path: Path) -> list[Annotation]:
    """Return the annotations of a file. Raises InputError, naming the line, for what is no annotation."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                found.append(_annotation(json.loads(line)))
            except (ValueError, KeyError, TypeError) as e:
                raise InputError.at(path.name, number, f"no stand-off annotation ({e})") from e
    return found


def _annotation(line: Mapping[str, Any]) -> Annotation:
    """Return the annotation of a line. Raises KeyError, TypeError or ValueError where it is none."""
    entities = []
    for e in line["entities"]:
        if e["type"] not in TYPES or e.get("role") not in (None, *ROLES[e["type"]]):
            raise ValueError(f"unknown type or role: {e['type']} {e.get('role')}")
        spans = tuple((int(start), int(end)) for start, end in e["spans"])
        entities.append(AnnotatedEntity(e["type"], spans, e.get("role"), e.get("name")))
    results = line.get("results")
    return Annotation(line["id"], line["text"], tuple(entities), None if results is None else tuple(results))


def ids(annotations: Sequence[Annotation]) -> set[str]:
    """Return the ids of the annotated papers."""
    return {a.id for a in annotations}
