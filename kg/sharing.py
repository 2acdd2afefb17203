"""Papers that share datasets, models, metrics or tasks: ranked, with what they share.

Sharing is to *use* the same thing (`vocabulary.SHARING_PROPERTIES`), not just to mention it. The score is
that of Adamic and Adar ("Friends and neighbors on the Web", Social Networks 25, 2003): each thing that two
papers share counts 1 / ln(number of papers that use it), so that a rare one counts for more.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from kg import entities, sparql
from kg.entities import lexical
from kg.errors import UsageError
from kg.store.results import select
from kg.store.seam import Store
from kg.vocabulary import PATHS, SHARING_PROPERTIES

# What papers can share, by path word: its properties.
BY: Mapping[str, Sequence[str]] = {PATHS[kind]: iris for kind, iris in SHARING_PROPERTIES.items()}

# A variant of what the other paper uses is some evidence that the two are comparable, and not as much as
# the thing itself. No data chose the half: it keeps a family match below an exact one in the same family.
FAMILY_WEIGHT = 0.5

# Of a score: digits that floating-point sums agree on in any order.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class SharedEntity:
    """Something that two papers share: what the other paper uses, exactly that or another of its family."""

    entity: str
    label: str
    exact: bool


@dataclass(frozen=True, slots=True)
class SharingPaper:
    """A paper that shares, with its score, and what it shares in order of IRI."""

    paper: str
    title: str
    score: float
    shared: tuple[SharedEntity, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """One page of the papers that share, the best first; `total` counts all of them."""

    items: tuple[SharingPaper, ...]
    total: int
    offset: int

    @property
    def truncated(self) -> bool:
        """Whether there are more after these."""
        return self.offset + len(self.items) < self.total

    def to_json_object(self, next_url: str | None = None) -> dict[str, Any]:
        """Return the JSON form of a list; `next_url` is where the next page is, if there is one."""
        return {
            "items": [
                {
                    "paper": item.paper,
                    "title": item.title,
                    "score": item.score,
                    "shared": [{"entity": s.entity, "label": s.label, "exact": s.exact} for s in item.shared],
                }
                for item in self.items
            ],
            "total": self.total,
            "shown": len(self.items),
            "truncated": self.truncated,
            "next": next_url if self.truncated else None,
        }

    def to_csv(self) -> str:
        """Return one row for each thing that a paper shares, under a header."""
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(("paper", "title", "score", "entity", "label", "exact"))
        for item in self.items:
            for s in item.shared:
                rows.writerow((item.paper, item.title, item.score, s.entity, s.label, str(s.exact).lower()))
        return out.getvalue()


def shared(
    store: Store,
    iri: str,
    *,
    by: str | None = None,
    family: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> Shared:
    """Return the papers that share with a paper, or that use an entity.

    `by` is a path word of `BY`; by default "dataset" for a paper, and for an entity its own type, the only
    one that it can have. With `family`, whoever uses another entity of the same family shares too. For an
    entity the score is 1 for its own users and `FAMILY_WEIGHT` for those of its relatives.

    Raises UnknownEntityError, UsageError for an argument that does not fit, and the errors of
    `Store.query`.
    """
    if limit < 1:
        raise UsageError(f"limit {limit} is not positive", "limit")
    if offset < 0:
        raise UsageError(f"offset {offset} is negative", "offset")
    kind, label = entities.describe(store, iri)
    by = _checked(by, kind)
    used = _used(store, iri, by) if kind == "paper" else {iri: label}
    groups = _groups(store, used, family=family)
    scores: dict[str, float] = {}
    for group in groups:
        for paper in group.papers - {iri}:
            score = group.adamic_adar(paper) if kind == "paper" else group.closeness(paper)
            scores[paper] = scores.get(paper, 0.0) + score
    # Rounded before they are compared, so that the order of adding does not decide.
    rounded = {paper: round(score, _DECIMALS) for paper, score in scores.items()}
    ranked = sorted(rounded, key=lambda paper: (-rounded[paper], paper))
    items = tuple(
        SharingPaper(
            paper=paper,
            title=entities.describe(store, paper)[1],
            score=rounded[paper],
            shared=tuple(entity for group in groups for entity in group.shared_with(paper)),
        )
        for paper in ranked[offset : offset + limit]
    )
    return Shared(items, len(ranked), offset)


@dataclass(frozen=True, slots=True)
class _Group:
    """Some entities that count as one thing: a family, or a single entity.

    `exact` are those of them that the centre is or uses; `users` are the papers of each.
    """

    labels: Mapping[str, str]
    exact: Collection[str]
    users: Mapping[str, Collection[str]]

    @property
    def papers(self) -> set[str]:
        """All papers that use one of the entities."""
        return {paper for papers in self.users.values() for paper in papers}

    def closeness(self, paper: str) -> float:
        """Return 1 for a paper that uses just the same, FAMILY_WEIGHT for one that uses a relative."""
        return 1.0 if any(paper in self.users[entity] for entity in self.exact) else FAMILY_WEIGHT

    def adamic_adar(self, paper: str) -> float:
        """Return what the group adds to the score of a paper that uses one of it."""
        same = [_rarity(self.users[e]) for e in sorted(self.exact) if paper in self.users[e]]
        return sum(same) if same else FAMILY_WEIGHT * _rarity(self.papers)

    def shared_with(self, paper: str) -> list[SharedEntity]:
        """Return what a paper uses of the group, in order of IRI."""
        return [
            SharedEntity(entity, self.labels[entity], entity in self.exact)
            for entity in sorted(self.users)
            if paper in self.users[entity]
        ]


def _rarity(papers: Collection[str]) -> float:
    """Return what a thing counts that these papers use.

    The centre and the other paper use it; where a new generation took that from the centre between two
    queries, it still counts as used by two.
    """
    return 1 / log(max(2, len(papers)))


def _groups(store: Store, used: Mapping[str, str], *, family: bool) -> list[_Group]:
    """Return the entities in `used` (with their labels) as groups, with what else is of their families."""
    families = [entities.family(store, iri) if family else {iri: used[iri]} for iri in sorted(used)]
    distinct = {min(labels): labels for labels in families}
    return [
        _Group(
            labels=labels,
            exact=labels.keys() & used.keys(),
            users={iri: _users(store, iri) for iri in labels},
        )
        for _, labels in sorted(distinct.items())
    ]


def _used(store: Store, paper: str, by: str) -> dict[str, str]:
    """Return the labels of what a paper uses of a type, by IRI."""
    rows = select(store, sparql.text("uses"), {"paper": paper})
    return {
        lexical(row["entity"]): lexical(row.get("label", row["entity"]))
        for row in rows
        if row["property"] in BY[by]
    }


def _users(store: Store, entity: str) -> frozenset[str]:
    """Return the papers that use an entity."""
    return frozenset(lexical(row["paper"]) for row in select(store, sparql.text("users"), {"entity": entity}))


def _checked(by: str | None, kind: str) -> str:
    """Return what is shared, given what was asked for and the type of the centre. Raises UsageError."""
    if by is not None and by not in BY:
        raise UsageError(f"by {by!r} is none of {', '.join(BY)}", "by")
    if kind == "paper":
        return by or PATHS["Dataset"]
    if kind not in BY:
        raise UsageError(f"papers share no thing of type {kind}")
    if by not in (None, kind):
        raise UsageError(f"by {by!r} does not fit what is itself of type {kind}", "by")
    return kind
