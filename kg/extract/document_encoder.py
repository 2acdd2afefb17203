"""Turns the words of a document into the numbers that the tagger's network reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract import context_features, phrase_table
from kg.extract.encoder import MAX_PIECES
from kg.extract.phrase_table import Own, PhraseTable
from kg.extract.word_pieces import WordPieces
from kg.extract.word_table import SPELLING_WIDTH, WordTable

# Width of what a word's spelling, place and phrases say, beside its embeddings and vector.
DENSE_WIDTH = SPELLING_WIDTH + context_features.WIDTH + phrase_table.WIDTH


@dataclass(frozen=True, slots=True)
class Encoded:
    """A document: each word's row in the word table, features in context, and group of equal words."""

    rows: NDArray[np.int64]
    context: NDArray[np.float32]
    groups: NDArray[np.int64]
    pieces: tuple[list[int], list[int]] | None = None


@dataclass(frozen=True, slots=True)
class DocumentEncoder:
    """Makes the features of documents with a word and a phrase table, and word pieces for an encoder."""

    words: WordTable
    phrases: PhraseTable
    pieces: WordPieces | None = None

    def encode(self, words: Sequence[str], title_words: int, own: Own | None = None) -> Encoded:
        """Return a document's numbers; `own` is what this document added to the phrase table, if it did."""
        rows = self.words.rows(words)
        norms = self.words.norms(rows)
        context = np.concatenate(
            [context_features.features(words, norms, title_words), self.phrases.features(norms, own)], axis=1
        )
        pieces = None if self.pieces is None else self.pieces.document(words, MAX_PIECES)
        return Encoded(rows, context, context_features.groups(norms), pieces)
