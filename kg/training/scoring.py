"""Scores a network on annotated papers while it trains: exact spans and types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from kg.extract import chain
from kg.extract.bioes import TAGGED_TYPES, spans_of
from kg.extract.tagger import tag_biases
from kg.extract.word_table import WordTable
from kg.training.dataset import Example, batches, collate
from kg.training.network import TaggerNetwork

_WORDS = 8_000

Counts = NDArray[np.int64]


@torch.no_grad()
def score(
    network: TaggerNetwork, examples: Sequence[Example], table: WordTable, biases: Mapping[str, float]
) -> Counts:
    """Return the counts of right, predicted and gold spans, a row for each of TAGGED_TYPES."""
    network.eval()
    transitions = chain.constrain(network.transitions.numpy())
    raised = tag_biases(biases)
    counts = np.zeros((len(TAGGED_TYPES), 3), dtype=np.int64)
    for places in batches([len(e.tags) for e in examples], _WORDS, None):
        batch = collate([examples[i] for i in places], table)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=network.encoder is not None):
            emissions = network.emissions(batch).numpy()
        paths = chain.best_paths(chain.pad(emissions + raised, batch.lengths), transitions, batch.lengths)
        for place, path in zip(places, paths, strict=True):
            gold, found = set(spans_of(examples[place].tags)), set(spans_of(path))
            for span in found:
                counts[span.kind, 0] += span in gold
                counts[span.kind, 1] += 1
            for span in gold:
                counts[span.kind, 2] += 1
    return counts


def table_of(counts: Counts) -> dict[str, float]:
    """Return F1 by type, and precision, recall and F1 of all types together."""
    right, found, gold = (int(n) for n in counts.sum(axis=0))
    by_type = {kind: _f1(counts[i]) for i, kind in enumerate(TAGGED_TYPES)}
    return {"F1": _f1(counts.sum(axis=0)), "P": right / max(1, found), "R": right / max(1, gold), **by_type}


def _f1(row: Counts) -> float:
    """Return F1 of right, predicted and gold counts."""
    return float(2 * row[0] / max(1, row[1] + row[2]))
