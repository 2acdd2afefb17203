"""Annotated papers as tokens and spans of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.bioes import TAGGED_TYPES, TokenSpan
from kg.extract.tokenizer import AbstractTokenizer
from kg.records import Paper
from kg.training import standoff
from kg.training.standoff import Annotation


@dataclass(frozen=True, slots=True)
class TokenEntity:
    """An annotated entity by its spans of tokens; `role` is None where it is not annotated."""

    type: str
    mentions: tuple[tuple[int, int], ...]
    role: str | None


@dataclass(frozen=True, slots=True)
class AnnotatedPaper:
    """A paper's tokens, how many are the title's, and its entities of TAGGED_TYPES."""

    id: str
    words: tuple[str, ...]
    title_words: int
    entities: tuple[TokenEntity, ...]

    @property
    def spans(self) -> list[TokenSpan]:
        """The spans of all entities, in order."""
        return sorted(TokenSpan(*m, TAGGED_TYPES.index(e.type)) for e in self.entities for m in e.mentions)


def join(
    annotations: Iterable[Annotation], papers: Mapping[str, Paper], tokenizer: AbstractTokenizer
) -> tuple[list[AnnotatedPaper], int]:
    """Return the annotated papers, and how many annotations have no paper here or one with another text."""
    found, lost = [], 0
    for annotation in annotations:
        paper = papers.get(annotation.id)
        if paper is None or standoff.digest(paper.text) != annotation.text:
            lost += 1
        else:
            found.append(align(annotation, paper.text, tokenizer))
    return found, lost


def align(annotation: Annotation, text: str, tokenizer: AbstractTokenizer) -> AnnotatedPaper:
    """Return a paper with its spans in tokens: widened if they cut one, left out if they then overlap."""
    doc = tokenizer(text)
    taken: set[int] = set()
    entities = []
    for entity in annotation.entities:
        if entity.type in TAGGED_TYPES:
            mentions = tuple(_aligned(doc, entity.spans, taken))
            if mentions:
                entities.append(TokenEntity(entity.type, mentions, entity.role))
    title_words = next((t.i for t in doc if "\n" in t.text), len(doc))
    return AnnotatedPaper(annotation.id, tuple(t.text for t in doc), title_words, tuple(entities))


def _aligned(doc: Doc, spans: Iterable[tuple[int, int]], taken: set[int]) -> Iterable[tuple[int, int]]:
    """Yield spans in tokens, and mark their tokens as taken."""
    for start, end in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            yield span.start, span.end
