"""What the tagger knows of a word by itself: embedding rows, spelling flags and a subword vector.

A word's features are computed once and kept; a document is then a row of indices into the table.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# Words seen since start; beyond it the table forgets all and starts anew, so that a stream of
# distinct words cannot fill the memory (100,000 words take about 60 MB).
MAX_WORDS = 100_000
# Of a longer word, a URL or noise, only the beginning is read.
MAX_LENGTH = 100
# Rows of the hashed embeddings: about as many prefixes and suffixes occur in 7,600 abstracts.
HASH_ROWS = 2_000
_AFFIX = 3
_SHAPE_RUN = 3
_LONG = 12.0

_PLURAL = re.compile(r"[a-z]{3,}s$")
_NO_PLURAL = re.compile(r"(?:ss|us|is)$")

# (name, test) of each spelling flag; the length of the word follows them.
SPELLING: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("lower", str.islower),
    ("upper", lambda w: w.isupper() and len(w) > 1),
    ("title", lambda w: w.istitle() and len(w) > 1),
    ("single capital", lambda w: w.isupper() and len(w) == 1),
    ("inner capital", lambda w: any(a.islower() and b.isupper() for a, b in pairwise(w))),
    ("two capitals", lambda w: sum(map(str.isupper, w)) > 1),
    ("digit", lambda w: any(map(str.isdigit, w))),
    ("number", lambda w: w[:1].isdigit()),
    ("letters and digits", lambda w: any(map(str.isdigit, w)) and any(map(str.isalpha, w))),
    ("hyphen", lambda w: "-" in w and len(w) > 1),
    ("no letter or digit", lambda w: not any(map(str.isalnum, w))),
    ("bracket", lambda w: w in "()[]{}"),
    ("stop", lambda w: w in ".!?"),
    ("latex", lambda w: w[:1] in "\\$"),
    ("url", lambda w: "://" in w or w.startswith("www.")),
    ("plural", lambda w: bool(_PLURAL.search(w))),
)
SPELLING_WIDTH = len(SPELLING) + 1
ID_COLUMNS = ("word", "prefix", "suffix", "shape")
UNKNOWN_WORD = 0


def norm(word: str) -> str:
    """Return a word in lower case without a plural ending."""
    low = word.lower()
    return low[:-1] if _PLURAL.fullmatch(low) and not _NO_PLURAL.search(low) else low


def shape(word: str) -> str:
    """Return the classes of a word's characters, runs cut to three: "Qwen2.5" is "Xxxxd.d"."""
    classes: list[str] = []
    run = 0
    for char in word:
        kind = "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char
        run = run + 1 if classes and classes[-1] == kind else 1
        if run <= _SHAPE_RUN:
            classes.append(kind)
    return "".join(classes)


def _row(kind: str, text: str) -> int:
    """Return the row of a string in a hashed embedding; the same on every machine."""
    return zlib.crc32(f"{kind}:{text}".encode("utf-8", "surrogatepass")) % HASH_ROWS


class WordTable:
    """Grows by the words it is asked for; `ids`, `spelling` and `vectors` are its columns.

    `vocabulary` gives the embedding rows of known lower-case words (row 0 is for all others); `vector`
    the subword vector of a lower-case word.
    """

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        vector: Callable[[str], NDArray[np.float32]],
        width: int,
    ) -> None:
        self._vocabulary = vocabulary
        self._vector = vector
        self._index: dict[str, int] = {}
        self._norms: list[str] = []
        self.ids = np.zeros((1024, len(ID_COLUMNS)), dtype=np.int64)
        self.spelling = np.zeros((1024, SPELLING_WIDTH), dtype=np.float32)
        self.vectors = np.zeros((1024, width), dtype=np.float32)

    def __len__(self) -> int:
        return len(self._norms)

    def rows(self, words: Sequence[str]) -> NDArray[np.int64]:
        """Return the rows of words, added where they are new."""
        index = self._index
        short = [w if len(w) <= MAX_LENGTH else w[:MAX_LENGTH] for w in words]
        return np.array([index[w] if w in index else self._add(w) for w in short], dtype=np.int64)

    def trim(self) -> None:
        """Forget all words if they are many. Rows given out before are void then."""
        if len(self._norms) > MAX_WORDS:
            self._index.clear()
            self._norms.clear()

    def norms(self, rows: NDArray[np.int64]) -> list[str]:
        """Return the normalised words of rows."""
        names = self._norms
        return [names[r] for r in rows]

    def _add(self, word: str) -> int:
        """Append a word and return its row."""
        row = len(self._norms)
        if row == len(self.ids):
            for column in ("ids", "spelling", "vectors"):
                old = getattr(self, column)
                setattr(self, column, np.concatenate([old, np.zeros_like(old)]))
        low = word.lower()
        self.ids[row] = (
            self._vocabulary.get(low, UNKNOWN_WORD),
            _row("prefix", word[:_AFFIX]),
            _row("suffix", low[-_AFFIX:]),
            _row("shape", shape(word)),
        )
        self.spelling[row, :-1] = [test(word) for _, test in SPELLING]
        self.spelling[row, -1] = min(len(word), _LONG) / _LONG
        self.vectors[row] = self._vector(low)
        self._norms.append(norm(word))
        self._index[word] = row
        return row
