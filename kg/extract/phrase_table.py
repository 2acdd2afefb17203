"""Known phrases and what annotated papers made of them: the tagger's lexicon features.

A phrase is a form of the lexicon or a string that was annotated. For each it is counted in how many
annotated papers it occurs, and in how many it is annotated as each type. When features are made of a
paper that was counted itself, its own counts are taken out first, so that the tagger learns how far to
believe the table about papers it has not seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.bioes import TAGGED_TYPES

# A phrase is given the benefit of SMOOTHING papers that went as its prior says.
SMOOTHING = 2.0
LEXICON_PRIOR = 0.5
AMBIGUOUS_PRIOR = 0.25
OBSERVED_PRIOR = 0.3
# A phrase annotated as a type in fewer of its papers than this says nothing of that type.
_LEAST = 0.02
_MAX_WORDS = 12
_PER_TYPE = 6
WIDTH = _PER_TYPE * len(TAGGED_TYPES)
_SKIPPED = frozenset("-‐‑–\n")
_NO_PHRASE = -1


@dataclass(frozen=True, slots=True)
class Own:
    """What one annotated paper added to the counts: the types that each phrase is annotated as."""

    annotated: Mapping[str, frozenset[int]]


class PhraseTable:
    """Finds known phrases in normalised words.

    `phrases` are normalised words joined by spaces. `lexicon` is, by phrase and type, 0 for a phrase that
    the lexicon does not have, 1 for an ambiguous form and 2 for a sure one. `papers` and `annotated` are
    the counts.
    """

    def __init__(
        self,
        phrases: Sequence[str],
        lexicon: NDArray[np.int8],
        papers: NDArray[np.int32],
        annotated: NDArray[np.int32],
    ) -> None:
        self.phrases = list(phrases)
        self.lexicon, self.papers, self.annotated = lexicon, papers, annotated
        self._ids: dict[str, int] = {}
        for number, phrase in enumerate(self.phrases):
            words = phrase.split(" ")
            for end in range(1, len(words)):
                self._ids.setdefault(" ".join(words[:end]), _NO_PHRASE)
            self._ids[phrase] = number
        self._cache: dict[int, list[tuple[float, ...] | None]] = {}

    def row(self, phrase: str) -> int | None:
        """Return the row of a phrase, None where the table does not have it."""
        found = self._ids.get(phrase, _NO_PHRASE)
        return None if found == _NO_PHRASE else found

    def find(self, norms: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Yield (first word, last word + 1, phrase) of every match, nested ones included, in order."""
        ids = self._ids
        for start, word in enumerate(norms):
            found = ids.get(word)
            if found is None:
                continue
            key, end = word, start + 1
            while found is not None:
                if found != _NO_PHRASE:
                    yield start, end, found
                while end < len(norms) and norms[end] in _SKIPPED:
                    end += 1
                if end >= len(norms) or end - start >= _MAX_WORDS:
                    break
                key = f"{key} {norms[end]}"
                end += 1
                found = ids.get(key)

    def features(self, norms: Sequence[str], own: Own | None = None) -> NDArray[np.float32]:
        """Return a row of WIDTH for each word: by type, the longest phrases, from left to right.

        The columns are: begins, goes on, ends; share of papers where it is annotated so; how many papers
        that rests on; standing in the lexicon.
        """
        rows = np.zeros((len(norms), WIDTH), dtype=np.float32)
        by_start: dict[int, list[tuple[int, int]]] = {}
        for start, end, phrase in self.find(norms):
            by_start.setdefault(start, []).append((end, phrase))
        free = [0] * len(TAGGED_TYPES)
        for start, found in by_start.items():
            for end, phrase in reversed(found):
                values = self._values(phrase) if own is None else self._own_values(phrase, own)
                for kind, value in enumerate(values):
                    if value is not None and free[kind] <= start:
                        at = kind * _PER_TYPE
                        rows[start, at] = 1.0
                        rows[start + 1 : end, at + 1] = 1.0
                        rows[end - 1, at + 2] = 1.0
                        rows[start:end, at + 3 : at + _PER_TYPE] = value
                        free[kind] = end
        return rows

    def _values(self, phrase: int) -> list[tuple[float, ...] | None]:
        """Return the last three columns of each type, None where the phrase says nothing of it."""
        if phrase not in self._cache:
            self._cache[phrase] = [
                self._value(phrase, kind, int(self.papers[phrase]), int(self.annotated[phrase, kind]))
                for kind in range(len(TAGGED_TYPES))
            ]
        return self._cache[phrase]

    def _own_values(self, phrase: int, own: Own) -> list[tuple[float, ...] | None]:
        """Return the same for a paper that was counted, without its own counts."""
        kinds = own.annotated.get(self.phrases[phrase], frozenset())
        papers = int(self.papers[phrase]) - 1
        return [
            self._value(phrase, kind, papers, int(self.annotated[phrase, kind]) - (kind in kinds))
            for kind in range(len(TAGGED_TYPES))
        ]

    def _value(self, phrase: int, kind: int, papers: int, annotated: int) -> tuple[float, ...] | None:
        """Return the last three columns of one type."""
        standing = int(self.lexicon[phrase, kind])
        if not standing and annotated <= _LEAST * papers:
            return None
        prior = (OBSERVED_PRIOR, AMBIGUOUS_PRIOR, LEXICON_PRIOR)[standing]
        share = (annotated + SMOOTHING * prior) / (papers + SMOOTHING)
        return share, math.log1p(papers) / 5.0, standing / 2.0


def phrase_of(norms: Sequence[str]) -> str:
    """Return the phrase of normalised words, in the form that tables hold it."""
    return " ".join(n for n in norms if n not in _SKIPPED and not n.isspace())
