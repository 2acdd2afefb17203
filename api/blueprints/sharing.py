"""Which papers share what a paper or entity is about."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api import arguments
from api.locating import locate, words
from api.negotiation import CSV, HTML, JSON, representation, suffixes
from api.served_graph import ServedGraph, served
from kg.entities import describe
from kg.sharing import BY, shared

blueprint = Blueprint("sharing", __name__)

_OFFERED = (JSON, HTML, CSV)
_LIMIT = 100
_MOST = 1000
# Beyond it nobody pages; an export has everything.
_FARTHEST = 1_000_000
_SUFFIX = f"<any({','.join(suffixes(_OFFERED))}):suffix>"


@blueprint.get(f"/{words(('paper', *BY))}/<path:name>/shared")
@blueprint.get(f"/{words(('paper', *BY))}/<path:name>/shared.{_SUFFIX}")
def sharing(word: str, name: str, suffix: str | None = None) -> ResponseReturnValue:
    """List the papers that share with a paper, or that use an entity, the best first."""
    graph = served()
    iri, _ = locate(graph, word, name, tail=f"/{request.path.rpartition('/')[2]}")
    arguments.only("by", "family", "limit", "offset", "format")
    media_type = representation(_OFFERED, suffix)
    # A paper shares anything; who uses a dataset shares that.
    choices = tuple(BY) if word == "paper" else (word,)
    by = arguments.word("by", "dataset" if word == "paper" else word, choices)
    limit = arguments.integer("limit", _LIMIT, least=1, most=_MOST)
    offset = arguments.integer("offset", 0, least=0, most=_FARTHEST)
    found = shared(graph.store, iri, by=by, family=arguments.flag("family"), limit=limit, offset=offset)
    if media_type == CSV:
        return Response(found.to_csv(), mimetype=CSV)
    following = url_for(
        request.endpoint or "",
        **{**(request.view_args or {}), **request.args.to_dict(), "offset": offset + limit},
    )
    listed = found.to_json_object(following)
    return jsonify(listed) if media_type == JSON else _page(graph, word, iri, by, listed)


def _page(graph: ServedGraph, word: str, iri: str, by: str, listed: dict[str, Any]) -> str:
    return render_template(
        "shared.html",
        found=listed,
        center={"iri": iri, "type": word, "label": describe(graph.own, iri)[1]},
        by=by,
        choices=tuple(BY) if word == "paper" else (),
        family=arguments.flag("family"),
    )
