"""A small BERT in NumPy, at run time; kg/training/encoder.py is its twin that can be fine-tuned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MAX_PIECES = 512
_HEADS = 12
_EPSILON = np.float32(1e-12)
_GELU = np.float32(0.7978845608)
_GELU_CUBE = np.float32(0.044715)


class Encoder:
    """Turns word pieces into states, one document at a time: no work goes into padding."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._weights = {
            name: np.ascontiguousarray(
                w.T if w.ndim > 1 and name.startswith("layers") else w, dtype=np.float32
            )
            for name, w in weights.items()
        }
        self._layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))

    def states(self, pieces: Sequence[int], places: Sequence[int]) -> Floats:
        """Return the state of each word, which is that of its first piece: `places` says where that is."""
        w = self._weights
        x = self._norm("norm", w["piece.weight"][np.asarray(pieces)] + w["place.weight"][: len(pieces)])
        for number in range(self._layers):
            x = self._layer(f"layers.{number}.", x)
        found: Floats = x[np.asarray(places)]
        return found

    def _layer(self, name: str, x: Floats) -> Floats:
        """Return x through one layer."""
        count, width = x.shape
        each = width // _HEADS
        qkv = self._linear(f"{name}qkv", x).reshape(count, 3, _HEADS, each).transpose(1, 2, 0, 3)
        scores = qkv[0] @ qkv[1].transpose(0, 2, 1)
        scores *= np.float32(each**-0.5)
        scores -= scores.max(axis=2, keepdims=True)
        np.exp(scores, out=scores)
        mixed = (scores @ qkv[2]) / scores.sum(axis=2, keepdims=True)
        x = self._norm(
            f"{name}norm1", x + self._linear(f"{name}join", mixed.transpose(1, 0, 2).reshape(count, width))
        )
        inner = _gelu(self._linear(f"{name}up", x))
        return self._norm(f"{name}norm2", x + self._linear(f"{name}down", inner))

    def _linear(self, name: str, x: Floats) -> Floats:
        """Return x through a linear layer."""
        y: Floats = x @ self._weights[f"{name}.weight"]
        y += self._weights[f"{name}.bias"]
        return y

    def _norm(self, name: str, x: Floats) -> Floats:
        """Return x with each piece's values brought to mean zero and variance one, then scaled."""
        centred: Floats = x - x.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(x.shape[1])
        centred *= self._weights[f"{name}.weight"] / np.sqrt(variance + _EPSILON)
        centred += self._weights[f"{name}.bias"]
        return centred


def _gelu(x: Floats) -> Floats:
    """Return the Gaussian error linear unit, by its usual approximation with a hyperbolic tangent."""
    inner: Floats = x * x
    inner *= _GELU_CUBE
    inner += 1
    inner *= x
    inner *= _GELU
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner
