"""Trains the subword vectors on plain abstracts with floret, and reads what it writes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extract.subword_vectors import HASHES, MAX_LENGTH, MIN_LENGTH
from kg.training.config import Vectors


def write_text(texts: Iterable[Iterable[str]], path: Path) -> None:
    """Write one document a line, its words in lower case."""
    with path.open("w", encoding="utf-8") as out:
        for words in texts:
            out.write(" ".join(w.lower() for w in words if not w.isspace()) + "\n")


def train(text: Path, out: Path, settings: Vectors, *, threads: int) -> None:
    """Train skip-gram vectors on a text of one document a line. One thread makes it repeatable."""
    import floret  # noqa: PLC0415 - an extra, needed for this step alone

    model = floret.train_unsupervised(
        str(text),
        model="skipgram",
        mode="floret",
        hashCount=HASHES,
        bucket=settings.rows,
        minn=MIN_LENGTH,
        maxn=MAX_LENGTH,
        dim=settings.width,
        epoch=settings.epochs,
        minCount=3,
        ws=4,
        thread=threads,
    )
    model.save_floret_vectors(str(out))


def read(path: Path) -> NDArray[np.float32]:
    """Return the table of hashed pieces that `train` wrote."""
    with path.open(encoding="utf-8") as lines:
        rows, width = (int(part) for part in next(lines).split()[:2])
        table = np.zeros((rows, width), dtype=np.float32)
        for line in lines:
            row, _, values = line.partition(" ")
            table[int(row)] = np.fromstring(values, dtype=np.float32, sep=" ")
    return table
