"""Which words belong to a term, and which head nouns end one: `modifiers.tsv` and `head_nouns.tsv`."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping, Sequence

from kg.extract.forms import FormIndex
from kg.extract.word_runs import Word, ending, runs, words
from kg.training.annotated import AnnotatedPaper

TYPES = ("Dataset", "Metric", "Model", "Task")

Counts = dict[str, list[int]]


def count_modifiers(papers: Iterable[AnnotatedPaper]) -> Counts:
    """Return for each word, and ending, how often it is inside a term, head aside, and right before one."""
    counts: Counts = collections.defaultdict(lambda: [0, 0])
    for paper in papers:
        run = words(paper.text)
        starts = {word.start: i for i, word in enumerate(run)}
        for (start, end), kind in paper.spans.items():
            if kind in TYPES and start in starts:
                _count_term(counts, run, starts[start], end)
    return counts


def _count_term(counts: Counts, run: Sequence[Word], first: int, end: int) -> None:
    """Count the words of one term that begins at word `first` and ends at character `end`."""
    last = first
    while last + 1 < len(run) and run[last + 1].end <= end:
        last += 1
    for i in range(first, last):
        _count(counts, run[i].lower, 0)
    if first > 0 and run[first].follows:
        _count(counts, run[first - 1].lower, 1)


def _count(counts: Counts, word: str, column: int) -> None:
    """Count a word and its ending in a column."""
    counts[word][column] += 1
    counts[ending(word)][column] += 1


def count_heads(
    papers: Iterable[AnnotatedPaper], odds: Mapping[str, float], index: FormIndex | None = None
) -> dict[str, collections.Counter[str]]:
    """Return for each head how many terms end in it (""), and how many of them are annotated, by type.

    Terms that the index knows are left out: they have a score of their own.
    """
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for paper in papers:
        for start, end, noun in runs(words(paper.text), odds):
            if index is None or index.lookup(paper.text[start:end]) is None:
                counts[noun][""] += 1
                counts[noun][paper.spans.get((start, end), "none")] += 1
    return counts
