"""What each rule for new names is worth: `sources.tsv`."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Sequence

from kg import lexicon
from kg.extract import abbreviated_names, new_names, shapes
from kg.extract.abbreviations import find as abbreviations
from kg.extract.forms import FormIndex
from kg.extract.proposals import Finding
from kg.extract.tokenizer import AbstractTokenizer
from kg.training.annotated import AnnotatedPaper

Key = tuple[str, str]
_PASSES = 3


def count_sources(
    papers: Sequence[AnnotatedPaper], known: lexicon.Lexicon, index: FormIndex, tokenizer: AbstractTokenizer
) -> dict[Key, tuple[int, int]]:
    """Return for each source and type how many names it found, and how many were annotated so.

    A name counts for the surest source that found it in a paper, which takes passes: each orders the
    sources by what the pass before found them worth. Shapes count only for what nothing else knows.
    """
    evidence = [case for paper in papers for case in _cases(paper, known, index, tokenizer)]
    worth: dict[Key, float] = {}
    counts: dict[Key, tuple[int, int]] = {}
    for _ in range(_PASSES):
        found: collections.Counter[Key] = collections.Counter()
        right: collections.Counter[Key] = collections.Counter()
        for keys, outcome in evidence:
            best = max(keys, key=lambda k: (worth.get(k, 0.0), k))
            found[best] += 1
            right[best] += best[1] == outcome
        counts = {k: (found[k], right[k]) for k in sorted(found)}
        worth |= {k: right[k] / found[k] for k in found}
    return counts


def _cases(
    paper: AnnotatedPaper, known: lexicon.Lexicon, index: FormIndex, tokenizer: AbstractTokenizer
) -> Iterator[tuple[set[Key], str]]:
    """Yield for each name that rules find in a paper what found it, and what it is annotated as."""
    text = paper.text
    pairs = abbreviations(text)
    findings = [*new_names.find(text, known.common_words), *abbreviated_names.find(text, pairs, known.heads)]
    by_name = _by_name(text, findings)
    short = {text[slice(*pair.short)] for pair in pairs}
    tokens = tokenizer(text)
    for name, found in _by_name(text, shapes.find((t.idx, t.text) for t in tokens)).items():
        if name not in by_name and name not in short and index.lookup(name) is None:
            by_name[name] = found
    for found in by_name.values():
        outcomes = collections.Counter(paper.spans.get((f.start, f.end), "none") for f in found)
        yield {(f.source, f.type) for f in found}, outcomes.most_common(1)[0][0]


def _by_name(text: str, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return findings by the string found."""
    grouped: dict[str, list[Finding]] = collections.defaultdict(list)
    for found in findings:
        grouped[text[found.start : found.end]].append(found)
    return grouped
