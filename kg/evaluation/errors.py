"""What is wrong with predicted records, item by item, by kind of error.

A mention that is not exactly right is paired with a mention of the other side that it overlaps, one to
one. So every annotated mention is right, of a wrong boundary, of a wrong type or missed; and every
predicted one is right, paired, or spurious: the counts of a type add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from kg.evaluation import matching, results
from kg.evaluation.matching import Span
from kg.evaluation.scores import ALL
from kg.records import Paper

# What stands in place of a type for results, which are of none.
RESULT = "Result"


class Unit(StrEnum):
    """What is annotated, and can be counted."""

    MENTION = "mention"
    ENTITY = "entity"
    RESULT = "result"


class Kind(StrEnum):
    """What is wrong; `MEANINGS` says it in a sentence."""

    BOUNDARY = "boundary"
    TYPE = "type"
    MISSED = "missed"
    SPURIOUS = "spurious"
    ROLE = "role"
    RESULT_MISSED = "result missed"
    RESULT_SPURIOUS = "result spurious"

    @property
    def unit(self) -> Unit:
        """What errors of this kind are a share of."""
        if self is Kind.ROLE:
            return Unit.ENTITY
        return Unit.RESULT if self in {Kind.RESULT_MISSED, Kind.RESULT_SPURIOUS} else Unit.MENTION


MEANINGS: Mapping[Kind, str] = {
    Kind.BOUNDARY: "A predicted mention overlaps an annotated one of its type and has other ends.",
    Kind.TYPE: "A predicted mention is, or overlaps, an annotated one of another type.",
    Kind.MISSED: "An annotated mention is paired with no prediction.",
    Kind.SPURIOUS: "A predicted mention is paired with no annotation.",
    Kind.ROLE: "An entity is found, and plays another role.",
    Kind.RESULT_MISSED: "No predicted result has the annotated metric and value.",
    Kind.RESULT_SPURIOUS: "No annotated result has the predicted metric and value.",
}


class Error(NamedTuple):
    """One thing that is wrong.

    `type` is the annotated one where something is annotated, else the predicted one. `gold` and
    `predicted` are the strings of a mention, the names of an entity or a result in short, empty where
    that side has none; `change` says in words what the difference is. Spans are those of the mention or
    of all of the entity's mentions; `result` is the index of a result in the record of its side.
    """

    kind: Kind
    paper: str
    type: str
    gold: str
    predicted: str
    change: str
    gold_spans: tuple[Span, ...] = ()
    predicted_spans: tuple[Span, ...] = ()
    result: int | None = None


@dataclass(frozen=True)
class Analysis:
    """All errors, by paper id, and the numbers of annotated items by unit and type."""

    errors: tuple[Error, ...]
    annotated: Mapping[Unit, Mapping[str, int]]

    def count(self, kind: Kind, of: str = ALL) -> int:
        """Return how many errors there are of a kind, of one type or of all."""
        return sum(e.kind == kind and of in {ALL, e.type} for e in self.errors)

    def total(self, unit: Unit, of: str = ALL) -> int:
        """Return how many items are annotated, of one type or of all."""
        counts = self.annotated[unit]
        return sum(counts.values()) if of == ALL else counts.get(of, 0)

    def share(self, kind: Kind, of: str = ALL) -> float:
        """Return the errors of a kind for each annotated item (mention, entity or result); 0 without any.

        Spurious ones too are counted by what is annotated, so that kinds compare; they may exceed 1.
        """
        total = self.total(kind.unit, of)
        return self.count(kind, of) / total if total else 0.0

    def right(self, of: str = ALL) -> int:
        """Return how many annotated mentions are predicted exactly, of one type or of all."""
        wrong = (Kind.BOUNDARY, Kind.TYPE, Kind.MISSED)
        return self.total(Unit.MENTION, of) - sum(self.count(kind, of) for kind in wrong)


def analyse(
    papers: Mapping[str, Paper],
    gold: Mapping[str, Mapping[str, Any]],
    predicted: Mapping[str, Mapping[str, Any]],
) -> Analysis:
    """Return the errors of predicted records, over the papers that have a gold record.

    Arguments and exceptions are those of `score`, and what counts as right is the same.
    """
    errors: list[Error] = []
    annotated: dict[Unit, Counter[str]] = {unit: Counter() for unit in Unit}
    for paper_id, record in sorted(gold.items()):
        text, where = matching.text_of(paper_id, papers), f"record {paper_id}"
        other = predicted.get(paper_id, {})
        wanted, given = record["entities"], other.get("entities", [])
        matched = matching.pairs(wanted, given, text, where)
        mentions = matching.mentions(wanted, text, where)
        annotated[Unit.MENTION].update(mentions.values())
        annotated[Unit.ENTITY].update(entity["type"] for entity in wanted)
        annotated[Unit.RESULT][RESULT] += len(record.get("results") or [])
        errors += _mention_errors(paper_id, text, mentions, matching.mentions(given, text, where))
        errors += _role_errors(paper_id, text, matched)
        errors += _result_errors(paper_id, record, other, results.aliases(matched))
    return Analysis(tuple(errors), annotated)


def _mention_errors(
    paper: str, text: str, gold: Mapping[Span, str], given: Mapping[Span, str]
) -> Iterator[Error]:
    """Yield what is wrong with one paper's mentions."""
    wanted = {span: kind for span, kind in sorted(gold.items()) if given.get(span) != kind}
    wrong = {span: kind for span, kind in sorted(given.items()) if gold.get(span) != kind}
    paired = _pairs(wanted, wrong)
    for a, b in sorted(paired.items()):
        same = wanted[a] == wrong[b]
        kind = Kind.BOUNDARY if same else Kind.TYPE
        change = _ends(a, b) if same else f"{wanted[a]} → {wrong[b]}"
        yield Error(kind, paper, wanted[a], text[slice(*a)], text[slice(*b)], change, (a,), (b,))
    for span in sorted(wanted.keys() - paired.keys()):
        change = "overlaps a prediction" if _overlaps(span, given) else "nothing predicted there"
        yield Error(Kind.MISSED, paper, wanted[span], text[slice(*span)], "", change, gold_spans=(span,))
    for span in sorted(wrong.keys() - set(paired.values())):
        change = "overlaps an annotation" if _overlaps(span, gold) else "nothing annotated there"
        yield Error(Kind.SPURIOUS, paper, wrong[span], "", text[slice(*span)], change, (), (span,))


