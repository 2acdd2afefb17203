"""The component that finds the numbers an abstract reports, and what they measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.sentences import Stretch, split
from kg.extract.tokenizer import text_of
from kg.records import PaperEntity, Result

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,9})?)"
_PERCENT = r"\s?\\?%|\s?(?:percent(?:age)?[ -]points?|percent\b|pp\b|p\.p\.)|-?\s?points?\b"
_RATIO = r"\s?[x×X](?!\w)|\s?\$?\\times\$?|-fold\b|\s?times\b(?! as many)"
_MEASURE = r"\s?(?:dB|ms|FPS|fps|GB|MB|mm|seconds?|minutes?|hours?|s)\b"
_VALUE = re.compile(
    rf"(?<![\w.,/^{{_-])(?:[~≤≥<>]\s?)?[+\-−±]?\$?[+\-−]?{_NUMBER}\$?"
    rf"(?P<first_unit>{_PERCENT}|{_RATIO})?"
    rf"(?:\s?(?:-{{1,2}}|–|(?:\$?\s?\\pm\s?\$?|±|\+/-))\s?\$?{_NUMBER}\$?)?"
    rf"(?P<unit>{_PERCENT}|{_RATIO}|{_MEASURE})?(?![\w/]|[.,]\d)"
)
_FROM = re.compile(r"\bfrom\s(?:about |around |roughly |[~$])?$")
_TO = re.compile(
    r"\bfrom\s[^.;]{1,40}\bto\s(?:an? )?(?:\w+ )?$|\b(?:drops?|falls?|rises?|reduced|accuracy) to\s$"
)
_DELTA_BEFORE = re.compile(
    r"\b(?:by|improv\w*|gains?|increas\w*|reduc\w*|boost\w*|outperform\w*|surpass\w*|drop\w*|decreas\w*|faster"
    r"|speed-?\s?up\w*|lower\w*|higher|sav\w*|cut\w*|exceed\w*|lead\w* of)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
_DELTA_AFTER = re.compile(
    r"\s?(?:[\w@-]+ ){0,3}?(?:improvements?|gains?|increases?|reductions?|boost|drop|decrease|faster"
    r"|speed-?\s?ups?|higher|lower|better|fewer|less|more|smaller|advantage|relative|acceleration|larger|over)\b",
    re.IGNORECASE,
)
_REACH = 60
# Of the results found in the train papers, the share whose value and metric are annotated so.
CONFIDENCE = 0.6


class Place(NamedTuple):
    """A mention of the entity with this index, in characters."""

    start: int
    end: int
    entity: int


class Results:
    """Finds results and links them to the entities of their sentence."""

    def predict(self, doc: Doc) -> list[Result]:
        """Return the results of a document in order of appearance."""
        text = text_of(doc)
        entities: Sequence[PaperEntity] = doc._.entities
        places = sorted(Place(m.start, m.end, i) for i, e in enumerate(entities) for m in e.mentions)
        found: list[Result] = []
        for sentence in split(text)[1:]:
            here = [p for p in places if sentence.start <= p.start and p.end <= sentence.end]
            found.extend(_of_sentence(text, sentence, here, entities))
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Write the results as `doc._.results` and return the document."""
        doc._.results = self.predict(doc)
        return doc


def _of_sentence(
    text: str, sentence: Stretch, places: Sequence[Place], entities: Sequence[PaperEntity]
) -> Iterator[Result]:
    """Yield the results of one sentence."""
    previous: tuple[int, bool] | None = None
    for match in _VALUE.finditer(text, *sentence):
        start, end = match.span()
        if any(p.start < end and start < p.end for p in places):
            continue
        unit = (match["unit"] or match["first_unit"] or "").strip()
        metric = _nearest(text, places, entities, "Metric", start, end)
        if not unit and (metric is None or "." not in match[0]):
            continue
        delta = _is_delta(text, sentence, start, end, unit, previous)
        previous = end, delta
        yield Result(
            value=match[0],
            delta=delta,
            model=_model(places, entities, start),
            dataset=_dataset(text, places, entities, start, end),
            metric=metric,
            start=start,
            end=end,
            confidence=CONFIDENCE,
        )


def _is_delta(
    text: str, sentence: Stretch, start: int, end: int, unit: str, previous: tuple[int, bool] | None
) -> bool:
    """Return whether a value is a difference or ratio; the members of a list are what its first is."""
    before = text[max(sentence.start, start - _REACH) : start]
    if _FROM.search(before) or _TO.search(before):
        return False
    if text[start] in "+-−" or "fold" in unit or "times" in unit or unit in {"x", "×", "X"} or "p" in unit:
        return True
    if previous is not None and re.fullmatch(
        r"(?:,| and|, and)? ?(?:[\w-]+ ){0,4}", text[previous[0] : start]
    ):
        return previous[1]
    after = text[end : min(sentence.end, end + _REACH)]
    return bool(_DELTA_BEFORE.search(before) or _DELTA_AFTER.match(after))


def _nearest(
    text: str, places: Sequence[Place], entities: Sequence[PaperEntity], kind: str, start: int, end: int
) -> int | None:
    """Return the entity of a type whose mention is nearest; numbers and commas between keep it off."""
    best: tuple[int, int] | None = None
    for place in places:
        if entities[place.entity].type == kind:
            between = text[place.end : start] if place.end <= start else text[end : place.start]
            distance = (
                len(between) + 12 * sum(c in ",;(" for c in between) + 4 * sum(c.isdigit() for c in between)
            )
            best = min(best or (distance, place.entity), (distance, place.entity))
    return None if best is None else best[1]


def _dataset(
    text: str, places: Sequence[Place], entities: Sequence[PaperEntity], start: int, end: int
) -> int | None:
    """Return the dataset nearest in the sentence, else the paper's only one."""
    near = _nearest(text, places, entities, "Dataset", start, end)
    if near is not None:
        return near
    known = [i for i, e in enumerate(entities) if e.type == "Dataset" and e.role != "mentioned"]
    return known[0] if len(known) == 1 else None


def _model(places: Sequence[Place], entities: Sequence[PaperEntity], start: int) -> int | None:
    """Return the proposed model that the sentence names last before the value, else the paper's first.

    Of a paper that proposes none, it is the model named last before the value.
    """
    models = [p.entity for p in places if p.end <= start and entities[p.entity].type == "Model"]
    own = [i for i in models if entities[i].role == "proposed"]
    if own:
        return own[-1]
    first = next((i for i, e in enumerate(entities) if e.type == "Model" and e.role == "proposed"), None)
    return models[-1] if first is None and models else first


@Language.factory("paperatlas_results", requires=["doc._.entities"], assigns=["doc._.results"])
def make(nlp: Language, name: str) -> Results:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    if not Doc.has_extension("results"):
        Doc.set_extension("results", default=())
    return Results()
