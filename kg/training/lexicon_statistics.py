"""Makes the derived tables of `kg/lexicon` from annotated papers.

    python -m kg.training.lexicon_statistics PAPERS.jsonl GOLD.jsonl [PAPERS.jsonl GOLD.jsonl …]

It writes `modifiers.tsv`, `observed.tsv`, `head_nouns.tsv`, `common_words.tsv` and `sources.tsv`; the
same papers give the same bytes.
"""

from __future__ import annotations

import collections
import csv
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import spacy

from kg import lexicon
from kg.extract.forms import Form, FormIndex, forms, lexicon_forms
from kg.extract.tokenizer import AbstractTokenizer
from kg.training.annotated import read
from kg.training.form_statistics import (
    FormId,
    Tally,
    annotated_forms,
    best_type,
    count_forms,
    form_id,
    frequent_forms,
)
from kg.training.head_noun_statistics import TYPES, count_heads, count_modifiers
from kg.training.source_statistics import count_sources

# Words and heads with fewer occurrences say nothing.
_MIN_WORD = 3
_MIN_HEAD = 4
# A lower-case word of this many papers is an ordinary one.
_MIN_COMMON = 5
# Terms are counted one by one where their head makes a term in this share of cases or more.
_TELLING = 0.15


def main(arguments: Sequence[str]) -> None:
    """Count over pairs of files and write the tables."""
    tokenizer = AbstractTokenizer(spacy.blank("en").vocab)
    papers = list(read(arguments))
    modifiers = {word: c for word, c in sorted(count_modifiers(papers).items()) if sum(c) >= _MIN_WORD}
    _write("modifiers.tsv", ["word", "inside", "before"], ([word, *c] for word, c in modifiers.items()))
    odds = {word: inside / (inside + before) for word, (inside, before) in modifiers.items()}

    heads = count_heads(papers, odds)
    telling = {noun for noun, count in heads.items() if max(count[k] for k in TYPES) >= _TELLING * count[""]}
    known: dict[FormId, Form] = {}
    for source in (
        lexicon_forms(lexicon.load(), tokenizer),
        annotated_forms(papers, tokenizer),
        frequent_forms(papers, odds, telling, tokenizer),
    ):
        for form in source:
            known.setdefault(form_id(form), form)
    counts = count_forms(papers, known, tokenizer)
    _write("observed.tsv", ["form", "type", "case", "occurrences", "annotated"], _observed(counts, known))

    heads = count_heads(papers, odds, FormIndex((known[name] for name in counts), tokenizer))
    rows = []
    for noun, count in sorted(heads.items()):
        kind = max(TYPES, key=lambda k: (count[k], k))
        if count[kind] >= _MIN_HEAD:
            rows.append([noun, kind, count[""], count[kind]])
    _write("head_nouns.tsv", ["head", "type", "occurrences", "annotated"], rows)

    words = collections.Counter(
        w for p in papers for w in set(re.findall(r"(?<![\w-])[a-z]{2,}(?![\w-])", p.text))
    )
    common = [[word, n] for word, n in sorted(words.items()) if n >= _MIN_COMMON]
    _write("common_words.tsv", ["word", "papers"], common)

    # What the rules find depends on the tables written so far.
    lexicon.load.cache_clear()
    loaded = lexicon.load()
    sources = count_sources(papers, loaded, FormIndex(forms(loaded, tokenizer), tokenizer), tokenizer)
    _write("sources.tsv", ["source", "type", "found", "annotated"], ([*k, *n] for k, n in sources.items()))


def _observed(counts: Tally, known: Mapping[FormId, Form]) -> Iterable[Sequence[object]]:
    """Return the rows of the table of observed forms, sorted by form."""
    rows = []
    for name, count in counts.items():
        kind = best_type(count, default=known[name].type)
        case = "exact" if name[1] else "any"
        rows.append([known[name].text, kind, case, count[""], count[kind]])
    return sorted(rows)


def _write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table of the lexicon."""
    path: Path = lexicon.DIRECTORY / name
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1:])
