"""Which strings of a text are forms that the lexicon knows, and how sure each of them is.

Phrases are matched by their tokens' norms (lower case, singular; see `tokenizer.norm`) with hyphen and space
variants; what a matched string then means is decided by its exact case first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from kg.extract.tokenizer import AbstractTokenizer, text_of
from kg.keys import key
from kg.lexicon import Lexicon

# A form is believed as much as SMOOTHING papers of average outcome say, besides those where it was seen.
SMOOTHING = 2.0
# Mean precision on the train papers of lexicon forms that occur in one or two of them, by type; and of
# forms known from annotations alone.
PRIORS = {"Model": 0.75, "Dataset": 0.75, "Metric": 0.55, "Task": 0.5}
AMBIGUOUS_PRIOR = 0.3
OBSERVED_PRIOR = 0.5
# Shorter names mean something else in another case ("SAM", "Sam").
_MIN_FOLDED = 5
_SEPARATORS = re.compile(r"[\s\-‐‑–_/.]+")


@dataclass(frozen=True, slots=True)
class Form:
    """A known form: what it is a form of, and its score (the share of its occurrences that are one)."""

    text: str
    type: str
    exact_case: bool
    score: float
    needs_context: bool = False


class FormIndex:
    """Finds forms in documents."""

    def __init__(self, forms: Iterable[Form], tokenizer: AbstractTokenizer) -> None:
        self._exact: dict[str, Form] = {}
        self._folded: dict[str, Form] = {}
        self._cache: dict[str, Form | None] = {}
        self._matcher = PhraseMatcher(tokenizer.vocab, attr="NORM")
        phrases: set[tuple[str, ...]] = set()
        for form in forms:
            table = self._exact if form.exact_case else self._folded
            name = exact_key(form.text) if form.exact_case else key(form.text)
            if name not in table or table[name].score < form.score:
                table[name] = form
            phrases.update(tuple(tokenizer.words(v)) for v in variants(form.text))
        self._matcher.add("form", [Doc(tokenizer.vocab, words=list(words)) for words in sorted(phrases)])

    def lookup(self, text: str) -> Form | None:
        """Return the form that a string is, or None."""
        if text not in self._cache:
            self._cache[text] = self._exact.get(exact_key(text)) or self._folded.get(key(text))
        return self._cache[text]

    def find(self, doc: Doc) -> Iterator[tuple[int, int, Form]]:
        """Yield (first token, last token + 1, form) of every match, nested ones included."""
        text = text_of(doc)
        for _, start, end in self._matcher(doc):
            first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
            form = self.lookup(text[first:last])
            if form is not None:
                yield start, end, form


def exact_key(text: str) -> str:
    """Return a string's letters and digits in their case, without a plural ending."""
    singular = text[:-1] if text[-1:] == "s" and key(text[:-1]) == key(text) else text
    return _SEPARATORS.sub("", singular)


def variants(form: str) -> set[str]:
    """Return a form with its hyphen and space variants, itself included."""
    found = {form}
    if form.count("-") + form.count(" ") == 1:
        found |= {form.replace("-", " "), form.replace(" ", "-")}
        if re.search(r"\d|[a-z][A-Z]|[A-Z]{2}", form):
            found.add(re.sub(r"[\s-]", "", form))
    else:
        found.add(form.replace("-", " "))
    return found


def forms(lexicon: Lexicon, tokenizer: AbstractTokenizer) -> list[Form]:
    """Return the forms of a lexicon, each with its score from observation or, where unseen, its prior."""
    found: dict[tuple[str, bool], Form] = {}
    for observed in lexicon.observed:
        score = (observed.annotated + SMOOTHING * OBSERVED_PRIOR) / (observed.occurrences + SMOOTHING)
        name = exact_key(observed.form) if observed.exact_case else key(observed.form)
        found[name, observed.exact_case] = Form(observed.form, observed.type, observed.exact_case, score)
    for form in lexicon_forms(lexicon, tokenizer):
        name = exact_key(form.text) if form.exact_case else key(form.text)
        seen = found.get((name, form.exact_case))
        if seen is None:
            found[name, form.exact_case] = form
    return list(found.values())


def lexicon_forms(lexicon: Lexicon, tokenizer: AbstractTokenizer) -> Iterator[Form]:
    """Yield every form of the lexicon's rows with its prior score."""
    for kind, prior in PRIORS.items():
        for row in lexicon.rows(kind):
            for text in (row.name, *row.aliases):
                one_token = len(tokenizer.words(text)) == 1
                exact = row.ambiguous or one_token
                score = AMBIGUOUS_PRIOR if row.ambiguous else prior
                yield Form(text, kind, exact, score, row.ambiguous)
                if one_token and not row.ambiguous and len(text) >= _MIN_FOLDED:
                    yield Form(text, kind, False, score)
            for text in row.ambiguous_aliases:
                yield Form(text, kind, True, AMBIGUOUS_PRIOR, True)
