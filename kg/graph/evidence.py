"""States what a paper's text says, with the place where it says so: mentions and results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.graph import literals, values
from kg.records import Entity, Extraction, Mention, Paper, PaperEntity, Result, Statement
from kg.vocabulary import MLS, OA, PA, PROV, RDF, SCHEMA, Iris


def of_mentions(
    paper: Paper, extraction: Extraction, linked: Sequence[Entity], iris: Iris
) -> Iterator[Statement]:
    """State each mention of a paper's entities; `linked` goes with the extraction's entities.

    A span that two entities claim is a mention of the one that is surer of it, of the first if both are
    as sure: a mention is of one entity.
    """
    claims: dict[tuple[int, int], tuple[Mention, int]] = {}
    for index, found in enumerate(extraction.entities):
        for mention in found.mentions:
            span = (mention.start, mention.end)
            if span not in claims or mention.confidence > claims[span][0].confidence:
                claims[span] = (mention, index)
    generated_by = iris.pipeline(extraction.pipeline)
    for _, (mention, index) in sorted(claims.items()):
        entity = iris.entity(linked[index].type, linked[index].slug)
        yield from _of_mention(paper, mention, extraction.entities[index], entity, generated_by, iris)


def _of_mention(
    paper: Paper, mention: Mention, found: PaperEntity, entity: str, generated_by: str, iris: Iris
) -> Iterator[Statement]:
    """State one mention of an entity."""
    subject = iris.mention(paper.id, mention.start, mention.end)
    exact = paper.text[mention.start : mention.end]
    yield Statement(iris.paper(paper.id), PA + "hasMention", subject)
    yield Statement(subject, RDF + "type", PA + "Mention")
    yield Statement(subject, RDF + "type", OA + "Annotation")
    yield Statement(subject, PA + "mentionOf", entity)
    yield Statement(subject, OA + "exact", literals.text(exact))
    yield Statement(subject, PA + "start", literals.integer(mention.start))
    yield Statement(subject, PA + "end", literals.integer(mention.end))
    yield Statement(subject, PA + "confidence", literals.decimal(mention.confidence))
    yield Statement(subject, PA + "role", literals.text(found.role))
    yield Statement(subject, PROV + "wasGeneratedBy", generated_by)


def of_results(
    paper: Paper, extraction: Extraction, linked: Sequence[Entity], iris: Iris
) -> Iterator[Statement]:
    """State each result that a paper reports, numbered from 1 in the extraction's order."""
    article = iris.paper(paper.id)
    generated_by = iris.pipeline(extraction.pipeline)
    for number, result in enumerate(extraction.results, 1):
        subject = iris.result(paper.id, number)
        yield Statement(article, PA + "hasResult", subject)
        yield Statement(subject, RDF + "type", PA + "Result")
        yield Statement(subject, RDF + "type", MLS + "ModelEvaluation")
        yield Statement(subject, PA + "paper", article)
        for term, index in (("model", result.model), ("dataset", result.dataset), ("metric", result.metric)):
            if index is not None:
                yield Statement(subject, PA + term, iris.entity(linked[index].type, linked[index].slug))
        yield from _of_value(subject, result)
        yield Statement(subject, PROV + "wasGeneratedBy", generated_by)


def _of_value(subject: str, result: Result) -> Iterator[Statement]:
    """State the value of a result as written and, where it is one number, as that."""
    yield Statement(subject, PA + "valueText", literals.text(result.value))
    yield Statement(subject, PA + "isDelta", literals.boolean(result.delta))
    yield Statement(subject, PA + "start", literals.integer(result.start))
    yield Statement(subject, PA + "end", literals.integer(result.end))
    yield Statement(subject, PA + "confidence", literals.decimal(result.confidence))
    value = values.parse(result.value)
    if value is not None:
        yield Statement(subject, PA + "value", literals.decimal(value.number))
        if value.unit is not None:
            yield Statement(subject, PA + "unit", literals.text(value.unit))


def of_pipeline(pipeline: str, iris: Iris) -> Iterator[Statement]:
    """State name and version of an extraction pipeline, which "name version" spells."""
    name, _, version = pipeline.rpartition(" ")
    subject = iris.pipeline(pipeline)
    yield Statement(subject, RDF + "type", PROV + "Activity")
    yield Statement(subject, RDF + "type", PROV + "SoftwareAgent")
    yield Statement(subject, SCHEMA + "name", literals.text(name or version))
    if name:
        yield Statement(subject, SCHEMA + "softwareVersion", literals.text(version))
