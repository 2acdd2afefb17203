"""Counting what is right, and the figures that follow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg.evaluation import matching, results
from kg.records import TYPES, Paper

_LEVELS = ("mention", "entity", "edge")
# All types together.
ALL = "all"
# By row: the fields that it compares besides the value.
_RESULT_ROWS: Mapping[str, tuple[str, ...]] = {"results": ("metric",), "results linked": results.LINKED}


class Score(NamedTuple):
    """Precision, recall and F1 (0 to 1) of a row, and how many gold items it counts."""

    precision: float
    recall: float
    f1: float
    gold: int


@dataclass
class _Tally:
    """How many predicted items are right, how many there are, and how many there should be."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, right: int, predicted: int, gold: int) -> None:
        """Count the items of one more record."""
        self.right += right
        self.predicted += predicted
        self.gold += gold

    def score(self) -> Score:
        """Return the figures; a ratio of nothing is 0."""
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        return Score(precision, recall, f1, self.gold)


def score(
    papers: Mapping[str, Paper],
    gold: Mapping[str, Mapping[str, Any]],
    predicted: Mapping[str, Mapping[str, Any]],
) -> dict[str, Score]:
    """Return the score of every row, over the papers that have a gold record.

    Records are as `read_records` gives them; a missing prediction counts as an empty one. As JSON this is
    row: [precision, recall, F1, gold count].

    Raises InputError for a gold record whose paper is missing, and for a span outside its paper's text.
    """
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for paper_id, record in gold.items():
        text = matching.text_of(paper_id, papers)
        _count(tallies, text, record, predicted.get(paper_id, {}), f"record {paper_id}")
    rows = {f"{level} {kind}": tallies[f"{level} {kind}"] for level in _LEVELS for kind in (*TYPES, ALL)}
    rows |= {row: tallies[row] for row in _RESULT_ROWS}
    scores = {row: tally.score() for row, tally in rows.items()}
    names = tallies["name"].score()
    return scores | {"name": Score(names.recall, names.recall, names.recall, names.gold)}


def table(scores: Mapping[str, Score]) -> str:
    """Return scores for people, a row a line."""
    lines = [f"{'':16} {'P':>6} {'R':>6} {'F1':>6} {'gold':>6}"]
    lines += [
        f"{row:16} {s.precision:6.3f} {s.recall:6.3f} {s.f1:6.3f} {s.gold:6}" for row, s in scores.items()
    ]
    return "\n".join(lines) + "\n"


def _count(
    tallies: Mapping[str, _Tally],
    text: str,
    gold: Mapping[str, Any],
    predicted: Mapping[str, Any],
    where: str,
) -> None:
    """Add one paper's items to the tallies of all rows."""
    wanted, given = gold["entities"], predicted.get("entities", [])
    matched = matching.pairs(wanted, given, text, where)
    _count_mentions(tallies, matching.mentions(wanted, text, where), matching.mentions(given, text, where))
    for kind in TYPES:
        mine = [(a, b) for a, b in matched if a["type"] == kind]
        here, there = (sum(entity["type"] == kind for entity in entities) for entities in (given, wanted))
        agreeing = sum(a["role"] == b["role"] for a, b in mine)
        for of in (kind, ALL):
            tallies[f"entity {of}"].add(len(mine), here, there)
            tallies[f"edge {of}"].add(agreeing, here, there)
    named = sum(matching.same_name(a, b) for a, b in matched)
    tallies["name"].add(named, len(matched), len(matched))
    aliases = results.aliases(matched)
    for row, fields in _RESULT_ROWS.items():
        rows = Counter(results.rows(gold, fields, aliases))
        other_rows = Counter(results.rows(predicted, fields, {}))
        tallies[row].add((rows & other_rows).total(), other_rows.total(), rows.total())


def _count_mentions(
    tallies: Mapping[str, _Tally], gold: Mapping[matching.Span, str], given: Mapping[matching.Span, str]
) -> None:
    """Add one paper's mentions to the tallies."""
    for span, kind in given.items():
        for of in (kind, ALL):
            tallies[f"mention {of}"].add(int(gold.get(span) == kind), 1, 0)
    for kind in gold.values():
        for of in (kind, ALL):
            tallies[f"mention {of}"].add(0, 0, 1)
