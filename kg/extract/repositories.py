"""The component that proposes repository URLs."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kg import repository_urls
from kg.extract.proposals import Proposal, Proposer
from kg.extract.tokenizer import text_of

# 1,318 of 1,324 URLs found in the train papers are annotated.
_PRECISION = 0.99


class Repositories(Proposer):
    """Proposes every occurrence of a repository URL."""

    group = "repositories"

    def predict(self, doc: Doc) -> Iterator[Proposal]:
        """Yield the repository URLs of a document."""
        for url in repository_urls.find(text_of(doc)):
            yield Proposal(url.start, url.end, "Repo", _PRECISION)


@Language.factory("paperatlas_repositories", assigns=["doc.spans"])
def make(nlp: Language, name: str) -> Repositories:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    return Repositories()
