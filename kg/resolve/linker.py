"""Decides which entity of the graph each entity of a paper is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg import repository_urls
from kg.records import Extraction, Link, Paper, Resolution
from kg.resolve import knowledge_base
from kg.resolve.entities import describe, own_key
from kg.resolve.knowledge_base import KnowledgeBase
from kg.resolve.reading import Reading, key, readings
from kg.resolve.spellings import Spellings

# How far each reason is trusted. They order the reasons; no threshold is drawn between them yet.
_SCORES: Mapping[str, float] = {
    "lexicon name": 1.0,
    "lexicon alias": 0.95,
    "own abbreviation": 0.9,
    "abbreviation elsewhere": 0.7,
    "new": 0.8,
    "url": 1.0,
}


def resolve(papers: Iterable[Paper], extractions: Mapping[str, Extraction]) -> Resolution:
    """Return the entities that papers speak of, and a link to one for each entity of each extraction.

    A name is looked for in the lexicon first: as the paper's catalogue name of the thing, then by the other
    strings that mention it, then by the short and long forms that the paper equates with those. What is
    not there becomes an entity of its own, with the key of its name; a short form that papers spell out
    shares its entity with the long form.

    The outcome does not depend on the order of papers. Adding a paper moves what is already there to
    another key only where it spells out a short form otherwise than all papers before, or as the first.

    Raises KeyError for a paper without an extraction.
    """
    base = knowledge_base.load()
    read = {paper.id: readings(paper, extractions[paper.id]) for paper in papers}
    linker = _Linker(base, read.values())
    links = {paper: tuple(linker.link(paper, reading) for reading in read[paper]) for paper in sorted(read)}
    return Resolution(describe(base, read, links), links)


class _Linker:
    """Links readings, given all readings of all papers."""

    def __init__(self, base: KnowledgeBase, all_readings: Iterable[Sequence[Reading]]) -> None:
        self._base = base
        self._spellings = Spellings()
        for paper_readings in all_readings:
            for reading in paper_readings:
                self._learn(reading)

    def link(self, paper: str, reading: Reading) -> Link:
        """Return the decision on a paper's entity."""
        if reading.type == "Repo":
            return _link(repository_urls.canonical_key(reading.name), "url")
        known = self._known(reading)
        if known is not None:
            return known
        found, reason = self._unknown(reading)
        if self._base.row(reading.type, found) is not None and reason != "abbreviation elsewhere":
            # Only spelled like an ambiguous row of the lexicon: what it is, its paper alone knows.
            return _link(own_key(found, paper), "new")
        return _link(found, reason)

    def _learn(self, reading: Reading) -> None:
        """Note how the reading's paper spells out its name."""
        abbreviation = reading.abbreviation
        if abbreviation is None:
            return
        short, long = abbreviation.keys
        known = self._known(reading)
        if known is not None:
            self._spellings.add(reading.type, short, known.key, free=False)
        elif self._base.row(reading.type, long) is None:
            free = self._base.row(reading.type, short) is None
            self._spellings.add(reading.type, short, long, free=free)

    def _known(self, reading: Reading) -> Link | None:
        """Return the link to the row of the lexicon that a reading names.

        Forms that the lexicon calls ambiguous are not enough for what the paper coined itself or spells
        out as something else.
        """
        ambiguous = not reading.coined and reading.abbreviation is None
        for form in reading.forms:
            match = self._base.find(reading.type, form, ambiguous=ambiguous)
            if match is not None:
                return _link(key(match.row.name), match.reason)
        for form in reading.expansions:
            match = self._base.find(reading.type, form, ambiguous=False)
            if match is not None:
                return _link(key(match.row.name), "own abbreviation")
        return None

    def _unknown(self, reading: Reading) -> tuple[str, str]:
        """Return key and reason for a reading that the lexicon does not know."""
        kind, name = reading.type, reading.key
        if reading.abbreviation is not None:
            short, long = reading.abbreviation.keys
            return self._spellings.settle(kind, short, long), "own abbreviation"
        long_elsewhere = self._spellings.only_long(kind, name)
        if long_elsewhere is not None and not reading.coined:
            return self._spellings.settle(kind, name, long_elsewhere), "abbreviation elsewhere"
        short_elsewhere = self._spellings.only_short(kind, name)
        if short_elsewhere is not None:
            return self._spellings.settle(kind, short_elsewhere, name), "abbreviation elsewhere"
        return name, "new"


def _link(entity_key: str, reason: str) -> Link:
    """Return the link to a key, with the score of its reason."""
    return Link(entity_key, reason, _SCORES[reason])
