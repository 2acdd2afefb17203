"""Describes the entities that links lead to: slug, label, aliases, parent and facts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg import repository_urls
from kg.keys import slug
from kg.lexicon import Row
from kg.records import Entity, Link
from kg.resolve.knowledge_base import KnowledgeBase
from kg.resolve.reading import Reading, key

# What the graph says of an entity beside its names; the lexicon's other columns serve its own upkeep.
_STATED_FACTS = ("homepage", "direction", "unit")
# No key of a name holds a letter after a space.
_OWN = " "
# Paper ids that can end a slug as they are: arXiv's of today, and slugs of titles.
_PLAIN = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


class _Names:
    """The surface forms of an entity, over all papers."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()
        self.seen: set[str] = set()

    def add(self, reading: Reading) -> None:
        """Count the name that one more paper uses, and note its other forms."""
        self.used[reading.name] += 1
        self.seen.update(reading.forms)

    @property
    def best(self) -> str:
        """The name that most papers use; among equals https goes first, then the alphabet decides."""
        return min(
            self.used, key=lambda name: (-self.used[name], name.startswith("http:"), name.casefold(), name)
        )

    def besides(self, label: str) -> tuple[str, ...]:
        """Return all forms but the label, sorted."""
        return tuple(sorted(self.seen - {label}))


def own_key(name_key: str, paper: str) -> str:
    """Return the key of what a name means in one paper alone."""
    return f"{name_key}{_OWN}{paper}"


def describe(
    base: KnowledgeBase, read: Mapping[str, Sequence[Reading]], links: Mapping[str, Sequence[Link]]
) -> dict[tuple[str, str], Entity]:
    """Return all entities that links lead to and their ancestors, sorted by type and key.

    `links` go with the readings of the same paper, one for each.
    """
    names: defaultdict[tuple[str, str], _Names] = defaultdict(_Names)
    for paper, paper_links in links.items():
        for reading, link in zip(read[paper], paper_links, strict=True):
            names[reading.type, link.key].add(reading)
    described = {(entity.type, entity.key): entity for entity in _entities(base, names)}
    return dict(sorted(described.items()))


def _entities(base: KnowledgeBase, names: Mapping[tuple[str, str], _Names]) -> Iterator[Entity]:
    """Yield the entities of these types and keys, and after them their ancestors that have no names."""
    ancestors: dict[tuple[str, str], Row] = {}
    for (kind, entity_key), entity_names in names.items():
        row = base.row(kind, entity_key)
        if kind == "Repo":
            yield _repository(entity_key, entity_names)
        elif row is not None:
            yield _known(row, entity_names)
            ancestors.update(((kind, key(above.name)), above) for above in base.ancestors(row))
        else:
            yield _new(kind, entity_key, entity_names)
    for place, row in ancestors.items():
        if place not in names:
            yield _known(row, _Names())


def _known(row: Row, names: _Names) -> Entity:
    """Return the entity of a row of the lexicon."""
    row_key = key(row.name)
    return Entity(
        type=row.type,
        key=row_key,
        slug=slug(row.name, row_key),
        label=row.name,
        aliases=names.besides(row.name),
        parent=None if row.parent is None else key(row.parent),
        facts=_facts((fact, row.facts.get(fact)) for fact in _STATED_FACTS),
    )


def _new(kind: str, entity_key: str, names: _Names) -> Entity:
    """Return an entity that the lexicon does not know."""
    label = names.best
    name_key, _, paper = entity_key.partition(_OWN)
    of_paper = "" if not paper else f".{paper if _PLAIN.fullmatch(paper) else slug(paper, paper)}"
    return Entity(
        type=kind,
        key=entity_key,
        slug=slug(name_key, name_key) + of_paper,
        label=label,
        aliases=names.besides(label),
    )


def _repository(entity_key: str, names: _Names) -> Entity:
    """Return the entity of a repository: its label is its URL."""
    url = names.best.removesuffix(".git")
    return Entity(
        type="Repo",
        key=entity_key,
        slug=slug(entity_key, entity_key),
        label=url,
        aliases=names.besides(url),
        facts=_facts((("url", url), ("host", repository_urls.host(url)))),
    )


def _facts(pairs: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Return the facts that have a value."""
    return {name: value for name, value in pairs if value}
