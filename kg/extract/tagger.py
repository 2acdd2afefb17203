"""The statistical tagger, in one file: from words to spans with confidence."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from kg.extract import chain, subword_vectors
from kg.extract.bioes import TAGGED_TYPES, TAGS, spans_of
from kg.extract.document_encoder import DocumentEncoder, Encoded
from kg.extract.encoder import Encoder
from kg.extract.network import Network
from kg.extract.phrase_table import PhraseTable
from kg.extract.word_pieces import WordPieces
from kg.extract.word_table import WordTable

FORMAT = 1
# What the names of an encoder's weights begin with.
ENCODER = "encoder."
_SCALE = "/scale"
_BYTE = 127
_TINY = 1e-12

Floats = NDArray[np.float32]

# Longer texts are cut for the tagger; an abstract has about 240 words.
_MAX_WORDS = 3_000


class TaggedSpan(NamedTuple):
    """A span of words, end exclusive, its entity type, and the probability that the model gives it."""

    start: int
    end: int
    type: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Tagger:
    """A trained tagger.

    `biases`, chosen on dev, is added to the tags' scores: it trades precision for recall by type.
    """

    encoder: DocumentEncoder
    network: Network
    biases: Floats

    def tag(self, words: Sequence[str], title_words: int) -> list[TaggedSpan]:
        """Return the spans of a document of which the first `title_words` words are the title's.

        One document at a time, although many at once would be a little faster: sums in another order differ
        in their last bits, and what is found in a paper must not depend on its company.
        """
        if not words:
            return []
        # BLAS threads cost such small matrices more than they give, and worker processes use the cores.
        with _blas().limit(limits=1, user_api="blas"):
            return self._tag(self._encode(words, title_words))

    def _tag(self, encoded: Encoded) -> list[TaggedSpan]:
        """Return the spans of an encoded document."""
        length = len(encoded.rows)
        emissions = self.network.emissions([encoded], self.encoder.words) + self.biases
        padded, constrained = chain.pad(emissions, [length]), chain.constrain(self.network.transitions)
        probabilities = chain.marginals(padded, constrained).tags[0]
        path = chain.best_paths(padded, constrained, [length])[0]
        return [
            TaggedSpan(s.start, s.end, TAGGED_TYPES[s.kind], _confidence(probabilities, path, s.start, s.end))
            for s in spans_of(path)
        ]

    def _encode(self, words: Sequence[str], title_words: int) -> Encoded:
        """Return the beginning of a document in numbers."""
        self.encoder.words.trim()
        return self.encoder.encode(words[:_MAX_WORDS], min(title_words, _MAX_WORDS))


def _confidence(probabilities: NDArray[np.float32], path: NDArray[np.int64], start: int, end: int) -> float:
    """Return the probability of a span: the least of its first and last tags', to four decimals."""
    least = float(min(probabilities[start, path[start]], probabilities[end - 1, path[end - 1]]))
    return max(round(least, 4), 0.0001)


@functools.cache
def _blas() -> ThreadpoolController:
    """Return the handle on the threads of linear algebra, looked for once a process."""
    return ThreadpoolController()


def save_features(
    path: Path, *, vectors: Floats, vocabulary: Mapping[str, int], phrases: PhraseTable
) -> None:
    """Write what all taggers read words by: vectors in bytes with one scale a row, vocabulary, phrases."""
    words = sorted(vocabulary, key=vocabulary.__getitem__)
    np.savez_compressed(
        path,
        words=np.array(json.dumps(words)),
        phrases=np.array(json.dumps(phrases.phrases)),
        lexicon=phrases.lexicon,
        papers=phrases.papers,
        annotated=phrases.annotated,
        allow_pickle=False,
        **quantised("vectors", vectors),
    )


def save_weights(
    path: Path,
    *,
    weights: Mapping[str, Floats],
    settings: Mapping[str, Any],
    pieces: Sequence[str] = (),
) -> None:
    """Write a network's weights, and the word pieces of its encoder if it has one.

    The encoder's matrices are kept in bytes with one scale a row, all else in half precision.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name, w in weights.items():
        if name.startswith(ENCODER) and w.ndim > 1:
            arrays.update(quantised(f"weights/{name}", w))
        else:
            arrays[f"weights/{name}"] = w.astype(np.float16)
    facts = json.dumps({"format": FORMAT, **settings}, sort_keys=True)
    np.savez_compressed(
        path,
        allow_pickle=False,
        settings=np.array(facts),
        pieces=np.array(json.dumps(list(pieces))),
        **arrays,
    )


def quantised(name: str, matrix: Floats) -> dict[str, NDArray[Any]]:
    """Return a matrix as signed bytes and a scale for each row."""
    scale = (np.abs(matrix).max(axis=1, keepdims=True) / _BYTE).astype(np.float16).astype(np.float32)
    rounded = np.round(matrix / np.maximum(scale, _TINY)).clip(-_BYTE, _BYTE)
    return {name: rounded.astype(np.int8), f"{name}{_SCALE}": scale.astype(np.float16)}


def _arrays(data: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, Floats]:
    """Return the matrices below a prefix, those in bytes brought back to their scale."""
    found = {}
    for name in data:
        if name.startswith(prefix) and not name.endswith(_SCALE):
            matrix = data[name].astype(np.float32)
            if f"{name}{_SCALE}" in data:
                matrix *= data[f"{name}{_SCALE}"].astype(np.float32)
            found[name.removeprefix(prefix)] = matrix
    return found


def load(features: Path, weights: Path) -> Tagger:
    """Return the tagger of two files that `save_features` and `save_weights` wrote."""
    with np.load(features) as data:
        vectors = _arrays(data, "vectors")[""]
        phrases = PhraseTable(
            json.loads(str(data["phrases"])), data["lexicon"], data["papers"], data["annotated"]
        )
        vocabulary = {word: row for row, word in enumerate(json.loads(str(data["words"])), 1)}
    with np.load(weights) as data:
        settings, pieces = json.loads(str(data["settings"])), json.loads(str(data["pieces"]))
        given = _arrays(data, "weights/")
    encoder_weights = {n.removeprefix(ENCODER): w for n, w in given.items() if n.startswith(ENCODER)}
    network = Network(
        {n: w for n, w in given.items() if not n.startswith(ENCODER)},
        settings["reaches"],
        Encoder(encoder_weights) if encoder_weights else None,
    )
    table = WordTable(vocabulary, subword_vectors.lookup(vectors), vectors.shape[1])
    document_encoder = DocumentEncoder(table, phrases, WordPieces(pieces) if pieces else None)
    return Tagger(document_encoder, network, tag_biases(settings["biases"]))


def tag_biases(by_type: Mapping[str, float]) -> Floats:
    """Return the bias of each tag from that of its type; types that are not named have none."""
    return np.array([by_type.get(tag[2:], 0.0) for tag in TAGS], dtype=np.float32)
