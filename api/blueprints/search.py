"""Finding entities and papers by name."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from api import arguments
from api.descriptions import envelope, path_word
from api.negotiation import HTML, JSON, representation
from api.served_graph import ServedGraph, served
from kg.names import Hit

blueprint = Blueprint("search", __name__)

_LIMIT = 30
_MOST = 200


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """List what a text names, or begins to name; best first."""
    arguments.only("q", "limit", "format")
    media_type = representation((JSON, HTML))
    graph = served()
    text = request.args.get("q", "").strip()
    limit = arguments.integer("limit", _LIMIT, least=1, most=_MOST)
    # One more than is shown tells whether there is more; how many more is not worth counting.
    hits = graph.names.search(text, limit + 1) if text else []
    found = envelope([_item(graph, hit) for hit in hits[:limit]], len(hits))
    if media_type == HTML:
        return render_template("search.html", q=text, found=found)
    return _json(found)


def _json(found: dict[str, object]) -> Response:
    return jsonify(found)


def _item(graph: ServedGraph, hit: Hit) -> dict[str, object]:
    return {
        "iri": hit.iri,
        "type": path_word(graph, hit.iri),
        "label": hit.label,
        "matched": hit.matched,
        "papers": hit.papers,
    }
