"""What a graph holds, in a few figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg import stored_queries
from kg.entities import lexical
from kg.store.generations import Generation
from kg.store.results import select
from kg.store.seam import Store

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SharedDataset:
    """A dataset, or the head of a family of `members` datasets in use, and how many papers use it."""

    iri: str
    label: str
    papers: int
    members: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a graph, and the datasets that several papers use, those of most papers first.

    `entities` counts by path word; `triples` counts all graphs of the store.
    """

    papers: int
    entities: Mapping[str, int]
    results: int
    triples: int
    shared_datasets: tuple[SharedDataset, ...]

    def to_json_object(self) -> dict[str, Any]:
        """Return the figures as JSON."""
        return {
            "papers": self.papers,
            "entities": dict(self.entities),
            "results": self.results,
            "triples": self.triples,
            "shared_datasets": [
                {"dataset": d.iri, "label": d.label, "papers": d.papers, "members": d.members}
                for d in self.shared_datasets
            ],
        }

    def text(self) -> str:
        """Return the figures as lines for people."""
        counts = {"papers": self.papers, **self.entities, "results": self.results, "triples": self.triples}
        lines = [f"{name:<10} {count:>9,}" for name, count in counts.items()]
        if self.shared_datasets:
            lines.append("")
            lines.append("Datasets that papers share (a family of versions and subsets counts as one):")
            for d in self.shared_datasets:
                family = f" (a family of {d.members})" if d.members > 1 else ""
                lines.append(f"{d.papers:>5} papers  {d.label}{family}")
        return "".join(line + "\n" for line in lines)


def statistics(store: Store, generation: Generation) -> Statistics:
    """Return the figures of a generation: counts as its build noted them, shared datasets by query.

    Raises the errors of `Store.query`.
    """
    facts = generation.manifest.facts
    rows = select(store, stored_queries.catalogue()["datasets-by-papers"].text)
    datasets = [
        SharedDataset(
            iri=lexical(row["family"]),
            label=lexical(row["label"]),
            papers=int(lexical(row["papers"])),
            members=int(lexical(row["members"])),
        )
        for row in rows[:_SHOWN]
    ]
    return Statistics(
        papers=facts["papers"],
        entities=facts["entities"],
        results=facts["results"],
        triples=facts["triples"],
        shared_datasets=tuple(d for d in datasets if d.papers > 1),
    )
