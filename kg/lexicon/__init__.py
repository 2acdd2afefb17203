"""The lexicon: what datasets, models, metrics and tasks are called, as tables beside this module.

`datasets.tsv`, `models.tsv`, `metrics.tsv` and `tasks.tsv` hold a row for each known entity; `observed.tsv`
says how often a form, where it occurs in annotated papers, is annotated as what. `README.md` there says
how the tables came about. Resolution needs the rows, extraction both.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from kg.errors import InputError

DIRECTORY = Path(__file__).resolve().parent

# By entity type: its table. Repositories have none, a URL is its own name.
TABLES: Mapping[str, str] = MappingProxyType(
    {"Model": "models.tsv", "Dataset": "datasets.tsv", "Metric": "metrics.tsv", "Task": "tasks.tsv"}
)

_COLUMNS = frozenset({"name", "aliases", "parent", "ambiguous", "ambiguous_aliases"})


@dataclass(frozen=True, slots=True)
class Row:
    """A known entity.

    `aliases` are further forms that mean it wherever they occur; `ambiguous_aliases` those that mean it
    only in their exact case and in context, and `ambiguous` says the same of `name` and `aliases`. `parent`
    names the row of the same type that this is a version, size or subset of. `facts` are the other columns
    that are filled: homepage, modality, year, kind, direction, unit, area, abstracts.
    """

    type: str
    name: str
    aliases: tuple[str, ...] = ()
    ambiguous_aliases: tuple[str, ...] = ()
    parent: str | None = None
    ambiguous: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObservedForm:
    """How often a form occurred in annotated papers, and how often it was annotated as an entity of `type`.

    `exact_case` is true of forms whose case matters ("SAM" is not "Sam").
    """

    form: str
    type: str
    exact_case: bool
    occurrences: int
    annotated: int


@dataclass(frozen=True, slots=True)
class HeadNoun:
    """How often terms that end in a noun, and that no table has, were annotated as an entity of `type`."""

    noun: str
    type: str
    occurrences: int
    annotated: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the tables hold.

    `by_type` has the rows in the order of their table (most frequent first). `modifiers` gives for a word,
    or an ending such as "-ing", the share of its occurrences in and right before terms that are inside.
    `common_words` are lower-case words of many papers. `sources` gives for a rule and the type it proposes
    how many names it found, and how many of them were annotated so.
    """

    by_type: Mapping[str, tuple[Row, ...]]
    observed: tuple[ObservedForm, ...]
    heads: Mapping[str, HeadNoun]
    modifiers: Mapping[str, float]
    common_words: frozenset[str]
    sources: Mapping[tuple[str, str], tuple[int, int]]

    def rows(self, kind: str) -> Sequence[Row]:
        """Return the rows of an entity type; none for a type without a table."""
        return self.by_type.get(kind, ())


@functools.cache
def load() -> Lexicon:
    """Return the shipped lexicon, read once a process.

    Raises InputError, naming file and line, where a table is damaged.
    """
    rows = {kind: tuple(_rows(kind, DIRECTORY / table)) for kind, table in TABLES.items()}
    return Lexicon(
        by_type=MappingProxyType(rows),
        observed=tuple(_observed(DIRECTORY / "observed.tsv")),
        heads=MappingProxyType({head.noun: head for head in _heads(DIRECTORY / "head_nouns.tsv")}),
        modifiers=MappingProxyType(dict(_modifiers(DIRECTORY / "modifiers.tsv"))),
        common_words=frozenset(
            record["word"]
            for _, record in _records(DIRECTORY / "common_words.tsv", frozenset({"word", "papers"}))
        ),
        sources=MappingProxyType(dict(_sources(DIRECTORY / "sources.tsv"))),
    )


def _records(path: Path, columns: frozenset[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number and the fields of each record of a table that must have these columns."""
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
        missing = columns.difference(table.fieldnames or ())
        if missing:
            raise InputError(f"{path.name}:1: column {min(missing)!r} is missing")
        for number, record in enumerate(table, 2):
            if None in record or None in record.values():
                raise InputError(f"{path.name}:{number}: not as many fields as the header names")
            yield number, record


def _rows(kind: str, path: Path) -> Iterator[Row]:
    """Yield the rows of one table."""
    for _, record in _records(path, _COLUMNS):
        yield Row(
            type=kind,
            name=record["name"],
            aliases=_list(record["aliases"]),
            ambiguous_aliases=_list(record["ambiguous_aliases"]),
            parent=record["parent"] or None,
            ambiguous=record["ambiguous"] == "1",
            facts={column: value for column, value in record.items() if value and column not in _COLUMNS},
        )


def _counts(path: Path, number: int, record: Mapping[str, str], *columns: str) -> tuple[int, ...]:
    """Return the whole numbers in these columns of a record."""
    try:
        return tuple(int(record[column]) for column in columns)
    except ValueError as e:
        raise InputError(f"{path.name}:{number}: {' and '.join(columns)} must be whole numbers") from e


def _observed(path: Path) -> Iterator[ObservedForm]:
    """Yield the forms of the table of observations."""
    for number, record in _records(path, frozenset({"form", "type", "case", "occurrences", "annotated"})):
        occurrences, annotated = _counts(path, number, record, "occurrences", "annotated")
        yield ObservedForm(record["form"], record["type"], record["case"] == "exact", occurrences, annotated)


def _heads(path: Path) -> Iterator[HeadNoun]:
    """Yield the rows of the table of head nouns."""
    for number, record in _records(path, frozenset({"head", "type", "occurrences", "annotated"})):
        occurrences, annotated = _counts(path, number, record, "occurrences", "annotated")
        yield HeadNoun(record["head"], record["type"], occurrences, annotated)


def _modifiers(path: Path) -> Iterator[tuple[str, float]]:
    """Yield the words of the table of modifiers, each with the share of its occurrences inside terms."""
    for number, record in _records(path, frozenset({"word", "inside", "before"})):
        inside, before = _counts(path, number, record, "inside", "before")
        yield record["word"], inside / (inside + before)


def _sources(path: Path) -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
    """Yield (rule, type) and (found, annotated) of each row of the table of sources."""
    for number, record in _records(path, frozenset({"source", "type", "found", "annotated"})):
        found, annotated = _counts(path, number, record, "found", "annotated")
        yield (record["source"], record["type"]), (found, annotated)


def _list(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a list."""
    return tuple(part for part in cell.split("|") if part)
