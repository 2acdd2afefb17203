"""What a paper itself says of the name of each of its entities."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from kg import keys
from kg.records import Extraction, Paper

# With these roles a paper says that the thing is its own.
_COINING_ROLES = frozenset({"proposed", "introduced"})
# Papers repeat names; this many distinct ones are remembered (some 30 MB).
_REMEMBERED = 200_000


@functools.lru_cache(maxsize=_REMEMBERED)
def key(name: str) -> str:
    """Return `keys.key(name)`, remembered."""
    return keys.key(name)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form that a paper defines, with its long form."""

    short: str
    long: str

    @property
    def keys(self) -> tuple[str, str]:
        """The keys of both forms."""
        return key(self.short), key(self.long)


@dataclass(frozen=True, slots=True)
class Reading:
    """An entity of a paper, as far as its name goes.

    `forms` are its name and the other strings that the paper mentions it by; `coined` is true where the
    paper proposes or introduces it; `abbreviations` are the paper's that hold one of the forms, those that
    hold its name first.
    """

    type: str
    name: str
    coined: bool
    forms: tuple[str, ...]
    abbreviations: tuple[Abbreviation, ...]

    @property
    def key(self) -> str:
        """The key of its name."""
        return key(self.name)

    @property
    def abbreviation(self) -> Abbreviation | None:
        """The abbreviation that its name is a half of, if the paper defines one."""
        first = next(iter(self.abbreviations), None)
        return first if first is not None and self.key in first.keys else None

    @property
    def expansions(self) -> Iterator[str]:
        """The short and long forms that the paper equates with one of the forms."""
        for abbreviation in self.abbreviations:
            yield abbreviation.long
            yield abbreviation.short


def readings(paper: Paper, extraction: Extraction) -> tuple[Reading, ...]:
    """Return the readings of a paper's entities, in their order."""
    text = paper.text
    defined = [Abbreviation(_words(short), _words(long)) for short, long in extraction.abbreviations]
    defined = [a for a in defined if a.keys[0] != a.keys[1]]
    found = []
    for entity in extraction.entities:
        name = _words(entity.name)
        mentioned = (_words(text[m.start : m.end]) for m in entity.mentions)
        forms = tuple(dict.fromkeys(form for form in (name, *mentioned) if form))
        form_keys = {key(form) for form in forms}
        known = sorted(
            (a for a in defined if not form_keys.isdisjoint(a.keys)), key=lambda a: key(name) not in a.keys
        )
        found.append(Reading(entity.type, name, entity.role in _COINING_ROLES, forms, tuple(known)))
    return tuple(found)


def _words(text: str) -> str:
    """Return text with each run of white space as one space: names are wrapped anywhere in abstracts."""
    return " ".join(text.split())
