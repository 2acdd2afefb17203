"""Whether the confidence of predicted mentions is what it claims: the share that is right.

The expected calibration error is that of Guo et al. 2017 (arXiv 1706.04599): over bins of equal width, the
distance between mean confidence and the share that is right, weighted by the mentions in the bin.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

from kg.evaluation import matching
from kg.evaluation.scores import ALL
from kg.records import TYPES, Paper

# The upper ends of all bins but the last, of equal width; a bin holds its upper end. Ten are what
# reliability tables commonly have, and leave hundreds of mentions to a bin of a few hundred texts.
_ENDS = tuple(i / 10 for i in range(1, 10))


class Bin(NamedTuple):
    """The mentions whose confidence is above `low` and at most `high` (in the first, also 0).

    `confidence` is their mean, `right` the share of them that is annotated just so; 0 to 1.
    """

    low: float
    high: float
    mentions: int
    confidence: float
    right: float


class Reliability(NamedTuple):
    """The bins that are not empty, lowest first, and the expected calibration error (0 to 1)."""

    mentions: int
    error: float
    bins: tuple[Bin, ...]


def reliability(
    papers: Mapping[str, Paper],
    gold: Mapping[str, Mapping[str, Any]],
    predicted: Mapping[str, Mapping[str, Any]],
) -> dict[str, Reliability]:
    """Return how far confidences can be relied on, by type and for all types together.

    Only mentions with a confidence are counted, over the papers that have a gold record. Arguments and
    exceptions are those of `score`, and what counts as right is the same.
    """
    judged: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for paper_id, record in gold.items():
        text, where = matching.text_of(paper_id, papers), f"record {paper_id}"
        entities = predicted.get(paper_id, {}).get("entities", [])
        wanted = matching.mentions(record["entities"], text, where)
        stated = confidences(entities)
        for span, kind in matching.mentions(entities, text, where).items():
            if (span, kind) in stated:
                for of in (kind, ALL):
                    judged[of].append((stated[span, kind], wanted.get(span) == kind))
    return {of: _reliability(judged[of]) for of in (*TYPES, ALL)}


def confidences(entities: Iterable[matching.Entity]) -> dict[tuple[matching.Span, str], float]:
    """Return the confidence of each mention that has one, by span and type; the last where several do."""
    return {
        ((start, end), entity["type"]): confidence
        for entity in entities
        if "spans" in entity and "confidences" in entity
        for (start, end), confidence in zip(entity["spans"], entity["confidences"], strict=True)
    }


def _reliability(judged: Sequence[tuple[float, bool]]) -> Reliability:
    """Return the bins of (confidence, whether it is right) pairs."""
    members: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        members[bisect_left(_ENDS, confidence)].append((confidence, right))
    edges = (0.0, *_ENDS, 1.0)
    bins = tuple(
        Bin(
            edges[i],
            edges[i + 1],
            len(members[i]),
            fmean(confidence for confidence, _ in members[i]),
            fmean(right for _, right in members[i]),
        )
        for i in sorted(members)
    )
    error = sum(b.mentions * abs(b.confidence - b.right) for b in bins) / len(judged) if judged else 0.0
    return Reliability(len(judged), error, bins)
