"""The trained role classifiers: for each entity type a multinomial logistic regression."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extract.bioes import TAGGED_TYPES
from kg.extract.phrase_table import PhraseTable, phrase_of
from kg.extract.word_table import norm

FORMAT = 1


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Weights by feature for the roles of one type, in the order of `records.ROLES`."""

    index: Mapping[str, int]
    weights: NDArray[np.float32]

    def predict(self, found: Collection[str]) -> NDArray[np.float32]:
        """Return the probability of each role."""
        rows = [self.index[f] for f in found if f in self.index]
        scores = np.exp((total := self.weights[rows].sum(axis=0)) - total.max())
        probabilities: NDArray[np.float32] = scores / scores.sum()
        return probabilities


def standing(strings: Sequence[Sequence[str]], kind: str, phrases: PhraseTable) -> tuple[int, bool]:
    """Return what is known of names, given as words, as names of a type.

    That is in how many annotated papers the best known is annotated so, and whether the lexicon has one.
    """
    number = TAGGED_TYPES.index(kind)
    found = (phrases.row(phrase_of([norm(w) for w in words])) for words in strings)
    rows = [row for row in found if row is not None]
    papers = max((int(phrases.annotated[row, number]) for row in rows), default=0)
    return papers, any(phrases.lexicon[row, number] for row in rows)


def save(path: Path, models: Mapping[str, RoleModel]) -> None:
    """Write the classifiers of all types."""
    names = {kind: sorted(m.index, key=m.index.__getitem__) for kind, m in models.items()}
    np.savez_compressed(
        path,
        format=np.array(FORMAT),
        features=np.array(json.dumps(names, sort_keys=True)),
        allow_pickle=False,
        **{f"weights/{kind}": m.weights.astype(np.float16) for kind, m in models.items()},
    )


def load(path: Path) -> dict[str, RoleModel]:
    """Return the classifiers that `save` wrote, by entity type."""
    with np.load(path) as data:
        names = json.loads(str(data["features"]))
        return {
            kind: RoleModel(
                {f: i for i, f in enumerate(features)}, data[f"weights/{kind}"].astype(np.float32)
            )
            for kind, features in names.items()
        }
