"""Encodes annotated papers once, and cuts them into batches of like length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from kg.extract import subword_vectors, word_table
from kg.extract.bioes import tags_of
from kg.extract.document_encoder import DocumentEncoder, Encoded
from kg.extract.phrase_table import Own, PhraseTable
from kg.extract.word_pieces import WordPieces
from kg.extract.word_table import WordTable
from kg.training.aligned import AnnotatedPaper
from kg.training.network import Batch, Pieces

MIN_PAPERS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A paper as the network reads it, with its gold tags."""

    encoded: Encoded
    tags: NDArray[np.int64]


def vocabulary(papers: Sequence[AnnotatedPaper]) -> dict[str, int]:
    """Return an embedding row for every lower-case word of at least MIN_PAPERS papers, from 1 on."""
    counts = Counter(w for paper in papers for w in {w.lower() for w in paper.words})
    return {w: i for i, w in enumerate(sorted(w for w, n in counts.items() if n >= MIN_PAPERS), 1)}


def encoder(
    words: Mapping[str, int],
    phrases: PhraseTable,
    vectors: NDArray[np.float32],
    pieces: WordPieces | None,
) -> DocumentEncoder:
    """Return the encoder of a vocabulary, phrases, subword vectors and word pieces."""
    table = WordTable(words, subword_vectors.lookup(vectors), vectors.shape[1])
    return DocumentEncoder(table, phrases, pieces)


def examples(
    papers: Sequence[AnnotatedPaper], encode: DocumentEncoder, owns: Mapping[str, Own]
) -> list[Example]:
    """Return the papers encoded; those that were counted in the phrase table, as if they had not been."""
    return [
        Example(encode.encode(p.words, p.title_words, owns.get(p.id)), tags_of(p.spans, len(p.words)))
        for p in papers
    ]


def batches(count: Sequence[int], words: int, order: np.random.Generator | None) -> Iterator[list[int]]:
    """Yield the places of documents in batches of like length and at most `words` padded words.

    With a generator, batches come in random order, and documents of nearly the same length change places.
    """
    jitter = order.uniform(0.9, 1.1, len(count)) if order is not None else 1.0
    sorted_places = np.argsort(np.asarray(count) * jitter, kind="stable")
    found: list[list[int]] = [[]]
    longest = 0
    for place in sorted_places.tolist():
        longest = max(longest, count[place])
        if found[-1] and longest * (len(found[-1]) + 1) > words:
            found.append([])
            longest = count[place]
        found[-1].append(place)
    turns = order.permutation(len(found)) if order is not None else range(len(found))
    for turn in turns:
        yield found[turn]


def collate(items: Sequence[Example], table: WordTable) -> Batch:
    """Return examples as one padded batch."""
    lengths = [len(item.tags) for item in items]
    shape = (len(items), max(lengths))
    ids = np.zeros((*shape, len(word_table.ID_COLUMNS)), dtype=np.int64)
    vectors = np.zeros((*shape, table.vectors.shape[1]), dtype=np.float32)
    width = word_table.SPELLING_WIDTH + items[0].encoded.context.shape[1]
    dense = np.zeros((*shape, width), dtype=np.float32)
    groups, tags = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    used = 1
    for i, (item, length) in enumerate(zip(items, lengths, strict=True)):
        rows = item.encoded.rows
        ids[i, :length] = table.ids[rows]
        vectors[i, :length] = table.vectors[rows]
        dense[i, :length, : word_table.SPELLING_WIDTH] = table.spelling[rows]
        dense[i, :length, word_table.SPELLING_WIDTH :] = item.encoded.context
        groups[i, :length] = item.encoded.groups + used
        used += int(item.encoded.groups.max(initial=-1)) + 1
        tags[i, :length] = item.tags
    of = torch.from_numpy
    return Batch(of(ids), of(vectors), of(dense), of(groups), lengths, of(tags), _pieces(items, shape))


def _pieces(items: Sequence[Example], shape: tuple[int, int]) -> Pieces | None:
    """Return the examples' word pieces as one padded batch, if they have any."""
    split = [item.encoded.pieces for item in items if item.encoded.pieces is not None]
    if not split:
        return None
    lengths = [len(ids) for ids, _ in split]
    ids = np.zeros((len(split), max(lengths)), dtype=np.int64)
    places = np.zeros(shape, dtype=np.int64)
    for i, (mine, at) in enumerate(split):
        ids[i, : len(mine)] = mine
        places[i, : len(at)] = at
    return Pieces(torch.from_numpy(ids), lengths, torch.from_numpy(places))
