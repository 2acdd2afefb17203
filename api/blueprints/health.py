"""Whether the service answers, and from what."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

import kg
from api import arguments
from api.served_graph import served

blueprint = Blueprint("health", __name__)

# What the manifest says of the build; a graph that was loaded rather than built lacks some.
_FACTS = ("pipeline", "papers", "triples")


@blueprint.get("/health")
def health() -> Response:
    """Answer once a query has gone all the way to the store and back."""
    arguments.only()
    graph = served()
    graph.rows("ready")
    generation = graph.generation
    facts = generation.manifest.facts
    return jsonify(
        status="ok",
        version=kg.__version__,
        generation=generation.name,
        base=generation.manifest.base,
        **{name: facts.get(name) for name in _FACTS},
    )
