"""The Hugging Face Daily Papers page (https://huggingface.co/papers), saved or copied as text.

A paper is a paragraph with its title and one with its abstract. All else is furniture: what
`daily_papers.tsv` lists, and what stands where no abstract follows. The page gives no ids.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from importlib import resources

from kg.readers.format import Bad, Format, Record
from kg.readers.lines import Line, Lines
from kg.readers.paragraphs import Paragraph, paragraphs

_SOURCE = "https://huggingface.co/papers"

# Of 30,000 papers on arXiv the longest title has 226 characters; 11 abstracts have fewer than 250, and
# all of these end with a full stop, which no title does.
_LONGEST_TITLE = 250
# Fewer words are no abstract, full stop or not ("Sign in.").
_FEWEST_WORDS = 8
# What has fewer words is a user or an organisation more often than a title.
_FEWEST_TITLE_WORDS = 3
# Between two papers of any page are a dozen lines of furniture; a title is among the last of them.
_TITLE_CANDIDATES = 50
# A user's name comes next.
_SUBMITTED_BY = "submitted by"

_SENTENCE_END = re.compile(r"[.…][\"”’')\]}]*$")
_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [\w.'’-]+){0,2} [A-Z][\w.'’-]*")
_ORGANISATION = re.compile(
    r"\b(?:University|Universität|Université|Institutes?|Laborator(?:y|ies)|Labs?|Inc|Ltd|Corporation|Academy|"
    r"College|Department|Company)\b"
)


class _Furniture:
    """The patterns of `daily_papers.tsv`: `marks` are lines that no other site has."""

    def __init__(self) -> None:
        table = resources.files(__package__).joinpath("daily_papers.tsv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
        self._marks = _any(row["pattern"] for row in rows if row["kind"] == "mark")
        self._all = _any(row["pattern"] for row in rows)

    def marks(self, text: str) -> bool:
        """Tell whether a paragraph stands on this page alone."""
        return self._marks.fullmatch(text) is not None

    def holds(self, text: str) -> bool:
        """Tell whether a paragraph is furniture for sure."""
        return self._all.fullmatch(text) is not None


def _any(patterns: Iterator[str]) -> re.Pattern[str]:
    """Return the pattern that matches what any of these does, whatever the case."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _recognises(head: Sequence[Line]) -> bool:
    """Tell by a line that only this page has."""
    furniture = _Furniture()
    return any(furniture.marks(line.text.strip()) for line in head if len(line.text) <= _LONGEST_TITLE)


def _records(lines: Lines) -> Iterator[Record | Bad]:
    """Yield a record for each abstract, with the title before it."""
    candidates: deque[Paragraph] = deque(maxlen=_TITLE_CANDIDATES)
    for paragraph in _content(lines):
        if not _is_abstract(paragraph.text):
            candidates.append(paragraph)
            continue
        if candidates:
            yield _record(_title(candidates), paragraph)
        elif len(paragraph.text) > _LONGEST_TITLE:
            yield Bad(paragraph.line, "an abstract without a title before it")
        candidates.clear()


def _content(lines: Lines) -> Iterator[Paragraph]:
    """Yield the paragraphs that are not furniture for sure."""
    furniture = _Furniture()
    submitter_follows = False
    for paragraph in paragraphs(lines):
        is_submitter = submitter_follows and " " not in paragraph.text
        submitter_follows = paragraph.text.casefold() == _SUBMITTED_BY
        if not is_submitter and not furniture.holds(paragraph.text):
            yield paragraph


def _record(title: Paragraph, abstract: Paragraph) -> Record | Bad:
    """Return the record of a paper."""
    for paragraph in (title, abstract):
        if paragraph.problem:
            return Bad(paragraph.line, paragraph.problem)
    return Record(title.line, {"title": title.text, "abstract": abstract.text, "source": _SOURCE})


def _is_abstract(text: str) -> bool:
    """Tell an abstract, which may be cut by an ellipsis, from a title or a list of authors."""
    if _is_names(text):
        return False
    ends = _SENTENCE_END.search(text) is not None
    return len(text) > _LONGEST_TITLE or (ends and len(text.split()) >= _FEWEST_WORDS)


def _title(candidates: Sequence[Paragraph]) -> Paragraph:
    """Return the last paragraph that looks like a title, or else the last that is no list of names."""
    for plausible in (_looks_like_title, lambda text: not _is_names(text)):
        for paragraph in reversed(candidates):
            if plausible(paragraph.text):
                return paragraph
    return candidates[-1]


def _looks_like_title(text: str) -> bool:
    """Tell a title from a user, an organisation or a sentence, which a few real ones resemble."""
    return (
        len(text.split()) >= _FEWEST_TITLE_WORDS
        and not _is_names(text)
        and not _ORGANISATION.search(text)
        and not text.endswith((".", ","))
    )


def _is_names(text: str) -> bool:
    """Tell whether a paragraph is a list of persons: at least two, or one and a comma."""
    names = [name for name in re.split(r"\s*[,·;]\s*(?:and )?", text) if name]
    return len(names) + text.endswith(",") > 1 and all(_NAME.fullmatch(name) for name in names)


FORMAT = Format("the Daily Papers page as text", _recognises, _records)
