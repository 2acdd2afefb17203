"""The tagger's network at run time, in NumPy; kg/training/network.py is its twin that can be trained.

Documents of a batch stand one after another in one array, with gaps as wide as the furthest reach of a
layer between them, so that no work goes into padding and no document sees another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.extract.document_encoder import Encoded
from kg.extract.encoder import Encoder
from kg.extract.word_table import WordTable

Floats = NDArray[np.float32]

_EPSILON = np.float32(1e-5)
_PARTS = ("near", "far")


class Network:
    """Scores tags with the weights that training wrote, by their names there."""

    def __init__(
        self, weights: Mapping[str, Floats], reaches: Sequence[int], encoder: Encoder | None = None
    ) -> None:
        self._weights = {name: np.ascontiguousarray(w, dtype=np.float32) for name, w in weights.items()}
        # Matrices are stored (out, in) and used the other way round.
        for name in [
            n for n, w in self._weights.items() if n.endswith("weight") and w.ndim > 1 and _is_matrix(n)
        ]:
            self._weights[name] = np.ascontiguousarray(self._weights[name].T)
        self._reaches = tuple(reaches)
        self._encoder = encoder

    @property
    def transitions(self) -> Floats:
        """The scores of (tag, next tag)."""
        return self._weights["transitions"]

    def emissions(self, documents: Sequence[Encoded], table: WordTable) -> Floats:
        """Return (document, place, tag) scores; those beyond a document's end are zero."""
        lengths = [len(d.rows) for d in documents]
        places, mask = _places(lengths, max(self._reaches))
        x = np.zeros((len(mask), self._weights["into.bias"].shape[0]), dtype=np.float32)
        x[places] = self._linear("into", self._inputs(documents, table))
        if self._encoder is not None:
            states = [self._encoder.states(*d.pieces) for d in documents if d.pieces is not None]
            x[places] += self._linear("read", np.concatenate(states))
        x = self._blocks("near", x, mask)
        x[places] += self._linear("recall", _memory(x[places], _groups(documents)))
        x = self._blocks("far", x, mask)
        scores = self._linear("out", self._norm("norm", x[places]))
        padded = np.zeros((len(lengths), max(lengths), scores.shape[1]), dtype=np.float32)
        at = 0
        for i, length in enumerate(lengths):
            padded[i, :length] = scores[at : at + length]
            at += length
        return padded

    def _inputs(self, documents: Sequence[Encoded], table: WordTable) -> Floats:
        """Return the embeddings and features of all words."""
        rows = np.concatenate([d.rows for d in documents])
        ids = table.ids[rows]
        embedded = [
            self._weights[f"{n}.weight"][ids[:, i]]
            for i, n in enumerate(("word", "prefix", "suffix", "form"))
        ]
        context = np.concatenate([d.context for d in documents])
        return np.concatenate([table.vectors[rows], *embedded, table.spelling[rows], context], axis=1)

    def _linear(self, name: str, x: Floats) -> Floats:
        """Return x through a linear layer."""
        y: Floats = x @ self._weights[f"{name}.weight"]
        y += self._weights[f"{name}.bias"]
        return y

    def _norm(self, name: str, x: Floats) -> Floats:
        """Return x with each word's values brought to mean zero and variance one, then scaled."""
        centred = x - x.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(x.shape[1])
        scale = self._weights[f"{name}.weight"]
        normed: Floats = centred * (scale / np.sqrt(variance + _EPSILON)) + self._weights[f"{name}.bias"]
        return normed

    def _blocks(self, part: str, x: Floats, mask: Floats) -> Floats:
        """Return x through the residual layers of one part."""
        for number, reach in enumerate(self._reaches):
            y = self._norm(f"{part}.{number}.norm", x) * mask
            around = np.zeros((len(y), 3 * y.shape[1]), dtype=np.float32)
            width = y.shape[1]
            around[reach:, :width] = y[:-reach]
            around[:, width : 2 * width] = y
            around[:-reach, 2 * width :] = y[reach:]
            mixed = self._linear(f"{part}.{number}.mix", around)
            gate = mixed[:, width:]
            np.negative(gate, out=gate)
            np.exp(gate, out=gate)
            gate += 1
            x = x + mixed[:, :width] / gate
        return x


def _is_matrix(name: str) -> bool:
    """Return whether a weight is a linear layer's, not an embedding's."""
    return not name.startswith(("word.", "prefix.", "suffix.", "form."))


def _places(lengths: Sequence[int], gap: int) -> tuple[NDArray[np.int64], Floats]:
    """Return where the documents' words stand in the array, and its mask: one on words, zero in gaps."""
    starts = np.cumsum([0, *(length + gap for length in lengths)])
    places = np.concatenate([np.arange(s, s + length) for s, length in zip(starts, lengths, strict=False)])
    mask = np.zeros((int(starts[-1]), 1), dtype=np.float32)
    mask[places] = 1.0
    return places, mask


def _groups(documents: Sequence[Encoded]) -> NDArray[np.int64]:
    """Return the documents' groups of equal words, numbered through."""
    found, used = [], 0
    for document in documents:
        found.append(document.groups + used)
        used += int(document.groups.max(initial=-1)) + 1
    return np.concatenate(found)


def _memory(states: Floats, groups: NDArray[np.int64]) -> Floats:
    """Return for each word the mean state of its group."""
    order = np.argsort(groups, kind="stable")
    sizes = np.bincount(groups)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    sums: Floats = np.add.reduceat(states[order], starts, axis=0)
    means: Floats = np.divide(sums, sizes[:, None], dtype=np.float32)
    found: Floats = means[groups]
    return found
