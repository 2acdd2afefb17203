"""How components propose spans: what every proposer shares, whether its spans come from rules or a model.

A proposer writes one span group, `doc.spans[name]`, whose spans are labelled with entity types and may
overlap, and the spans' confidences as the group's attribute "scores". That is what spaCy's own `spancat`
writes, so a trained one takes part as soon as the decider's config names its group.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Span, SpanGroup

SCORES = "scores"


class Proposal(NamedTuple):
    """A span, in characters, that could be a mention of an entity of a type."""

    start: int
    end: int
    type: str
    score: float


class Finding(NamedTuple):
    """A proposal as a rule makes it: instead of a score it has the name of its source."""

    start: int
    end: int
    type: str
    source: str


class Proposer(ABC):
    """A component that proposes spans: `predict` finds them, calling it writes them down."""

    group: str

    @abstractmethod
    def predict(self, doc: Doc) -> Iterable[Proposal]:
        """Return the proposals for a document, without changing it."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the proposals into the document's span group and return the document."""
        annotate(doc, self.group, self.predict(doc))
        return doc


def annotate(doc: Doc, group: str, proposals: Iterable[Proposal]) -> None:
    """Write proposals as a span group; one that cuts a token in two is no span and is left out."""
    spans: list[Span] = []
    scores: list[float] = []
    for proposal in sorted(set(proposals)):
        span = doc.char_span(proposal.start, proposal.end, label=proposal.type)
        if span is not None:
            spans.append(span)
            scores.append(proposal.score)
    doc.spans[group] = SpanGroup(doc, name=group, spans=spans, attrs={SCORES: scores})


def proposals(doc: Doc, group: str) -> Iterator[Proposal]:
    """Yield what a span group proposes; a group without scores, such as a ruler's, is sure of all."""
    spans = doc.spans.get(group, ())
    scores = spans.attrs.get(SCORES) if isinstance(spans, SpanGroup) else None
    for i, span in enumerate(spans):
        score = 1.0 if scores is None else float(scores[i])
        yield Proposal(span.start_char, span.end_char, span.label_, score)
