"""The component that proposes the mentions that the trained tagger finds, each with its probability."""

from __future__ import annotations

import functools
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import tagger
from kg.extract.proposals import Proposal, Proposer
from kg.extract.tagger import Tagger

MODELS = Path(__file__).resolve().parent.parent / "models"


@functools.cache
def shipped(tier: str = "default") -> Tagger:
    """Return the tagger of a tier, "default" or "accurate", loaded once a process."""
    return tagger.load(MODELS / "features.npz", MODELS / f"{tier}.npz")


class StatisticalMentions(Proposer):
    """Proposes what the tagger finds."""

    group = "statistical"

    def __init__(self, model: Tagger) -> None:
        self.tagger = model

    def predict(self, doc: Doc) -> list[Proposal]:
        """Return the proposals for a document."""
        return [
            Proposal(doc[s.start].idx, doc[s.end - 1].idx + len(doc[s.end - 1]), s.type, s.confidence)
            for s in self.tagger.tag([token.text for token in doc], title_words(doc))
        ]


def title_words(doc: Doc) -> int:
    """Return how many tokens stand before the newline that ends the title."""
    return next((token.i for token in doc if "\n" in token.text), len(doc))


@Language.factory("paperatlas_statistical", assigns=["doc.spans"], default_config={"tier": "default"})
def make(nlp: Language, name: str, tier: str) -> StatisticalMentions:  # noqa: ARG001 - spaCy's signature
    """Return the component."""
    return StatisticalMentions(shipped(tier))
