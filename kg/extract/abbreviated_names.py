"""The component that proposes what the text abbreviates: who coins a short form mostly names something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from spacy.language import Language
from spacy.tokens import Doc

from kg import lexicon
from kg.extract.abbreviations import Abbreviation
from kg.extract.nouns import described
from kg.extract.precision import scored
from kg.extract.proposals import Finding, Proposal, Proposer
from kg.extract.tokenizer import text_of
from kg.extract.word_runs import head


class AbbreviatedNames(Proposer):
    """Proposes the long forms of abbreviations; the decider gives the short form the same verdict."""

    group = "abbreviated_names"

    def __init__(self, heads: Mapping[str, lexicon.HeadNoun]) -> None:
        self.heads = heads

    def predict(self, doc: Doc) -> Iterable[Proposal]:
        """Return the long forms of a document."""
        return scored(find(text_of(doc), doc._.abbreviations, self.heads))


def find(
    text: str, abbreviations: Iterable[Abbreviation], heads: Mapping[str, lexicon.HeadNoun]
) -> Iterator[Finding]:
    """Yield the long forms, typed by their head noun; capitals and a telling head make the source."""
    for abbreviation in abbreviations:
        long = text[slice(*abbreviation.long)]
        words = re.findall(r"[^\s\-]+", long)
        in_title = abbreviation.long[0] < text.find("\n")
        capitals = sum(w[0].isupper() for w in words) > len(words) / 2
        noun = heads.get(head(words[-1].lower()))
        said = described(text[abbreviation.short[1] : abbreviation.short[1] + 2]) or described(long)
        kind = said or (noun.type if noun else "Model")
        case = "title" if in_title else "capitals" if capitals else "lower case"
        source = "noun" if said else "head" if noun else "unknown head"
        yield Finding(*abbreviation.long, kind, f"abbreviated: {case}, {source}")


@Language.factory("paperatlas_abbreviated_names", requires=["doc._.abbreviations"], assigns=["doc.spans"])
def make(nlp: Language, name: str) -> AbbreviatedNames:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    return AbbreviatedNames(lexicon.load().heads)
