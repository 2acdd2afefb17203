"""Makes the tagger's phrase table: lexicon forms and annotated strings, counted in annotated papers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kg.extract.bioes import TAGGED_TYPES
from kg.extract.phrase_table import Own, PhraseTable, phrase_of
from kg.extract.tokenizer import AbstractTokenizer
from kg.extract.word_table import norm
from kg.lexicon import Lexicon
from kg.training.aligned import AnnotatedPaper

_SURE, _AMBIGUOUS = 2, 1


def lexicon_phrases(lexicon: Lexicon, tokenizer: AbstractTokenizer) -> dict[str, list[int]]:
    """Return the standing of every form of the lexicon, by type."""
    found: dict[str, list[int]] = {}
    for number, kind in enumerate(TAGGED_TYPES):
        for row in lexicon.rows(kind):
            sure = _AMBIGUOUS if row.ambiguous else _SURE
            forms = [(f, sure) for f in (row.name, *row.aliases)] + [
                (f, _AMBIGUOUS) for f in row.ambiguous_aliases
            ]
            for form, standing in forms:
                phrase = phrase_of([norm(w) for w in tokenizer.words(form)])
                if phrase:
                    standings = found.setdefault(phrase, [0] * len(TAGGED_TYPES))
                    standings[number] = max(standings[number], standing)
    return found


def own_counts(paper: AnnotatedPaper) -> Own:
    """Return the types that each phrase is annotated as in a paper."""
    found: dict[str, set[int]] = {}
    for start, end, kind in paper.spans:
        found.setdefault(phrase_of([norm(w) for w in paper.words[start:end]]), set()).add(kind)
    return Own({phrase: frozenset(kinds) for phrase, kinds in found.items()})


def build(
    lexicon: Lexicon, papers: Sequence[AnnotatedPaper], tokenizer: AbstractTokenizer
) -> tuple[PhraseTable, dict[str, Own]]:
    """Return the phrase table and what each paper added to it."""
    standings = lexicon_phrases(lexicon, tokenizer)
    owns = {paper.id: own_counts(paper) for paper in papers}
    phrases = sorted({*standings, *(p for own in owns.values() for p in own.annotated if p)})
    none = [0] * len(TAGGED_TYPES)
    table = PhraseTable(
        phrases,
        np.array([standings.get(p, none) for p in phrases], dtype=np.int8),
        np.zeros(len(phrases), dtype=np.int32),
        np.zeros((len(phrases), len(TAGGED_TYPES)), dtype=np.int32),
    )
    for paper in papers:
        norms = [norm(w) for w in paper.words]
        seen = {phrase for _, _, phrase in table.find(norms)}
        for phrase in seen:
            table.papers[phrase] += 1
            for kind in owns[paper.id].annotated.get(phrases[phrase], ()):
                table.annotated[phrase, kind] += 1
    return table, owns
