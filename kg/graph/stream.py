"""Walks papers and entities and states all that the graph holds of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kg.graph import entities, evidence, papers
from kg.records import ROLES, Entity, Extraction, Paper, Resolution, Statement
from kg.vocabulary import PA, ROLE_PROPERTIES, Iris

# Type and key: what identifies an entity in a resolution.
Place = tuple[str, str]


def statements(
    papers_in: Iterable[Paper], extractions: Mapping[str, Extraction], resolution: Resolution, iris: Iris
) -> Iterator[Statement]:
    """Yield the statements of the graph of these papers, none twice, in an order that follows theirs.

    `extractions` and the links of `resolution` are by paper id and must hold every paper.
    """
    paper_counts: Counter[Place] = Counter()
    code: set[Place] = set()
    pipelines: set[str] = set()
    authors = papers.Authors(iris)
    for paper in papers_in:
        extraction = extractions[paper.id]
        links = resolution.links[paper.id]
        linked = [
            resolution.entities[found.type, link.key]
            for found, link in zip(extraction.entities, links, strict=True)
        ]
        roles = _strongest_roles(extraction, linked)
        pipelines.add(extraction.pipeline)
        paper_counts.update(roles.keys())
        code.update(place for place, role in roles.items() if role == "code")
        yield from papers.of_paper(paper, authors, iris)
        yield from _roles(iris.paper(paper.id), roles, resolution, iris)
        yield from evidence.of_mentions(paper, extraction, linked, iris)
        yield from evidence.of_results(paper, extraction, linked, iris)
    yield from authors.statements()
    for pipeline in sorted(pipelines):
        yield from evidence.of_pipeline(pipeline, iris)
    for place, entity in resolution.entities.items():
        yield from entities.of_entity(entity, resolution, iris)
        yield from entities.of_use(entity, paper_counts[place], iris, has_code=place in code)


def _strongest_roles(extraction: Extraction, linked: list[Entity]) -> dict[Place, str]:
    """Return the strongest role of each entity that the paper's entities are."""
    roles: dict[Place, str] = {}
    for found, entity in zip(extraction.entities, linked, strict=True):
        place = (entity.type, entity.key)
        roles[place] = min(found.role, roles.get(place, found.role), key=ROLES[entity.type].index)
    return roles


def _roles(paper: str, roles: Mapping[Place, str], resolution: Resolution, iris: Iris) -> Iterator[Statement]:
    """State how a paper speaks of each entity, and that it does."""
    for (kind, entity_key), role in roles.items():
        entity = iris.entity(kind, resolution.entities[kind, entity_key].slug)
        yield Statement(paper, ROLE_PROPERTIES[kind, role], entity)
        yield Statement(paper, PA + "mentions", entity)
