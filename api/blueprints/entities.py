"""Every IRI of the graph, dereferenced: as a page, as JSON, as RDF."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue

from api import arguments, descriptions, highlights, panels
from api.descriptions import Json
from api.headers import TRUNCATED
from api.locating import locate, words
from api.negotiation import HTML, JSON, RDF_TYPES, representation, suffixes
from api.served_graph import ServedGraph, served
from kg.store.seam import Formats
from kg.vocabulary import PATHS

blueprint = Blueprint("entities", __name__)

ENTITIES = (*PATHS.values(), "author")
# What has an IRI for the sake of statements about it, and no name to look it up by.
_RECORDS = ("result", "mention", "pipeline")
_OFFERED = (HTML, JSON, *RDF_TYPES)
_SUFFIXES = suffixes(_OFFERED)


@blueprint.get(f"/{words(('paper', *ENTITIES, *_RECORDS))}/<path:name>")
def describe(word: str, name: str) -> ResponseReturnValue:
    """Describe one thing of the graph."""
    graph = served()
    iri, suffix = locate(graph, word, name, suffixes=_SUFFIXES)
    arguments.only("format")
    media_type = representation(_OFFERED, suffix)
    if media_type in RDF_TYPES:
        return _rdf(graph, word, iri, media_type)
    if word == "paper":
        return _paper(graph, iri, media_type)
    if word in ENTITIES:
        return _respond("entity.html", descriptions.entity(graph, iri), media_type)
    return _respond("thing.html", descriptions.thing(graph, iri), media_type)


def _paper(graph: ServedGraph, iri: str, media_type: str) -> Response:
    paper = descriptions.paper(graph, iri)
    title, abstract = paper["title"], paper.get("abstract") or ""
    text = f"{title}\n{abstract}"
    types = {entity["iri"]: entity["type"] for entity in paper["entities"]}
    return _respond(
        "paper.html",
        paper,
        media_type,
        heading=highlights.segments(text, paper["mentions"], 0, len(title)),
        abstract=highlights.segments(text, paper["mentions"], len(title) + 1, len(text)),
        types=types,
    )


def _respond(template: str, described: Json, media_type: str, **context: object) -> Response:
    if media_type == JSON:
        return jsonify(described)
    response = make_response(render_template(template, described=described, **context))
    for suffix, other in zip(_SUFFIXES, _OFFERED, strict=True):
        if other != HTML:
            url = f"{served().href(described['iri'])}.{suffix}"
            response.headers.add("Link", f'<{url}>; rel="alternate"; type="{other}"')
    return response


def _rdf(graph: ServedGraph, word: str, iri: str, media_type: str) -> Response:
    panel = "describe_paper" if word == "paper" else "describe_entity"
    answer = graph.own.query(
        panels.text(panel), bindings={"entity": iri}, formats=Formats(None, None, media_type)
    )
    response = Response(answer.body, mimetype=media_type)
    if answer.truncated:
        response.headers[TRUNCATED] = answer.truncated
    return response
