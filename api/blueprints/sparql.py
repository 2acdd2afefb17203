"""The SPARQL 1.1 Protocol for queries, and a form for those who write them by hand."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from api import catalogue, panels, problems, protocol, result_page
from api.headers import TRUNCATED
from api.negotiation import HTML, wants_html
from api.protocol import QueryRequest
from api.served_graph import served
from kg.errors import QueryError
from kg.store.seam import Answer

blueprint = Blueprint("sparql", __name__)

_EXAMPLES = 8


@blueprint.route("/sparql", methods=["GET", "POST"])
@blueprint.route("/sparql/", methods=["GET", "POST"])
def sparql() -> ResponseReturnValue:
    """Answer a query; show the form to a browser that brings none."""
    values = protocol.parameters(request)
    if "query" not in values and request.method != "POST" and wants_html():
        return _form({"query": [panels.text("first_query")]})
    asked = protocol.read(values, served().config)
    try:
        answer = _ask(asked)
    except QueryError as error:
        if not wants_html():
            raise
        problem = problems.of_error(error)
        return _form(values, problem=problem.to_json_object()), int(problem.status)
    return _page(values, answer) if asked.chosen[answer.kind] == HTML else _data(asked, answer)


def _ask(asked: QueryRequest) -> Answer:
    graph = served()
    return graph.store.query(
        asked.query,
        formats=asked.formats,
        deadline=asked.timeout,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        # What makes <dataset/imagenet> a way to write the IRI.
        base_iri=graph.iris.base,
    )


def _data(asked: QueryRequest, answer: Answer) -> Response:
    """Return an answer in its negotiated form; a cut one says so."""
    response = Response(answer.body, mimetype=asked.chosen[answer.kind])
    if answer.truncated:
        response.headers[TRUNCATED] = answer.truncated
    return response


def _page(values: Mapping[str, list[str]], answer: Answer) -> Response:
    """Return an answer as a page under the form that it came from."""
    response = make_response(_form(values, answer=answer, result=result_page.read(answer)))
    if answer.truncated:
        response.headers[TRUNCATED] = answer.truncated
    return response


def _form(values: Mapping[str, list[str]], **context: object) -> str:
    return render_template(
        "sparql.html",
        query=values.get("query", [""])[0],
        format=values.get("format", ["html"])[0],
        timeout=values.get("timeout", [""])[0],
        examples=list(catalogue.queries().values())[:_EXAMPLES],
        max_deadline=served().config.max_deadline,
        deadline=served().config.deadline,
        **context,
    )
