"""Inference in a linear chain over BIOES tags: best path, and marginals by forward-backward.

A document is read as standing between outside tags: the first tag follows an outside tag, and after its
last word come only outside tags. So documents of different lengths are padded with forced outside tags,
and nothing else is needed for starts and ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract.bioes import OUTSIDE, allowed_transitions

_IMPOSSIBLE = -1e4
_TINY = 1e-30

Floats = NDArray[np.float32]


def pad(emissions: Floats, lengths: Sequence[int]) -> Floats:
    """Return (document, place, tag) scores with one more place, all beyond a document forced outside."""
    count, places, tags = emissions.shape
    padded = np.full((count, places + 1, tags), _IMPOSSIBLE, dtype=np.float32)
    for i, length in enumerate(lengths):
        padded[i, :length] = emissions[i, :length]
        padded[i, length:, OUTSIDE] = 0.0
    return padded


def constrain(transitions: Floats) -> Floats:
    """Return (tag, next tag) scores in which pairs that the scheme forbids are impossible."""
    return np.where(allowed_transitions(), transitions, _IMPOSSIBLE).astype(np.float32)


class Marginals(NamedTuple):
    """Each document's log partition sum, each place's tag probabilities, the expected transitions."""

    log_sum: NDArray[np.float64]
    tags: Floats
    transitions: Floats


def marginals(padded: Floats, constrained: Floats) -> Marginals:
    """Return the marginals of padded documents; scaled at each place, so that nothing under- or overflows."""
    count, places, tags = padded.shape
    peak = padded.max(axis=2, keepdims=True)
    local = np.exp(padded - peak)
    step = np.exp(constrained)
    forward = np.empty_like(local)
    log_sum = peak[:, :, 0].sum(axis=1, dtype=np.float64)
    state = np.zeros((count, tags), dtype=np.float32)
    state[:, OUTSIDE] = 1.0
    for at in range(places):
        state = (state @ step) * local[:, at]
        scale = state.sum(axis=1, keepdims=True) + _TINY
        state /= scale
        forward[:, at] = state
        log_sum += np.log(scale[:, 0])
    backward = np.empty_like(local)
    later = np.ones((count, tags), dtype=np.float32)
    for at in range(places - 1, -1, -1):
        backward[:, at] = later
        later = (later * local[:, at]) @ step.T
        later /= later.sum(axis=1, keepdims=True) + _TINY
    found = forward * backward
    found /= found.sum(axis=2, keepdims=True) + _TINY
    pairs = _expected_transitions(forward, backward * local, step)
    return Marginals(log_sum, found, pairs)


def _expected_transitions(forward: Floats, onward: Floats, step: Floats) -> Floats:
    """Return how often each pair of tags is expected, all documents together."""
    count, _, tags = forward.shape
    first = np.zeros((count, 1, tags), dtype=np.float32)
    first[:, 0, OUTSIDE] = 1.0
    before = np.concatenate([first, forward[:, :-1]], axis=1).reshape(-1, tags)
    after = onward.reshape(-1, tags)
    sums = ((before @ step) * after).sum(axis=1, keepdims=True) + _TINY
    expected: Floats = (before / sums).T @ after * step
    return expected


def best_paths(padded: Floats, constrained: Floats, lengths: Sequence[int]) -> list[NDArray[np.int64]]:
    """Return the most probable tags of each document."""
    count, places, tags = padded.shape
    pointers = np.empty((places, count, tags), dtype=np.int8)
    score = np.full((count, tags), _IMPOSSIBLE, dtype=np.float32)
    score[:, OUTSIDE] = 0.0
    for at in range(places):
        options = score[:, :, None] + constrained[None]
        pointers[at] = options.argmax(axis=1)
        score = options.max(axis=1) + padded[:, at]
    tag = score.argmax(axis=1)
    paths = np.empty((count, places), dtype=np.int64)
    rows = np.arange(count)
    for at in range(places - 1, -1, -1):
        paths[:, at] = tag
        tag = pointers[at, rows, tag].astype(np.int64)
    return [paths[i, :length] for i, length in enumerate(lengths)]
