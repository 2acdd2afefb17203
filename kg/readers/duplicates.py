"""Which of several records of one paper stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from kg import arxiv_ids
from kg.records import Paper

_ELLIPSES = ("…", "...")


def distinct(papers: Iterable[Paper]) -> list[Paper]:
    """Return each paper once, sorted by id, whatever the order given.

    Of records with one id the newest stays: the highest version, then the last updated, then the fullest.
    Of those left with one title and abstract, case and white space aside, one stays: with an arXiv id
    before any other id, then with the smallest.

    Adding to what was kept gives what all together give, `distinct(a + b) == distinct(distinct(a) + b)`,
    with one exception: a text under two ids, one of which has a later version with another text. Then
    what is kept of a part no longer says that the other id once lost against the earlier version.
    """
    newest: dict[str, Paper] = {}
    for paper in papers:
        rival = newest.setdefault(paper.id, paper)
        if _recency(paper) > _recency(rival):
            newest[paper.id] = paper
    kept: dict[tuple[str, str], Paper] = {}
    for paper in sorted(newest.values(), key=lambda paper: (arxiv_ids.parse(paper.id) is None, paper.id)):
        kept.setdefault(_words(paper), paper)
    return sorted(kept.values(), key=lambda paper: paper.id)


def _recency(paper: Paper) -> tuple[int, str, bool, int, str]:
    """Return what orders the records of one id; the last part only makes the order total."""
    fields = astuple(paper)
    known = sum(bool(value) for value in fields)
    return (
        paper.version or 0,
        paper.updated or "",
        not paper.abstract.endswith(_ELLIPSES),
        known,
        repr(fields),
    )


def _words(paper: Paper) -> tuple[str, str]:
    """Return a paper's title and abstract as they are compared."""
    title, abstract = (" ".join(text.split()).casefold() for text in (paper.title, paper.abstract))
    return title, abstract
