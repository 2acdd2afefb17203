"""Subword vectors: any string has one, made of the hashed pieces of the string (floret)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from spacy.strings import StringStore
from spacy.vectors import Vectors

# As the vectors were trained (see kg/training/vectors.py).
MIN_LENGTH, MAX_LENGTH, HASHES, SEED, BEGIN, END = 3, 5, 2, 2166136261, "<", ">"


def lookup(table: NDArray[np.float32]) -> Callable[[str], NDArray[np.float32]]:
    """Return the function that gives a string's vector, of length one, from the table of hashed pieces."""
    vectors = Vectors(
        strings=StringStore(),
        data=table,
        mode="floret",
        minn=MIN_LENGTH,
        maxn=MAX_LENGTH,
        hash_count=HASHES,
        hash_seed=SEED,
        bow=BEGIN,
        eow=END,
    )

    def vector(text: str) -> NDArray[np.float32]:
        found: NDArray[np.float32] = vectors.get_batch([text])[0]
        length = float(np.linalg.norm(found))
        return found / length if length else found

    return vector
