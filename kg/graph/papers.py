"""States what a source says of a paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.graph import literals
from kg.graph.web_iris import web_iri
from kg.records import Paper, Statement
from kg.vocabulary import DCTERMS, PA, RDF, SCHEMA, Iris


class Authors:
    """The persons met in all papers: names that differ in case or spacing alone are one person's."""

    def __init__(self, iris: Iris) -> None:
        self._iris = iris
        self._names: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, name: str) -> str:
        """Return the IRI of the person of a name."""
        name = " ".join(name.split())
        iri = self._iris.author(name)
        self._names[iri].add(name)
        return iri

    def statements(self) -> Iterator[Statement]:
        """State class and one name of each person, whatever papers came first."""
        for iri, names in sorted(self._names.items()):
            yield Statement(iri, RDF + "type", SCHEMA + "Person")
            yield Statement(iri, SCHEMA + "name", literals.text(min(names)))


def of_paper(paper: Paper, authors: Authors, iris: Iris) -> Iterator[Statement]:
    """State classes, bibliographic facts and authors of a paper.

    A URL or licence that is no web address is left out: neither property takes a string. A source may be
    the name of a collection.
    """
    subject = iris.paper(paper.id)
    yield Statement(subject, RDF + "type", PA + "Paper")
    yield Statement(subject, RDF + "type", SCHEMA + "ScholarlyArticle")
    yield Statement(subject, DCTERMS + "title", literals.text(paper.title))
    yield Statement(subject, DCTERMS + "abstract", literals.text(paper.abstract))
    yield Statement(subject, SCHEMA + "identifier", literals.text(paper.id))
    if paper.date:
        yield Statement(subject, SCHEMA + "datePublished", literals.date(paper.date))
    for predicate, address in ((SCHEMA + "url", paper.url), (DCTERMS + "license", paper.license)):
        iri = web_iri(address or "")
        if iri is not None:
            yield Statement(subject, predicate, iri)
    if paper.source:
        source = web_iri(paper.source)
        yield Statement(subject, DCTERMS + "source", source or literals.text(paper.source))
    for person in dict.fromkeys(authors.add(name) for name in paper.authors if name.strip()):
        yield Statement(subject, SCHEMA + "author", person)
