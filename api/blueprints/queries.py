"""The stored queries: as a list, as forms with their results, and as JSON, CSV and SPARQL."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from api import catalogue, problems, result_page
from api.descriptions import envelope
from api.headers import TRUNCATED
from api.negotiation import CSV, HTML, JSON, SPARQL_JSON, SPARQL_QUERY, representation
from api.served_graph import served
from kg.errors import KgError, UsageError
from kg.store.seam import Answer, Formats
from kg.stored_queries import StoredQuery

blueprint = Blueprint("queries", __name__)


@blueprint.get("/query")
def index() -> ResponseReturnValue:
    """List the stored queries."""
    queries = list(catalogue.queries().values())
    if representation((JSON, HTML)) == HTML:
        return render_template("queries.html", queries=queries)
    return jsonify(envelope([_described(query) for query in queries], len(queries)))


@blueprint.get("/query/<name>")
@blueprint.get("/query/<name>.<any(html,json,csv,rq):suffix>")
def run(name: str, suffix: str | None = None) -> ResponseReturnValue:
    """Run a stored query with the parameters given; show its form to a browser."""
    query = catalogue.queries().get(name)
    if query is None:
        abort(404, f"there is no stored query {name!r}; /query lists them")
    media_type = representation((JSON, HTML, CSV, SPARQL_QUERY), suffix)
    if media_type == SPARQL_QUERY:
        return Response(query.text, content_type=f"{SPARQL_QUERY}; charset=utf-8")
    # An empty field of a form is a parameter that is not given.
    values = {k: v for k, v in request.args.items() if k != "format" and v}
    if media_type == HTML:
        return _page(query, values)
    answer = _ask(query, values, CSV if media_type == CSV else SPARQL_JSON)
    if media_type == JSON:
        items = result_page.items(answer)
        return jsonify(envelope(items, len(items)))
    response = Response(answer.body, mimetype=CSV)
    response.headers["Content-Disposition"] = f'inline; filename="{query.name}.csv"'
    if answer.truncated:
        response.headers[TRUNCATED] = answer.truncated
    return response


def _ask(query: StoredQuery, values: Mapping[str, str], media_type: str) -> Answer:
    """Run a stored query with these parameters. Raises UsageError for one that does not fit."""
    graph = served()
    bindings = query.bind(values, graph.names.find)
    return graph.store.query(query.text, bindings=bindings, formats=Formats(media_type, media_type, None))


def _page(query: StoredQuery, values: Mapping[str, str]) -> ResponseReturnValue:
    """Show a query's form, with its results where all that it needs is given."""
    try:
        answer = _ask(query, values, SPARQL_JSON)
    except UsageError as error:
        if not values:
            # Nothing was asked yet, and the defaults need not be names of this graph.
            return render_template("query.html", query=query, values=values)
        return _refusal(query, values, error)
    except KgError as error:
        return _refusal(query, values, error)
    return render_template("query.html", query=query, values=values, result=result_page.read(answer))


def _refusal(query: StoredQuery, values: Mapping[str, str], error: KgError) -> tuple[str, int]:
    problem = problems.of_error(error)
    page = render_template("query.html", query=query, values=values, problem=problem.to_json_object())
    return page, int(problem.status)


def _described(query: StoredQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "parameters": [dataclasses.asdict(parameter) for parameter in query.parameters],
    }
