"""An evaluation as one HTML file that needs nothing else: figures, errors by kind, the texts side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.evaluation import calibration, matching
from kg.evaluation.errors import MEANINGS, Analysis, Error, Kind, Unit, analyse
from kg.evaluation.marking import Mark, Piece, pieces
from kg.evaluation.scores import Score
from kg.records import TYPES, Paper

# What of each kind is listed: enough to see a pattern, few enough to be read.
_CHANGES = 8
_STRINGS = 15
# Of each string, the links to papers that show it.
_LINKS = 3


class _Example(NamedTuple):
    """What a kind of error most often happens to, and some of the papers where it does."""

    gold: str
    predicted: str
    types: str
    times: int
    papers: Sequence[str]


class _Group(NamedTuple):
    """The errors of one kind, counted."""

    kind: Kind
    unit: Unit
    counts: Sequence[int]
    total: int
    share: float
    changes: Sequence[tuple[str, int]]
    examples: Sequence[_Example]


class _Column(NamedTuple):
    """One side of a paper: its text with the mentions of a record, and the record's results."""

    heading: str
    title: Sequence[Piece]
    abstract: Sequence[Piece]
    results: Sequence[tuple[Mapping[str, Any], Kind | None]]


@dataclass(frozen=True)
class _Reading:
    """A paper, what is wrong with it, and both records of it."""

    paper: Paper
    errors: int
    counts: Sequence[tuple[Kind, int]]
    columns: Sequence[_Column]


def html(
    papers: Mapping[str, Paper],
    gold: Mapping[str, Mapping[str, Any]],
    predicted: Mapping[str, Mapping[str, Any]],
    scores: Mapping[str, Score],
) -> str:
    """Return the report as an HTML document, the same for the same records.

    `scores` are those of the same records; arguments and exceptions are otherwise those of `score`.
    """
    analysis = analyse(papers, gold, predicted)
    by_paper: defaultdict[str, list[Error]] = defaultdict(list)
    for error in analysis.errors:
        by_paper[error.paper].append(error)
    worst = sorted(gold, key=lambda paper_id: (-len(by_paper[paper_id]), paper_id))
    named = (predicted.get(paper_id, {}).get("pipeline") for paper_id in gold)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["anchor"] = _anchor
    return environment.get_template("report.html.jinja").render(
        pipelines=sorted({pipeline for pipeline in named if isinstance(pipeline, str)}),
        types=TYPES,
        meanings=MEANINGS,
        scores=scores,
        analysis=analysis,
        units={unit: analysis.total(unit) for unit in Unit},
        groups=[_group(kind, analysis, worst) for kind in Kind],
        reliability=calibration.reliability(papers, gold, predicted),
        readings=[
            _reading(papers[paper_id], gold[paper_id], predicted.get(paper_id, {}), by_paper[paper_id])
            for paper_id in worst
        ],
    )


def _anchor(paper_id: str) -> str:
    """Return the id of a paper's element; percent-encoded, since ids are anybody's and may hold spaces."""
    return "paper-" + quote(paper_id, safe="", errors="backslashreplace")


def _group(kind: Kind, analysis: Analysis, worst: Sequence[str]) -> _Group:
    """Return the errors of a kind, counted; papers in this order."""
    errors = [error for error in analysis.errors if error.kind == kind]
    return _Group(
        kind,
        kind.unit,
        [analysis.count(kind, of) for of in TYPES],
        analysis.count(kind),
        analysis.share(kind),
        _most(Counter(error.change for error in errors))[:_CHANGES],
        _examples(errors, worst),
    )


def _examples(errors: Iterable[Error], worst: Sequence[str]) -> list[_Example]:
    """Return the strings that most errors are about."""
    rank = {paper_id: i for i, paper_id in enumerate(worst)}
    alike: defaultdict[tuple[str, str], list[Error]] = defaultdict(list)
    for error in errors:
        alike[error.gold, error.predicted].append(error)
    frequent = sorted(alike.items(), key=lambda item: (-len(item[1]), item[0]))[:_STRINGS]
    return [
        _Example(
            *strings,
            ", ".join(kind for kind, _ in _most(Counter(error.type for error in members))),
            len(members),
            sorted({error.paper for error in members}, key=rank.__getitem__)[:_LINKS],
        )
        for strings, members in frequent
    ]


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return what is counted, the most frequent first and equals in their order."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _reading(
    paper: Paper, gold: Mapping[str, Any], predicted: Mapping[str, Any], errors: Sequence[Error]
) -> _Reading:
    """Return a paper with both records of it."""
    counts = Counter(error.kind for error in errors)
    return _Reading(
        paper,
        len(errors),
        [(kind, counts[kind]) for kind in Kind if counts[kind]],
        [
            _column("Annotated", paper, gold, errors, Kind.RESULT_MISSED),
            _column("Predicted", paper, predicted, errors, Kind.RESULT_SPURIOUS),
        ],
    )


def _column(
    heading: str, paper: Paper, record: Mapping[str, Any], errors: Sequence[Error], wrong: Kind
) -> _Column:
    """Return one side of a paper; results that have an error of kind `wrong` are of this side."""
    own = wrong == Kind.RESULT_MISSED
    notes: defaultdict[matching.Span, list[str]] = defaultdict(list)
    for error in errors:
        for span in error.gold_spans if own else error.predicted_spans:
            notes[span].append(f"{error.kind} {error.change}" if error.kind == Kind.ROLE else error.kind)
    marks = _marks(record.get("entities", []), paper, notes)
    unmatched = {error.result for error in errors if error.kind == wrong}
    return _Column(
        heading,
        pieces(paper.text, marks, 0, len(paper.title)),
        pieces(paper.text, marks, len(paper.title) + 1),
        [(row, wrong if i in unmatched else None) for i, row in enumerate(record.get("results") or [])],
    )


def _marks(
    entities: Sequence[matching.Entity], paper: Paper, notes: Mapping[matching.Span, Sequence[str]]
) -> list[Mark]:
    """Return the mentions of a record, with the notes on their spans."""
    where = f"record {paper.id}"
    roles = {
        (span, entity["type"]): entity["role"]
        for entity in entities
        for span in matching.entity_spans(entity, paper.text, where)
    }
    sure = calibration.confidences(entities)
    return [
        Mark(*span, kind, roles[span, kind], sure.get((span, kind)), tuple(notes.get(span, ())))
        for span, kind in matching.mentions(entities, paper.text, where).items()
    ]
