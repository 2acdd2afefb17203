"""Annotated papers as the statistics read them: texts, and the spans that their strings stand for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Spans = Mapping[tuple[int, int], str]


class AnnotatedPaper(NamedTuple):
    """A text, its annotated strings as (string, type), and the type of every span that they stand for."""

    text: str
    strings: frozenset[tuple[str, str]]
    spans: Spans


def read(arguments: Sequence[str]) -> Iterator[AnnotatedPaper]:
    """Yield the papers of pairs of files, PAPERS.jsonl GOLD.jsonl.

    GOLD holds full records ("entities") or mentions alone ("mentions": type → strings).
    """
    for papers, gold in zip(arguments[::2], arguments[1::2], strict=True):
        with Path(papers).open(encoding="utf-8") as lines:
            texts = {p["id"]: f"{p['title']}\n{p['abstract']}" for p in map(json.loads, lines)}
        with Path(gold).open(encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                text = texts[record["id"]]
                strings = frozenset(_strings(record))
                yield AnnotatedPaper(text, strings, _spans(strings, text))


def _strings(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (string, type) of every mention string of a record."""
    for kind, strings in record.get("mentions", {}).items():
        yield from ((string, kind) for string in strings)
    for entity in record.get("entities", ()):
        yield from ((string, entity["type"]) for string in entity["mentions"])


def _spans(strings: frozenset[tuple[str, str]], text: str) -> dict[tuple[int, int], str]:
    """Return the type of every annotated span: all occurrences of a string, longest first."""
    taken = bytearray(len(text) + 1)
    spans = {}
    for string, kind in sorted(strings, key=lambda pair: (-len(pair[0]), pair)):
        for match in re.finditer(r"(?<!\w)" + re.escape(string) + r"(?!\w|\.\d)", text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                spans[start, end] = kind
    return spans
