"""The component that says what role each entity plays in the paper, by cues around its mentions."""

from __future__ import annotations

import dataclasses
import re
from types import MappingProxyType

from spacy.language import Language
from spacy.tokens import Doc

from kg import repository_urls
from kg.extract.sentences import Stretch, split
from kg.extract.tokenizer import text_of
from kg.records import PaperEntity

# How far cues reach from a mention, in characters: about a line and a half.
_REACH = 120
_INTRODUCES = re.compile(
    r"\b(?:[Ww]e|[Tt]his (?:paper|work|article|study)|[Tt]he (?:paper|authors))\b[^.;]{0,50}?"
    r"\b(?:propos|introduc|present|develop|releas|design|buil|construct|creat|curat|contribut|unveil|devis|call|name"
    r"|term|dub|formulat|describ|establish|instantiate)\w*\b"
    r"(?:(?!\b(?:for|with|using|based|on|by|via|from|in|of|to)\b)[^.;]){0,60}$"
    r"|\b(?:called|named|dubbed|termed|coined)(?: as)? [^\w]{0,3}$"
)
_IS_INTRODUCED = re.compile(
    r"[\"”'’}]{0,2}(?: \([^()]{1,80}\))?(?:,| is| --| —|:) (?:a|an|the first|our)\s(?:\w+[- ]){0,3}?"
    r"(?:novel|new|first|simple|unified|comprehensive|large-scale|framework|method|benchmark|dataset|approach)\b"
)
_OURS = re.compile(
    r"\b[Oo]ur(?: (?:proposed|method|model|framework|approach|system|benchmark|dataset)[, ]*)? ?$"
)
_BASELINE = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beat\w*|compar(?:ed|ing|ison|able|es?|ably|ative\w*)"
    r" (?:with|to|against)|baselines?(?: such as| like| including|,)?|superior to|better than"
    r"|competitive with|versus|vs\.?|improv\w+ (?:over|upon)|gains? over|faster than|than"
    r"|over(?= (?:the )?[\w-]+$)|match\w*|rival\w*)\b[^.;]{0,90}$"
)
_TURN = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Tt]his (?:paper|work|article|study|survey|report|research)|[Ii]n this)\b"
)
_PAGE = re.compile(
    r"\b(?:pages?|web\s?site|homepage|web\s?page|demos?|visuali[sz]ations?|videos?|blog)\b", re.IGNORECASE
)
_CODE = re.compile(
    r"\b(?:code\w*|implementation|github|source|repository|software|toolkit|library)\b", re.IGNORECASE
)
_DATA = re.compile(r"\b(?:data\w*|benchmark|corpus|annotations)\b", re.IGNORECASE)
_WEIGHTS = re.compile(r"\b(?:models?|weights|checkpoints?)\b", re.IGNORECASE)

_OF_THE_PAPER = MappingProxyType({"Metric": "reported", "Task": "addressed"})


class Roles:
    """Gives every entity of a document its role."""

    def predict(self, doc: Doc) -> list[PaperEntity]:
        """Return the document's entities, each with its role."""
        text = text_of(doc)
        sentences = split(text)
        turn = next((s.start for s in sentences[1:] if _TURN.search(text, *s)), 0)
        return [dataclasses.replace(e, role=role(text, e, sentences, turn)) for e in doc._.entities]

    def __call__(self, doc: Doc) -> Doc:
        """Rewrite `doc._.entities` with roles and return the document."""
        doc._.entities = self.predict(doc)
        return doc


def role(text: str, entity: PaperEntity, sentences: list[Stretch], turn: int) -> str:
    """Return the role that the mentions of an entity have in a text.

    `turn` is where the sentence begins in which the paper first speaks of itself: what stands only between
    the title and there is background.
    """
    if entity.type == "Repo":
        return _repository_role(text, entity, sentences)
    title_end = text.find("\n")
    background = all(title_end < m.start < turn for m in entity.mentions)
    if entity.type in _OF_THE_PAPER:
        return "mentioned" if background else _OF_THE_PAPER[entity.type]
    if _is_new(text, entity, title_end):
        return "introduced" if entity.type == "Dataset" else "proposed"
    if entity.type == "Dataset":
        # Of 14 datasets that train papers mention as background, the position gives none away.
        return "used"
    befores = (text[max(0, m.start - _REACH) : m.start] for m in entity.mentions if m.start > title_end)
    if any(_BASELINE.search(before) for before in befores):
        return "baseline"
    return "mentioned" if background else "used"


def _is_new(text: str, entity: PaperEntity, title_end: int) -> bool:
    """Return whether a model or dataset is the paper's own."""
    first = entity.mentions[0]
    if first.start == 0 and re.match(r"\s*(?:\([^()\n]*\))?:", text[first.end : title_end]):
        return True
    for mention in entity.mentions:
        before = text[max(0, mention.start - _REACH) : mention.start]
        after = text[mention.end : mention.end + _REACH]
        if _INTRODUCES.search(before) or _IS_INTRODUCED.match(after) or _OURS.search(before):
            return True
    return False


def _repository_role(text: str, entity: PaperEntity, sentences: list[Stretch]) -> str:
    """Return what a repository holds, by the words of its sentence before it and by its host."""
    first = entity.mentions[0]
    start = max((s.start for s in sentences if s.start <= first.start), default=0)
    before = text[max(start, first.start - _REACH) : first.start]
    host_role = repository_urls.default_role(entity.name)
    if _CODE.search(before):
        return (
            host_role
            if host_role in {"data", "model"} and not re.search(r"[Cc]ode", before[-30:])
            else "code"
        )
    if _PAGE.search(before) and host_role != "code":
        return "page"
    if host_role == "code":
        return "data" if _DATA.search(before) and not _WEIGHTS.search(before) else "code"
    return host_role


@Language.factory("paperatlas_roles", requires=["doc._.entities"], assigns=["doc._.entities"])
def make(nlp: Language, name: str) -> Roles:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    return Roles()
