"""The component that proposes terms by their head noun: "… segmentation" is a task, "… accuracy" a metric."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kg import lexicon
from kg.extract.proposals import Proposal, Proposer
from kg.extract.tokenizer import text_of
from kg.extract.word_runs import runs, words

# Smooths heads that were seen a few times towards what an unknown head is worth.
_SMOOTHING = 10.0
_PRIOR = 0.1
# Heads that are worth less than this are not proposed at all.
_LEAST = 0.2


class HeadNouns(Proposer):
    """Proposes the words that belong to a term with a telling head noun."""

    group = "head_nouns"

    def __init__(self, known: lexicon.Lexicon) -> None:
        self.odds = known.modifiers
        scores = {
            head.noun: (head.type, (head.annotated + _SMOOTHING * _PRIOR) / (head.occurrences + _SMOOTHING))
            for head in known.heads.values()
        }
        self.heads = {noun: verdict for noun, verdict in scores.items() if verdict[1] >= _LEAST}

    def predict(self, doc: Doc) -> Iterator[Proposal]:
        """Yield the terms of a document."""
        for start, end, noun in runs(words(text_of(doc)), self.odds):
            if noun in self.heads:
                kind, score = self.heads[noun]
                yield Proposal(start, end, kind, score)


@Language.factory("paperatlas_head_nouns", assigns=["doc.spans"])
def make(nlp: Language, name: str) -> HeadNouns:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    return HeadNouns(lexicon.load())
