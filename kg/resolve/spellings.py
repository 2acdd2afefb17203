"""Which short forms the papers spell out, and as what."""

from __future__ import annotations

from collections import defaultdict

# Models and datasets go by their short form once they have one; of tasks and metrics it is the long form
# that other papers use. Of 1,114 model abbreviations in 6,347 annotated papers, 138 occur without the long
# form elsewhere (a key by the long form would move those) and 81 stand for something else elsewhere too.
_KNOWN_BY_SHORT_FORM = frozenset({"Model", "Dataset"})


class Spellings:
    """The long forms of each short form and the reverse, over all papers, by type.

    Forms are given as keys; a long form that the lexicon knows as the key of its row.
    """

    def __init__(self) -> None:
        self._longs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._shorts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, kind: str, short: str, long: str, *, free: bool) -> None:
        """Note that a paper spells out a short form; `free` if neither form is the lexicon's."""
        self._longs[kind, short].add(long)
        if free:
            self._shorts[kind, long].add(short)

    def only_long(self, kind: str, short: str) -> str | None:
        """Return the long form if all papers that spell out the short form agree on it."""
        return _only(self._longs.get((kind, short)))

    def only_short(self, kind: str, long: str) -> str | None:
        """Return the free short form if all papers that abbreviate the long form agree on it."""
        return _only(self._shorts.get((kind, long)))

    def settle(self, kind: str, short: str, long: str) -> str:
        """Return the key of what a paper calls by both forms.

        It is the short form's where that is free and how such things are known, no paper spells it out
        otherwise and no paper abbreviates the long form otherwise; else it is the long form's.
        """
        one_to_one = self.only_long(kind, short) == long and self.only_short(kind, long) == short
        return short if one_to_one and kind in _KNOWN_BY_SHORT_FORM else long


def _only(found: set[str] | None) -> str | None:
    """Return the only element of a set, None for more or none."""
    return next(iter(found)) if found is not None and len(found) == 1 else None
