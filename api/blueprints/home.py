"""The front page: a search box, what the graph holds, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from api import catalogue
from api.descriptions import plain, reference
from api.pages import plural
from api.served_graph import ServedGraph, served
from kg.vocabulary import PATHS

blueprint = Blueprint("home", __name__)

# Those of the stored queries that show best what the graph is for.
_EXAMPLES = (
    "papers-sharing-datasets",
    "datasets-by-papers",
    "leaderboard",
    "models-with-code",
    "comparisons-on-dataset",
    "co-used-datasets",
)


@blueprint.get("/")
def index() -> str:
    """Show the front page."""
    graph = served()
    facts = graph.generation.manifest.facts
    return render_template(
        "home.html",
        papers=facts["papers"],
        counts=_counts(facts),
        datasets=_datasets(graph),
        examples=[catalogue.queries()[name] for name in _EXAMPLES],
    )


def _counts(facts: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return how much there is of each kind, as the manifest counted it."""
    entities = [(plural(word), facts["entities"].get(word, 0)) for word in PATHS.values()]
    return [("papers", facts["papers"]), *entities, ("results", facts["results"])]


def _datasets(graph: ServedGraph) -> list[dict[str, Any]]:
    """Return the datasets that most papers share, with the number of their papers."""
    return [
        reference(graph, row["entity"], row["label"]) | {"papers": int(plain(row["papers"]) or 0)}
        for row in graph.rows("most_shared_datasets")
    ]
