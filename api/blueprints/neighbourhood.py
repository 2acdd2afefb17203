"""What surrounds a thing of the graph."""

from __future__ import annotations

import io

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from api import arguments
from api.locating import locate, words
from api.negotiation import CYTOSCAPE, GEXF, GRAPHML, HTML, JSON, TURTLE, representation, suffixes
from api.served_graph import served
from kg import exports
from kg.entities import TYPES
from kg.neighbourhood import MAX_DEPTH, MAX_NODES, ROLE_NAMES, Neighbourhood, neighbourhood
from kg.vocabulary import curie

blueprint = Blueprint("neighbourhood", __name__)

_OFFERED = (JSON, HTML, CYTOSCAPE, GRAPHML, GEXF, TURTLE)
_LIMIT = 200
_SUFFIX = f"<any({','.join(suffixes(_OFFERED))}):suffix>"


@blueprint.get(f"/{words(TYPES)}/<path:name>/neighbourhood")
@blueprint.get(f"/{words(TYPES)}/<path:name>/neighbourhood.{_SUFFIX}")
def surroundings(word: str, name: str, suffix: str | None = None) -> ResponseReturnValue:
    """Give the ego graph of one thing, within the bounds asked for."""
    graph = served()
    iri, _ = locate(graph, word, name, tail=f"/{request.path.rpartition('/')[2]}")
    arguments.only("depth", "type", "role", "limit", "family", "min_confidence", "format")
    media_type = representation(_OFFERED, suffix)
    found = neighbourhood(
        graph.store,
        iri,
        depth=arguments.integer("depth", 1, least=1, most=MAX_DEPTH),
        types=arguments.words("type", TYPES),
        roles=arguments.words("role", ROLE_NAMES),
        limit=arguments.integer("limit", _LIMIT, least=1, most=MAX_NODES),
        family=arguments.flag("family"),
        min_confidence=arguments.fraction("min_confidence", 0.0),
    )
    if media_type == JSON:
        return jsonify(found.to_json_object())
    if media_type == HTML:
        return _page(word, found)
    file = io.BytesIO()
    exports.write_neighbourhood(found, suffixes((media_type,))[0], file)
    return Response(file.getvalue(), mimetype=media_type)


def _page(word: str, found: Neighbourhood) -> str:
    """Show a neighbourhood as lists by type, each thing with the properties that lead to the centre."""
    properties: dict[str, list[str]] = {node.id: [] for node in found.nodes}
    for edge in found.edges:
        if found.center in (edge.source, edge.target):
            other = edge.target if edge.source == found.center else edge.source
            properties[other].append(curie(edge.property))
    return render_template(
        "neighbourhood.html",
        word=word,
        found=found.to_json_object(),
        properties=properties,
        types=TYPES,
        max_depth=MAX_DEPTH,
        max_nodes=MAX_NODES,
        limit=_LIMIT,
    )