def _pairs(wanted: Mapping[Span, str], wrong: Mapping[Span, str]) -> dict[Span, Span]:
    """Return overlapping mentions, gold → predicted, one to one.

    Those of one type come before others, then those with most characters in common, then the first.
    """
    candidates = sorted(
        (wanted[a] != wrong[b], -_common(a, b), a, b) for a in wanted for b in wrong if _common(a, b) > 0
    )
    found: dict[Span, Span] = {}
    taken: set[Span] = set()
    for _, _, a, b in candidates:
        if a not in found and b not in taken:
            found[a] = b
            taken.add(b)
    return found


def _common(a: Span, b: Span) -> int:
    """Return how many characters two spans share; not above 0 where none."""
    return min(a[1], b[1]) - max(a[0], b[0])


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Tell whether a span shares a character with any of the others."""
    return any(_common(span, other) > 0 for other in others)


def _ends(gold: Span, predicted: Span) -> str:
    """Say how the ends of a predicted span differ from those of a gold one; one of them does."""
    start = "starts early" if predicted[0] < gold[0] else "starts late" if predicted[0] > gold[0] else ""
    end = "ends early" if predicted[1] < gold[1] else "ends late" if predicted[1] > gold[1] else ""
    return ", ".join(difference for difference in (start, end) if difference)


def _role_errors(
    paper: str, text: str, matched: Iterable[tuple[matching.Entity, matching.Entity]]
) -> Iterator[Error]:
    """Yield the matched entities of one paper that have another role."""
    for a, b in matched:
        if a["role"] != b["role"]:
            gold, given = (tuple(sorted(matching.entity_spans(entity, text, paper))) for entity in (a, b))
            change = f"{a['role']} → {b['role']}"
            yield Error(Kind.ROLE, paper, a["type"], a["name"], b["name"], change, gold, given)


def _result_errors(
    paper: str, gold: Mapping[str, Any], predicted: Mapping[str, Any], names: results.Aliases
) -> Iterator[Error]:
    """Yield the results of one paper that have no counterpart of the same metric and value."""
    wanted = results.rows(gold, ("metric",), names)
    given = results.rows(predicted, ("metric",), {})
    missed, spurious = _surplus(wanted, given), _surplus(given, wanted)
    for i in missed:
        found = any(given[j].value == wanted[i].value for j in spurious)
        change = "value found with another metric" if found else "value not found"
        shown = _shown(gold["results"][i])
        yield Error(Kind.RESULT_MISSED, paper, RESULT, shown, "", change, result=i)
    for j in spurious:
        found = any(given[j].value == wanted[i].value for i in missed)
        change = "value annotated with another metric" if found else "value not annotated"
        shown = _shown(predicted["results"][j])
        yield Error(Kind.RESULT_SPURIOUS, paper, RESULT, "", shown, change, result=j)


def _surplus(rows: Sequence[results.Row], others: Iterable[results.Row]) -> list[int]:
    """Return the indices of rows that the others lack; of equal ones the last are too many."""
    left = Counter(others)
    surplus = []
    for i, row in enumerate(rows):
        if left[row] > 0:
            left[row] -= 1
        else:
            surplus.append(i)
    return surplus


def _shown(result: Mapping[str, Any]) -> str:
    """Return a result in short: its value and metric."""
    return f"{result['value']} {result.get('metric') or '(no metric)'}"
