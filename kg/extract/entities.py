"""The component that groups mentions into the entities of the paper, and names them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from spacy.language import Language
from spacy.tokens import Doc

from kg import lexicon, repository_urls
from kg.extract.decision import GROUP
from kg.extract.proposals import Proposal, proposals
from kg.extract.tokenizer import text_of
from kg.keys import key, squash
from kg.records import Mention, PaperEntity


class Entities:
    """Groups mentions by key, by the lexicon's aliases and by the document's abbreviations."""

    def __init__(self, aliases: Mapping[tuple[str, str], str]) -> None:
        self.aliases = aliases

    def predict(self, doc: Doc) -> list[PaperEntity]:
        """Return the entities of a document in the order of their first mention, without a role."""
        text = text_of(doc)
        mentions = list(proposals(doc, GROUP))
        joined = _abbreviated(text, doc._.abbreviations)
        long_forms = {text[slice(*a.long)] for a in doc._.abbreviations}
        groups: dict[tuple[str, str], list[Proposal]] = {}
        for mention in mentions:
            groups.setdefault(self._identity(text, mention, joined), []).append(mention)
        return [
            PaperEntity(
                kind,
                _name(text, kind, group, long_forms),
                "",
                tuple(Mention(m.start, m.end, m.score) for m in group),
            )
            for (kind, _), group in groups.items()
        ]

    def _identity(self, text: str, mention: Proposal, joined: Mapping[str, str]) -> tuple[str, str]:
        """Return what the mentions of one entity share: its type and a key."""
        name = text[mention.start : mention.end]
        if mention.type == "Repo":
            return "Repo", repository_urls.canonical_key(name)
        own = key(name)
        own = joined.get(own, own)
        return mention.type, self.aliases.get((mention.type, own), own)

    def __call__(self, doc: Doc) -> Doc:
        """Write the entities as `doc._.entities` and return the document."""
        doc._.entities = self.predict(doc)
        return doc


def _abbreviated(
    text: str, abbreviations: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> dict[str, str]:
    """Return the key of the long form by that of the short form."""
    return {key(text[slice(*short)]): key(text[slice(*long)]) for short, long in abbreviations}


def _name(text: str, kind: str, group: list[Proposal], long_forms: Collection[str]) -> str:
    """Return the name of an entity: its most frequent form, or a task's long form, in the singular."""
    strings = [text[m.start : m.end] for m in group]
    if kind == "Repo":
        return repository_urls.clean(strings[0])
    if kind == "Task" and (spelled_out := [s for s in strings if s in long_forms]):
        return _singular(spelled_out[0])
    return _singular(max(strings, key=lambda s: (strings.count(s), -strings.index(s))))


def _singular(name: str) -> str:
    """Return a name without the plural ending of an ordinary word or an acronym; coined names keep theirs."""
    last = re.split(r"[\s-]", name)[-1]
    if re.search(r"[ -]of[ -]|FLOPs$", name) or re.search(r"[a-z][A-Z]", last):
        return name
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        shorter = name.removesuffix(ending) + instead
        if name.endswith(ending) and squash(shorter) == key(name):
            return shorter
    return name


def aliases(rows: Iterable[lexicon.Row]) -> dict[tuple[str, str], str]:
    """Return the key of the row's name by type and key of each of its forms."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for form in (*row.aliases, *row.ambiguous_aliases):
            found.setdefault((row.type, key(form)), key(row.name))
    return found


@Language.factory(
    "paperatlas_entities", requires=["doc.spans", "doc._.abbreviations"], assigns=["doc._.entities"]
)
def make(nlp: Language, name: str) -> Entities:  # noqa: ARG001 - the signature that spaCy calls
    """Return the component."""
    if not Doc.has_extension("entities"):
        Doc.set_extension("entities", default=())
    known = lexicon.load()
    return Entities(aliases(row for kind in lexicon.TABLES for row in known.rows(kind)))
