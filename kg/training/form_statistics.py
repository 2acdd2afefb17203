"""How often each form is annotated as an entity where it occurs: `kg/lexicon/observed.tsv`."""

from __future__ import annotations

import collections
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from spacy.tokens import Doc
from spacy.util import filter_spans

from kg.extract.forms import Form, FormIndex, exact_key
from kg.extract.names import is_name_shaped
from kg.extract.tokenizer import AbstractTokenizer
from kg.extract.word_runs import runs, words
from kg.keys import key
from kg.training.annotated import AnnotatedPaper

# Strings annotated in fewer papers are mostly a paper's own.
MIN_ANNOTATED = 2
# Name-shaped words and noun phrases in this many papers are counted too, so that the frequent ones that are
# no entities ("LLM", "real-world application") are known as such.
MIN_FREQUENT = 3
# Below this share of annotated papers a form of the first pass is left out of the second.
HOPELESS = 0.15

FormId = tuple[str, bool]
Count = collections.Counter[str]
Tally = dict[FormId, Count]


def form_id(form: Form) -> FormId:
    """Return what two forms share that are counted as one."""
    return (exact_key(form.text) if form.exact_case else key(form.text)), form.exact_case


def count_forms(
    papers: Sequence[AnnotatedPaper], known: Mapping[FormId, Form], tokenizer: AbstractTokenizer
) -> Tally:
    """Return for each form how many papers have it (""), and in how many it is annotated, by type.

    The second of two passes leaves out the forms that the first found to be no entities, since they would
    hide the shorter forms inside them.
    """
    docs = [(tokenizer(paper.text), paper) for paper in papers]
    counts = _tally(docs, FormIndex(known.values(), tokenizer))
    hopeful = [form for name, form in known.items() if share(counts.get(name)) >= HOPELESS]
    return counts | _tally(docs, FormIndex(hopeful, tokenizer))


def _tally(docs: Iterable[tuple[Doc, AnnotatedPaper]], index: FormIndex) -> Tally:
    """Count outcomes; a paper counts for the outcome of most of a form's occurrences in it."""
    counts: Tally = collections.defaultdict(collections.Counter)
    for doc, paper in docs:
        outcomes: Tally = collections.defaultdict(collections.Counter)
        matches = {(start, end): form for start, end, form in index.find(doc)}
        for span in filter_spans([doc[start:end] for start, end in matches]):
            kind = paper.spans.get((span.start_char, span.end_char), "none")
            outcomes[form_id(matches[span.start, span.end])][kind] += 1
        for name, outcome in outcomes.items():
            counts[name][""] += 1
            counts[name][min(outcome, key=lambda kind: (-outcome[kind], kind))] += 1
    return counts


def share(count: Count | None) -> float:
    """Return in what share of its papers a form is annotated as its best type; 1 where it is unseen."""
    if count is None:
        return 1.0
    return count[best_type(count)] / count[""]


def best_type(count: Count, default: str = "Model") -> str:
    """Return the type that a form is annotated as most often."""
    kinds = [kind for kind in count if kind not in {"", "none"}]
    return min(kinds, key=lambda kind: (-count[kind], kind), default=default)


def annotated_forms(papers: Iterable[AnnotatedPaper], tokenizer: AbstractTokenizer) -> Iterator[Form]:
    """Yield a form for each string that is annotated in MIN_ANNOTATED papers or more, in its best type."""
    spellings: Tally = collections.defaultdict(collections.Counter)
    types: Tally = collections.defaultdict(collections.Counter)
    for paper in papers:
        kinds = {}
        for string, kind in sorted(paper.strings):
            if kind != "Repo":
                name = form_id(Form(string, kind, len(tokenizer.words(string)) == 1, 1.0))
                spellings[name][string] += 1
                kinds[name] = kind
        for name, kind in kinds.items():
            types[name][kind] += 1
    yield from _forms(spellings, types, MIN_ANNOTATED)


def frequent_forms(
    papers: Iterable[AnnotatedPaper],
    odds: Mapping[str, float],
    heads: Collection[str],
    tokenizer: AbstractTokenizer,
) -> Iterator[Form]:
    """Yield a form for each name-shaped word, and each term with one of the heads, in MIN_FREQUENT papers."""
    spellings: Tally = collections.defaultdict(collections.Counter)
    types: Tally = collections.defaultdict(collections.Counter)
    for paper in papers:
        shaped = {t.text for t in tokenizer(paper.text) if is_name_shaped(t.text) and "/" not in t.text}
        terms = runs(words(paper.text), odds)
        phrases = {paper.text[start:end] for start, end, noun in terms if noun in heads}
        found = {}
        for string in sorted(shaped | phrases):
            exact = len(tokenizer.words(string)) == 1
            found[form_id(Form(string, "Model", exact, 0.0))] = string
        for name, string in found.items():
            spellings[name][string] += 1
            types[name]["Model"] += 1
    yield from _forms(spellings, types, MIN_FREQUENT)


def _forms(spellings: Tally, types: Tally, least: int) -> Iterator[Form]:
    """Yield the forms that occur in enough papers, in their most frequent spelling and type."""
    for name, kinds in sorted(types.items()):
        if kinds.total() >= least:
            text = min(spellings[name], key=lambda s: (-spellings[name][s], s))
            yield Form(text, best_type(kinds), name[1], 1.0)
