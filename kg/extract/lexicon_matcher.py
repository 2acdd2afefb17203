"""The component that proposes what the lexicon knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from kg import lexicon
from kg.extract.forms import FormIndex, forms
from kg.extract.proposals import Proposal, Proposer
from kg.extract.tokenizer import AbstractTokenizer, text_of

# What an ambiguous name of a type needs beside it to be believed, and its score then.
_CONTEXT = {
    "Dataset": re.compile(
        r"^\s*(?:data\s?sets?|benchmarks?|corpus|corpora|challenge|leaderboard|test|suite)\b"
    ),
    "Model": re.compile(
        r"^\s*(?:models?|optimi[sz]er|architectures?|networks?|algorithm|frameworks?|methods?|loss)\b"
    ),
    "Metric": re.compile(r"^\s*(?:scores?|metrics?|values?|of|=|by|\()"),
    "Task": re.compile(r"^\s*(?:tasks?|problems?)\b"),
}
IN_CONTEXT = 0.8
_REACH = 24


class LexiconMatcher(Proposer):
    """Proposes the forms of the lexicon, each with the share of its occurrences that are entities."""

    group = "lexicon"

    def __init__(self, index: FormIndex) -> None:
        self.index = index

    def predict(self, doc: Doc) -> Iterator[Proposal]:
        """Yield the lexicon's forms in a document, nested ones included."""
        text = text_of(doc)
        for start, end, form in self.index.find(doc):
            first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
            score = form.score
            if (
                score < IN_CONTEXT
                and form.exact_case
                and _CONTEXT[form.type].match(text[last : last + _REACH])
            ):
                score = IN_CONTEXT
            yield Proposal(first, last, form.type, score)


@Language.factory("paperatlas_lexicon", assigns=["doc.spans"])
def make(nlp: Language, name: str) -> LexiconMatcher:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    tokenizer = cast(AbstractTokenizer, nlp.tokenizer)
    return LexiconMatcher(FormIndex(forms(lexicon.load(), tokenizer), tokenizer))
