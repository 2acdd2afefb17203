"""Trains the role classifiers: one multinomial logistic regression for each entity type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from kg.extract.phrase_table import PhraseTable
from kg.extract.role_features import Candidate, features, text_of
from kg.extract.role_model import RoleModel, standing
from kg.records import ROLES
from kg.training.aligned import AnnotatedPaper, TokenEntity
from kg.training.config import Roles


@dataclass(frozen=True, slots=True)
class Judged:
    """An entity's features and the place of its role in ROLES."""

    type: str
    features: frozenset[str]
    role: int


def judged(paper: AnnotatedPaper, phrases: PhraseTable, *, counted: bool) -> list[Judged]:
    """Return the entities with annotated roles; `counted`: the paper is in the phrase counts."""
    text = text_of(paper.words, paper.title_words)
    found = [
        (e, _candidate(e, paper, phrases, counted=counted)) for e in paper.entities if e.role is not None
    ]
    everything = [c for _, c in found]
    return [
        Judged(c.type, frozenset(features(text, c, everything)), ROLES[c.type].index(str(e.role)))
        for e, c in found
    ]


def _candidate(
    entity: TokenEntity, paper: AnnotatedPaper, phrases: PhraseTable, *, counted: bool
) -> Candidate:
    """Return an annotated entity as the classifiers read it."""
    names = tuple(paper.words[start:end] for start, end in entity.mentions)
    papers, known = standing(names, entity.type, phrases)
    return Candidate(entity.type, entity.mentions, " ".join(names[0]), max(0, papers - counted), known)


def fit(items: Sequence[Judged], kind: str, settings: Roles) -> RoleModel:
    """Return the classifier of one type; features of too few entities are left out."""
    mine = [i for i in items if i.type == kind]
    counts = Counter(f for i in mine for f in i.features)
    index = {f: n for n, f in enumerate(sorted(f for f, c in counts.items() if c >= settings.least))}
    x = np.zeros((len(mine), len(index)), dtype=np.float32)
    for row, item in enumerate(mine):
        x[row, [index[f] for f in item.features if f in index]] = 1.0
    inputs, gold = torch.from_numpy(x), torch.tensor([i.role for i in mine])
    weights = torch.zeros(len(index), len(ROLES[kind]), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        """Return the penalised loss, and leave its gradient."""
        optimizer.zero_grad()
        value = (
            torch.nn.functional.cross_entropy(inputs @ weights, gold, reduction="sum")
            + settings.penalty * weights.square().sum()
        )
        value.backward()
        return value

    optimizer.step(loss)
    return RoleModel(index, weights.detach().numpy())
