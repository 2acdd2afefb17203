"""Where annotated entities lie in a text, and which predicted one is which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx

from kg.errors import InputError
from kg.records import TYPES, Paper

Span = tuple[int, int]
Entity = Mapping[str, Any]

# What a pair counts, each unit more than all that follow it can together make up for in one text: that it
# is a pair, that the roles agree, each span in common; then, at half a span, that the names agree.
_PAIR = 2_000_000
_ROLE = 2_000
_SPAN = 2
_NAME = 1
# Order decides between equals only: a record of 1,000 entities has not this much of it.
_ORDER = 10**10
# One place further down counts more than any distance between the places of a pair.
_PLACE = 10**3


def text_of(paper_id: str, papers: Mapping[str, Paper]) -> str:
    """Return the text of the paper that a record is of. Raises InputError where there is none."""
    if paper_id not in papers:
        raise InputError(f"record {paper_id}: there is no such paper")
    return papers[paper_id].text


def occurrences(mention: str, text: str) -> list[Span]:
    """Return where a string stands in a text as a word: "GPT-4" is not in "GPT-4.1", nor "net" in "nets"."""
    pattern = rf"(?<!\w){re.escape(mention)}(?!\w|\.\d)"
    return [match.span() for match in re.finditer(pattern, text)]


def entity_spans(entity: Entity, text: str, where: str) -> set[Span]:
    """Return all spans of an entity: those given, else every occurrence of its mention strings.

    Raises InputError, naming `where`, for a span outside the text.
    """
    if "spans" not in entity:
        return {span for mention in entity["mentions"] for span in occurrences(mention, text)}
    spans = {(start, end) for start, end in entity["spans"]}
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(text):
            raise InputError(f"{where}: span {start}-{end} is outside the text of {len(text)} characters")
    return spans


def mentions(entities: Sequence[Entity], text: str, where: str) -> dict[Span, str]:
    """Return the type at every mention of a record.

    Mention strings stand for their occurrences, the longest first and none over another; of two types of
    one span, the later counts, and a string's before a given span's.
    """
    types: dict[Span, str] = {}
    strings: dict[str, str] = {}
    for entity in entities:
        if "spans" in entity:
            types.update((span, entity["type"]) for span in entity_spans(entity, text, where))
        else:
            strings.update((mention, entity["type"]) for mention in entity["mentions"])
    taken: set[int] = set()
    for mention in sorted(strings, key=lambda mention: (-len(mention), mention)):
        for span in occurrences(mention, text):
            if taken.isdisjoint(range(*span)):
                taken.update(range(*span))
                types[span] = strings[mention]
    return types


def pairs(
    gold: Sequence[Entity], predicted: Sequence[Entity], text: str, where: str
) -> list[tuple[Entity, Entity]]:
    """Return gold and predicted entities of one type matched one to one.

    Two can be matched that share a span. As many as possible are; then as many with equal roles, with
    most spans in common, with equal names; last, those that stand first
    in their records: a choice between equals, which another implementation may make otherwise.
    """
    found = []
    for kind in TYPES:
        wanted = [(entity, entity_spans(entity, text, where)) for entity in gold if entity["type"] == kind]
        given = [
            (entity, entity_spans(entity, text, where)) for entity in predicted if entity["type"] == kind
        ]
        graph: nx.Graph[tuple[str, int]] = nx.Graph()
        for i, (a, spans) in enumerate(wanted):
            for j, (b, other_spans) in enumerate(given):
                common = len(spans & other_spans)
                if common:
                    weight = (
                        _PAIR + _ROLE * (a["role"] == b["role"]) + _SPAN * common + _NAME * same_name(a, b)
                    )
                    order = _PLACE * (i + j) + (i - j) ** 2
                    graph.add_edge(("gold", i), ("predicted", j), weight=_ORDER * weight - order)
        matched = (sorted(edge) for edge in nx.max_weight_matching(graph))
        found += [(wanted[i][0], given[j][0]) for (_, i), (_, j) in sorted(matched)]
    return found


def same_name(a: Entity, b: Entity) -> bool:
    """Tell whether two entities have one name, case, spaces and punctuation aside."""
    return squash(a["name"]) == squash(b["name"])


def squash(name: str) -> str:
    """Return a name's letters and digits, casefolded: looser than `keys.key`, as the scores define it."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).casefold())
