"""The component that proposes words that show by their shape alone that they are names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.names import is_dataset_name, is_name_shaped, shape
from kg.extract.precision import scored
from kg.extract.proposals import Finding, Proposal, Proposer


class Shapes(Proposer):
    """Proposes every word of a name's shape: a model, unless it ends as datasets do."""

    group = "shapes"

    def predict(self, doc: Doc) -> Iterable[Proposal]:
        """Return the name-shaped words of a document."""
        return scored(find((token.idx, token.text) for token in doc))


def find(words: Iterable[tuple[int, str]]) -> Iterator[Finding]:
    """Yield the name-shaped among words, which are given with their offset."""
    shaped = [(start, word) for start, word in words if is_name_shaped(word) and "://" not in word]
    times = Counter(word for _, word in shaped)
    for start, word in shaped:
        kind = "Dataset" if is_dataset_name(word) else "Model"
        # What an abstract of some two hundred words says again matters to it.
        repeated = ", repeated" if times[word] > 1 else ""
        yield Finding(start, start + len(word), kind, f"shape: {shape(word)}{repeated}")


@Language.factory("paperatlas_shapes", assigns=["doc.spans"])
def make(nlp: Language, name: str) -> Shapes:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    return Shapes()
