"""The linear chain against sums over all paths, which a few words make possible."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from kg.extract import chain
from kg.extract.bioes import TAGS, TokenSpan, allowed_transitions, spans_of, tags_of

Floats = NDArray[np.float32]
Scored = tuple[Floats, Floats, list[int]]


def brute(emissions: Floats, transitions: Floats) -> tuple[float, Floats, tuple[int, ...]]:
    """Return the log sum of all allowed paths, tag probabilities and the best path."""
    allowed = allowed_transitions()
    scores = {}
    for path in itertools.product(range(len(TAGS)), repeat=len(emissions)):
        whole = (0, *path, 0)
        if all(allowed[a, b] for a, b in itertools.pairwise(whole)):
            steps = sum(transitions[a, b] for a, b in itertools.pairwise(whole))
            scores[path] = steps + sum(emissions[i, t] for i, t in enumerate(path))
    top = max(scores.values())
    total = top + np.log(sum(np.exp(s - top) for s in scores.values()))
    tags = np.zeros_like(emissions)
    for path, s in scores.items():
        for i, t in enumerate(path):
            tags[i, t] += np.exp(s - total)
    return total, tags, max(scores, key=scores.__getitem__)


@pytest.fixture
def scored() -> Scored:
    random = np.random.default_rng(3)
    emissions = random.normal(size=(2, 3, len(TAGS))).astype(np.float32)
    return emissions, random.normal(size=(len(TAGS), len(TAGS))).astype(np.float32), [3, 2]


def test_marginals_and_best_path_agree_with_all_paths(scored: Scored) -> None:
    emissions, transitions, lengths = scored
    padded, constrained = chain.pad(emissions, lengths), chain.constrain(transitions)
    found = chain.marginals(padded, constrained)
    paths = chain.best_paths(padded, constrained, lengths)
    for i, length in enumerate(lengths):
        total, tags, best = brute(emissions[i, :length], transitions)
        tail = (padded.shape[1] - length - 1) * transitions[0, 0]
        assert found.log_sum[i] == pytest.approx(total + tail, rel=1e-4)
        np.testing.assert_allclose(found.tags[i, :length], tags, atol=1e-4)
        assert tuple(paths[i]) == best


def test_a_long_document_neither_overflows_nor_vanishes() -> None:
    emissions = np.full((1, 5_000, len(TAGS)), 50.0, dtype=np.float32)
    found = chain.marginals(chain.pad(emissions, [5_000]), chain.constrain(np.zeros((17, 17), np.float32)))
    assert np.isfinite(found.log_sum).all()
    np.testing.assert_allclose(found.tags.sum(axis=2), 1.0, atol=1e-3)


def test_spans_survive_their_tags() -> None:
    spans = [TokenSpan(0, 1, 0), TokenSpan(1, 4, 2), TokenSpan(6, 8, 3)]
    assert spans_of(tags_of(spans, 8)) == spans
