"""Papers of our own for the tests of the rules, whose findings can be foreseen, and their pipeline."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from kg.extract.pipeline import extract_one, load
from kg.records import Extraction, Paper


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load("rules")


@pytest.fixture
def extraction() -> Callable[..., Extraction]:
    """Extract from an abstract, and a title where it matters."""

    def run(abstract: str, title: str = "A Study of Things") -> Extraction:
        return extract_one(Paper("p", title, abstract), "rules")

    return run


@pytest.fixture
def entities(extraction: Callable[..., Extraction]) -> Callable[..., dict[str, tuple[str, str]]]:
    """Extract the type and role of each entity, by name."""

    def run(abstract: str, title: str = "A Study of Things") -> dict[str, tuple[str, str]]:
        return {e.name: (e.type, e.role) for e in extraction(abstract, title).entities}

    return run
