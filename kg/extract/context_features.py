"""What a word's place in its document says: title, brackets, repetition, abbreviations, cues."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

COLUMNS = (
    "in title",
    "title before colon",
    "sentence start",
    "before bracket",
    "alone in brackets",
    "occurrences",
    "also in title",
    "also alone in brackets",
    "also before colon",
    "also in lower case",
    "position",
    "capitalised title",
    "after a proposing word",
    "after a comparing word",
    "short form",
    "long form",
)
WIDTH = len(COLUMNS)

_PROPOSING = frozenset(
    (
        *("introduce", "introduces", "introducing", "introduced", "present", "presents", "presenting"),
        *("propose", "proposes", "proposing", "proposed", "named", "called", "dubbed", "termed"),
        *("develop", "develops", "release", "releases"),
    )
)
_COMPARING = frozenset(
    (
        *("outperform", "outperforms", "outperforming", "surpass", "surpasses", "surpassing", "than"),
        *("baselines", "baseline", "over", "on", "across", "including", "achieves", "achieving", "evaluated"),
    )
)
_REACH = 6
_LONG_DOCUMENT = 400.0
_MANY = 8
_MIN_SHORT, _MAX_SHORT, _EXTRA_WORDS = 2, 10, 5


def features(words: Sequence[str], norms: Sequence[str], title_words: int) -> NDArray[np.float32]:
    """Return a row of WIDTH for each word; the first `title_words` are the title's."""
    rows = np.zeros((len(words), WIDTH), dtype=np.float32)
    if not words:
        return rows
    colon = next((i for i in range(title_words) if words[i] == ":"), 0)
    rows[:title_words, 0] = 1.0
    rows[:colon, 1] = 1.0
    before = [".", *words[:-1]]
    after = [*words[1:], "."]
    rows[:, 2] = [w in ".!?\n:" for w in before]
    rows[:, 3] = [w == "(" for w in after]
    alone = [b == "(" and a == ")" for b, a in zip(before, after, strict=True)]
    rows[:, 4] = alone
    counts = Counter(norms)
    rows[:, 5] = [min(counts[n], _MANY) / _MANY for n in norms]
    in_title = set(norms[:title_words])
    rows[title_words:, 6] = [n in in_title for n in norms[title_words:]]
    bracketed = {n for n, a in zip(norms, alone, strict=True) if a}
    rows[:, 7] = [n in bracketed for n in norms]
    named = set(norms[:colon])
    rows[colon:, 8] = [n in named for n in norms[colon:]]
    lower = {n for n, w in zip(norms, words, strict=True) if w.islower()}
    rows[:, 9] = [n in lower for n in norms]
    rows[:, 10] = np.arange(len(words)) / _LONG_DOCUMENT
    letters = [w for w in words[:title_words] if w[:1].isalpha()]
    rows[:, 11] = sum(w[:1].isupper() for w in letters) / max(1, len(letters))
    for column, cues in ((12, _PROPOSING), (13, _COMPARING)):
        for at, word in enumerate(words):
            if word.lower() in cues:
                rows[at + 1 : at + 1 + _REACH, column] = 1.0
    _mark_abbreviations(rows, words, norms)
    return rows


def _mark_abbreviations(rows: NDArray[np.float32], words: Sequence[str], norms: Sequence[str]) -> None:
    """Fill the columns of short and long forms, at every occurrence of the short form."""
    shorts = set()
    for start, end, short in abbreviations(words):
        rows[start:end, 15] = 1.0
        shorts.add(norms[short])
    if shorts:
        rows[:, 14] = [n in shorts for n in norms]


def abbreviations(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield (first word, last word + 1 of the long form, place of the short form) for each "long form (SF)".

    After Schwartz and Hearst (2003): the short form's letters are found in the words before the
    bracket from right to left, its first letter at the start of a word.
    """
    for bracket, word in enumerate(words):
        if word != "(" or bracket + 2 >= len(words) or words[bracket + 2] not in ");,":
            continue
        short = words[bracket + 1]
        letters = [c for c in short.lower() if c.isalnum()]
        if short.endswith("s") and short[:-1].isupper():
            letters.pop()
        if not (_MIN_SHORT <= len(letters) <= _MAX_SHORT and any(map(str.isupper, short))):
            continue
        start = _long_form(words, bracket, letters)
        if start is not None:
            yield start, bracket, bracket + 1


def _long_form(words: Sequence[str], end: int, letters: Sequence[str]) -> int | None:
    """Return where the long form of these letters that ends before `end` begins, if there is one."""
    remaining = len(letters)
    for at in range(end - 1, max(-1, end - 2 * len(letters) - _EXTRA_WORDS), -1):
        word = words[at].lower()
        if word in ".!?();":
            return None
        place = len(word)
        while remaining > 1:
            place = word.rfind(letters[remaining - 1], 0, place)
            if place < 0:
                break
            remaining -= 1
            if place == 0:
                break
        if remaining == 1 and place != 0 and word[:1] == letters[0]:
            return at
    return None


def groups(norms: Sequence[str]) -> NDArray[np.int64]:
    """Return for each word the place of its first occurrence, counted among distinct words."""
    numbers: dict[str, int] = defaultdict()
    return np.array([numbers.setdefault(n, len(numbers)) for n in norms], dtype=np.int64)
