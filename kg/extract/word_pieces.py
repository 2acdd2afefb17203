"""Splits words into the pieces that an uncased BERT vocabulary has (greedy, longest first)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_CLASSES = re.compile(r"\w+|[^\w\s]|_", re.UNICODE)
_SIGNS = frozenset(("[PAD]", "[UNK]", "[CLS]", "[SEP]"))
_MAX_CHARACTERS = 60
_MAX_CACHED = 100_000


class WordPieces:
    """Turns words into ids of pieces."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._pieces = tuple(vocabulary)
        self._ids = {piece: i for i, piece in enumerate(vocabulary)}
        self.start, self.end, self.unknown = (self._ids[p] for p in ("[CLS]", "[SEP]", "[UNK]"))
        self._cache: dict[str, tuple[int, ...]] = {}

    def word(self, word: str) -> tuple[int, ...]:
        """Return the pieces of one word; at least one."""
        found = self._cache.get(word)
        if found is None:
            plain = "".join(
                c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn"
            )
            parts = [p for part in _CLASSES.findall(plain) for p in self._part(part)]
            found = tuple(parts) or (self.unknown,)
            if len(self._cache) < _MAX_CACHED and len(word) <= _MAX_CHARACTERS:
                self._cache[word] = found
        return found

    def _part(self, part: str) -> list[int]:
        """Return the pieces of a run of word characters or one sign."""
        if len(part) > _MAX_CHARACTERS:
            return [self.unknown]
        pieces, start = [], 0
        while start < len(part):
            prefix = "##" if start else ""
            for end in range(len(part), start, -1):
                piece = self._ids.get(prefix + part[start:end])
                if piece is not None:
                    pieces.append(piece)
                    start = end
                    break
            else:
                return [self.unknown]
        return pieces

    def only(self, words: Iterable[str]) -> tuple[list[str], list[int]]:
        """Return the pieces that words need, with all single characters and signs, and their ids here."""
        needed = {i for word in words for i in self.word(word)}
        always = {i for i, p in enumerate(self._pieces) if p in _SIGNS or len(p.removeprefix("##")) == 1}
        ids = sorted(needed | always)
        return [self._pieces[i] for i in ids], ids

    def document(self, words: Sequence[str], most: int) -> tuple[list[int], list[int]]:
        """Return a document's pieces, framed and cut at `most`, and the place of each word's first piece.

        Words beyond the cut are placed at 0, the frame's start.
        """
        pieces, places = [self.start], []
        for word in words:
            found = self.word(word)
            if len(pieces) + len(found) + 1 > most:
                places.append(0)
                continue
            places.append(len(pieces))
            pieces.extend(found)
        pieces.append(self.end)
        return pieces, places
