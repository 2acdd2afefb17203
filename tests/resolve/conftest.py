"""A lexicon of a few rows, and papers that are made of the names in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from kg.lexicon import Row
from kg.records import Extraction, Link, Mention, Paper, PaperEntity, Resolution
from kg.resolve import knowledge_base, resolve
from kg.resolve.knowledge_base import KnowledgeBase

ROWS = (
    Row(
        "Dataset",
        "ImageNet",
        aliases=("ILSVRC",),
        facts={"homepage": "https://www.image-net.org", "abstracts": "9"},
    ),
    Row("Dataset", "ImageNet-1K", aliases=("ImageNet 2012",), parent="ImageNet"),
    Row("Dataset", "ImageNet-1K-Mini", parent="ImageNet-1K"),
    Row("Dataset", "MARS", ambiguous=True),
    Row("Model", "CODA", aliases=("contrastive domain adaptor",), ambiguous=True),
    Row("Model", "Vision Transformer", aliases=("ViT",)),
    Row("Task", "question answering", ambiguous_aliases=("QA",)),
    Row(
        "Metric",
        "accuracy",
        aliases=("classification accuracy",),
        facts={"direction": "higher", "unit": "percent"},
    ),
)


@pytest.fixture(autouse=True)
def lexicon(monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    """Make the rows above all that resolution knows."""
    base = KnowledgeBase(ROWS)
    monkeypatch.setattr(knowledge_base, "load", lambda: base)
    return base


class Corpus:
    """Papers that are made of the strings that mention their entities."""

    def __init__(self) -> None:
        self.papers: list[Paper] = []
        self.extractions: dict[str, Extraction] = {}

    def add(
        self,
        paper: str,
        *entities: tuple[str, str, Sequence[str]],
        abbreviations: Sequence[tuple[str, str]] = (),
    ) -> Corpus:
        """Add a paper with entities of these types, roles and mention strings, named by the first string."""
        title = "Of names"
        abstract = ""
        found = []
        for kind, role, strings in entities:
            mentions = []
            for string in strings:
                start = len(title) + 1 + len(abstract)
                mentions.append(Mention(start, start + len(string), 0.9))
                abstract += string + " . "
            found.append(PaperEntity(kind, strings[0], role, tuple(mentions)))
        self.papers.append(Paper(paper, title, abstract))
        self.extractions[paper] = Extraction(paper, tuple(found), (), tuple(abbreviations), "trial 1")
        return self

    def resolve(self) -> Resolution:
        """Return the resolution of all papers."""
        return resolve(self.papers, self.extractions)

    def link(self, paper: str, index: int = 0) -> Link:
        """Return the link of a paper's entity."""
        return self.resolve().links[paper][index]

    def keys(self, index: int = 0) -> Mapping[str, str]:
        """Return the key that each paper's entity of this index is linked to, by paper."""
        return {paper: links[index].key for paper, links in self.resolve().links.items()}


@pytest.fixture
def corpus() -> Corpus:
    """Return a corpus without papers."""
    return Corpus()


@pytest.fixture
def new_corpus() -> Callable[[], Any]:
    """Return what makes further corpora."""
    return Corpus
