"""The component that proposes names by what the text says of them: introduced, described or listed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kg import lexicon
from kg.extract.names import NAME, RUN, category, is_dataset_name, is_name_shaped, lists
from kg.extract.nouns import DATASET, METRIC, MODEL, described
from kg.extract.precision import scored
from kg.extract.proposals import Finding, Proposal, Proposer
from kg.extract.tokenizer import text_of

_VERB = (
    r"(?:propos(?:es?|ed|ing)|introduc(?:es?|ed|ing)|present(?:s|ed|ing)?|develop(?:s|ed|ing)?|releas(?:es?|ed|ing)"
    r"|design(?:s|ed|ing)?|describ(?:es?|ed|ing)|buil(?:ds?|t|ding)|construct(?:s|ed|ing)?|creat(?:es?|ed|ing)"
    r"|curat(?:es?|ed|ing)|contribut(?:es?)|unveil|devis(?:es?|ed|ing)|establish(?:es)?|formulat(?:es?)|offers?"
    r"|provid(?:es?)|open-source|call|name|term|dub|assembl(?:es?|ed)|collect(?:ed)?)"
)
_SUBJECT = (
    r"(?:\b[Ww]e|\b[Tt]his (?:paper|work|article|study|report|research|thesis|survey)"
    r"|\b[Tt]he (?:paper|authors?)"
    r"|\b[Tt]o (?:address|tackle|bridge|overcome|fill|solve|mitigate|this|achieve|alleviate)[^.]{0,120}?)"
)
# Words that end the noun phrase in which a new name could stand.
_NO_MODIFIER = (
    r"(?!(?:for|with|using|based|that|which|to|of|on|in|by|from|and|where|via|as|is|are|into|over|how|what|when"
    r"|through|against|between|called|named|under)\b)"
)
_MODIFIERS = rf"(?:{_NO_MODIFIER}[\w-]{{1,24}},? ){{0,7}}?"
_OPENING = r"[\"“'‘{$]{0,3}(?:\\[a-z]{2,8}\{)?"
_CLOSING = r"[\"”'’}$]{0,3}"
_INTRODUCED = re.compile(rf"{_SUBJECT}\b[^.;:]{{0,60}}?\b{_VERB} {_MODIFIERS}{_OPENING}(?P<name>{RUN})")
_CALLED = re.compile(
    rf"\b(?:called|named|dubbed|termed|coined|denoted|namely|known as|referred to as|abbreviated as|entitled"
    rf"|titled|i\.e\.,?)(?: as)?:? (?:the )?{_OPENING}(?P<name>{RUN})"
)

_APPOSITION = re.compile(
    rf"(?P<name>{RUN}){_CLOSING}(?: \([^()]{{1,80}}\))?(?:,| is| --| —|:) (?:a|an|the first|our)\s"
    rf"(?=[^.]{{0,90}}?\b(?:{DATASET}|{MODEL}|{METRIC})\b)"
)
_TITLE = re.compile(r"(?P<name>[^\s:\n][^:\n]{0,48}?)\s*(?:\([^()\n]{1,60}\))?:\s")
_AFTER = {
    kind: re.compile(rf"(?P<name>{name}){_CLOSING} (?:[a-z-]{{3,20}} )?{noun}\b")
    for kind, name, noun in (("Dataset", RUN, DATASET), ("Model", RUN, MODEL), ("Metric", NAME, METRIC))
}
_SUCH_AS = r"(?: \w+)?(?:,? (?:such as|including|like|e\.g\.,?|i\.e\.,?|namely)|[:,]| —| -| \()"
_LIST_CUES = {
    "Dataset": re.compile(
        rf"(?:{DATASET}{_SUCH_AS}|\b(?:experiments|evaluat\w+|results|tested|trained|validated?|validation|performance"
        r"|benchmark\w*|state-of-the-art|accuracy|SOTA)\b[^.,;]{0,40} (?:on|across|over)(?: the)?)\s?$"
    ),
    "Model": re.compile(
        rf"(?:{MODEL}{_SUCH_AS}|\b(?:compared (?:with|to)|outperform\w*|surpass\w*|baselines?(?: such as"
        r"| like| including)?|than|over|using|with|based on)(?: the)?)\s?$"
    ),
}
_LIST_NOUNS = {
    kind: re.compile(rf" (?:\w+ )?{noun}\b") for kind, noun in (("Dataset", DATASET), ("Model", MODEL))
}
_REACH = 90
# Names before a title's colon are short.
_WORDS_OF_TITLE_NAME = 5


class NewNames(Proposer):
    """Proposes names that the text introduces, describes or lists."""

    group = "new_names"

    def __init__(self, common: Collection[str]) -> None:
        self.common = common

    def predict(self, doc: Doc) -> Iterable[Proposal]:
        """Return a proposal for each place where a rule finds a name."""
        return scored(find(text_of(doc), self.common))


def find(text: str, common: Collection[str]) -> Iterator[Finding]:
    """Yield what the rules find in a text; `common` are words that are no names for being capitalised."""
    yield from _of_title(text, common)
    for found in (*_introduced(text), *_with_noun(text), *_listed(text)):
        start = _past_common_words(text, found.start, found.end, common)
        if start < found.end:
            name = text[start : found.end]
            yield found._replace(start=start, source=f"{found.source}: {category(name, common)}")


def _past_common_words(text: str, start: int, end: int, common: Collection[str]) -> int:
    """Return where a name begins once words are left out that only a sentence's begin made capitals of.

    It is `end` where no word is left.
    """
    begins_sentence = start < 2 or text[start - 2] in ".!?:" or text[start - 1] == "\n"  # noqa: PLR2004 - ". X"
    while start < end:
        word = re.compile(r"[A-Za-z]+(?![\w-])").match(text, start, end)
        if word is None or is_name_shaped(word[0]) or word[0].lower() not in common:
            break
        rest = re.compile(r"\s*").match(text, word.end(), end)
        if not begins_sentence and (word.end() < end and text[word.end() : word.end() + 1] == " "):
            break
        start = rest.end() if rest else word.end()
        begins_sentence = begins_sentence and text[start : start + 1].islower()
        while small := re.compile(r"[a-z]+ ").match(text, start, end):
            start = small.end()
    return start


def _typed(name: str, after: str) -> str:
    """Return the type of a new name, by its own ending and the words that follow it."""
    if is_dataset_name(name):
        return "Dataset"
    return described(after) or "Model"


def _of_title(text: str, common: Collection[str]) -> Iterator[Finding]:
    """Yield the name before the colon of a title."""
    match = _TITLE.match(text)
    if match is None:
        return
    name = match["name"]
    words = name.split()
    kind_of_name = category(name, common)
    if len(words) > 1 and (len(words) > _WORDS_OF_TITLE_NAME or not kind_of_name.startswith("shaped")):
        return
    if name[0].islower() and not is_name_shaped(name):
        return
    title_end = text.find("\n", match.end() - 1)
    if title_end < 0:
        return
    after = text[match.end() : title_end]
    again = text.find(name, title_end)
    kind = described(after)
    if kind != "Dataset":
        kind = _typed(name, text[again + len(name) : again + len(name) + _REACH] if again >= 0 else after)
    yield Finding(match.start("name"), match.end("name"), kind, f"title: {kind_of_name}")


def _introduced(text: str) -> Iterator[Finding]:
    """Yield the names after "we propose", after "called", and before ", a novel"."""
    for source, pattern in (("introduced", _INTRODUCED), ("called", _CALLED), ("apposition", _APPOSITION)):
        for match in pattern.finditer(text):
            start, end = match.span("name")
            before = text[match.start() : start]
            said = source != "apposition" and re.search(rf"\b{DATASET}\b", before)
            kind = "Dataset" if said else _typed(match["name"], text[end : end + _REACH])
            yield Finding(start, end, kind, source)


def _with_noun(text: str) -> Iterator[Finding]:
    """Yield the names before a noun of their type: "the Foo dataset"."""
    for kind, pattern in _AFTER.items():
        for match in pattern.finditer(text):
            yield Finding(*match.span("name"), kind, "before its noun")


def _listed(text: str) -> Iterator[Finding]:
    """Yield the members of enumerations that a cue announces."""
    for members in lists(text):
        start, end = members[0][0], members[-1][1]
        before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
        for kind, cue in _LIST_CUES.items():
            if cue.search(before) or _LIST_NOUNS[kind].match(after):
                yield from (Finding(s, e, kind, "listed") for s, e in members)
                break


@Language.factory("paperatlas_new_names", assigns=["doc.spans"])
def make(nlp: Language, name: str) -> NewNames:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    return NewNames(lexicon.load().common_words)
