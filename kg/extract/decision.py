"""The component that decides between proposals: the one place where the sources meet.

1. A name means one thing in a paper: all proposals for the same string, and for the two forms of an
   abbreviation, are pooled, and the type with the surest proposal wins.
2. A name found once is found wherever it occurs.
3. What a fallback group proposes counts only for strings of which no other group says anything.
4. Of overlapping spans the longest stays, then the surest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.proposals import Proposal, annotate, proposals
from kg.extract.tokenizer import text_of

GROUP = "mentions"
# Proposals below these are dropped: mention F1 on dev peaks here. The tagger's own decoding has dropped most
# of what is less likely than not; of rules' proposals, more are right than half the F1 suggests.
THRESHOLD = 0.5
THRESHOLDS_OF_RULES = {"Model": 0.4, "Dataset": 0.4, "Metric": 0.4, "Task": 0.3, "Repo": 0.4}

# By name as it stands in the text: the best proposal, without place.
Verdicts = Mapping[str, tuple[str, float]]


class Decider:
    """Turns the proposals of several groups into the mentions of a document."""

    def __init__(
        self, groups: Sequence[str], fallbacks: Sequence[str], thresholds: Mapping[str, float]
    ) -> None:
        self.groups = tuple(groups)
        self.fallbacks = tuple(fallbacks)
        self.thresholds = thresholds

    def predict(self, doc: Doc) -> list[Proposal]:
        """Return the mentions of a document: no two overlap."""
        text = text_of(doc)
        found = [p for group in self.groups for p in proposals(doc, group)]
        known = {text[p.start : p.end] for p in found} | {text[slice(*a.short)] for a in doc._.abbreviations}
        for group in self.fallbacks:
            found += [p for p in proposals(doc, group) if text[p.start : p.end] not in known]
        verdicts = agree(text, found, doc._.abbreviations)
        sure = {name: v for name, v in verdicts.items() if v[1] >= self.thresholds.get(v[0], THRESHOLD)}
        return disjoint(spread(text, sure))

    def __call__(self, doc: Doc) -> Doc:
        """Write the mentions as `doc.spans["mentions"]` and return the document."""
        annotate(doc, GROUP, self.predict(doc))
        return doc


def agree(
    text: str, found: Iterable[Proposal], abbreviations: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> Verdicts:
    """Return for each proposed string the type and score that its best proposal gives it."""
    best: dict[str, tuple[str, float]] = {}
    for proposal in found:
        name = text[proposal.start : proposal.end]
        if name not in best or (proposal.score, proposal.type) > (best[name][1], best[name][0]):
            best[name] = proposal.type, proposal.score
    for short_span, long_span in abbreviations:
        short, long = text[slice(*short_span)], text[slice(*long_span)]
        verdict = max(best.get(short, ("", 0.0)), best.get(long, ("", 0.0)), key=lambda v: v[1])
        if verdict[1] > 0:
            best[short] = best[long] = verdict
    return best


def spread(text: str, verdicts: Verdicts) -> Iterator[Proposal]:
    """Yield every occurrence of the names, not inside a longer word or number."""
    if not verdicts:
        return
    for name, (kind, score) in verdicts.items():
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if _is_whole(text, at, end):
                yield Proposal(at, end, kind, score)
            at = text.find(name, at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a stretch of text begins and ends with a word ("GPT-4" is not in "GPT-4.1")."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return not (re.match(r"\w", before) or re.match(r"\w|\.\d", after))


def disjoint(found: Iterable[Proposal]) -> list[Proposal]:
    """Return proposals of which no two overlap, longest first, then surest; in order of their place."""
    taken: set[int] = set()
    kept = []
    for p in sorted(found, key=lambda p: (p.start - p.end, -p.score, p)):
        if taken.isdisjoint(range(p.start, p.end)):
            taken.update(range(p.start, p.end))
            kept.append(p)
    return sorted(kept)


@Language.factory(
    "paperatlas_decider",
    requires=["doc.spans", "doc._.abbreviations"],
    assigns=["doc.spans"],
    default_config={
        "groups": ["repositories", "statistical"],
        "fallbacks": [],
        "thresholds": {},
    },
)
def make(
    nlp: Language,  # noqa: ARG001 - the signature that spaCy calls
    name: str,  # noqa: ARG001
    groups: list[str],
    fallbacks: list[str],
    thresholds: dict[str, float],
) -> Decider:
    """Return the component."""
    return Decider(groups, fallbacks, thresholds)
