"""What each source of proposals is worth: how often what it alone found was annotated as it said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg import lexicon
from kg.extract.proposals import Finding, Proposal

# Smooths sources that found little towards a doubtful one.
_SMOOTHING = 4.0
_PRIOR = 0.3


def scored(findings: Iterable[Finding]) -> Iterator[Proposal]:
    """Yield findings as proposals, each with the measured precision of its source for its type."""
    sources = lexicon.load().sources
    for found in findings:
        seen, right = sources.get((found.source, found.type), (0, 0))
        score = (right + _SMOOTHING * _PRIOR) / (seen + _SMOOTHING)
        yield Proposal(found.start, found.end, found.type, score)
