"""States what all papers together say of an entity."""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import literals
from kg.graph.web_iris import web_iri
from kg.records import Entity, Resolution, Statement
from kg.vocabulary import CLASSES, PA, RDF, SCHEMA, SKOS, Iris

# Of some metrics the lexicon says that neither direction is better; then there is nothing to state.
_DIRECTIONS = frozenset({"higher", "lower"})


def of_entity(entity: Entity, resolution: Resolution, iris: Iris) -> Iterator[Statement]:
    """State classes, names, parent and facts of an entity."""
    subject = iris.entity(entity.type, entity.slug)
    for each in CLASSES[entity.type]:
        yield Statement(subject, RDF + "type", each)
    label = literals.text(entity.label)
    yield Statement(subject, SKOS + "prefLabel", label)
    # Forms that differ in what no literal can carry are one literal.
    for alias in dict.fromkeys(literals.text(alias) for alias in entity.aliases):
        if alias != label:
            yield Statement(subject, SKOS + "altLabel", alias)
    if entity.parent is not None:
        parent = resolution.entities[entity.type, entity.parent]
        yield Statement(subject, PA + "variantOf", iris.entity(parent.type, parent.slug))
    yield from _of_facts(subject, entity)


def _of_facts(subject: str, entity: Entity) -> Iterator[Statement]:
    """State what the lexicon or a URL says of an entity."""
    facts = entity.facts
    page = web_iri(facts.get("url") or facts.get("homepage") or "")
    if page is not None:
        yield Statement(subject, SCHEMA + "url", page)
    if facts.get("host"):
        yield Statement(subject, PA + "host", literals.text(facts["host"]))
    if facts.get("direction") in _DIRECTIONS:
        yield Statement(subject, PA + "direction", literals.text(facts["direction"]))
    if facts.get("unit"):
        yield Statement(subject, PA + "unit", literals.text(facts["unit"]))


def of_use(entity: Entity, papers: int, iris: Iris, *, has_code: bool) -> Iterator[Statement]:
    """State how many papers mention an entity, and of a repository that one says it holds code."""
    subject = iris.entity(entity.type, entity.slug)
    yield Statement(subject, PA + "paperCount", literals.integer(papers))
    if has_code:
        yield Statement(subject, RDF + "type", SCHEMA + "SoftwareSourceCode")
