"""The SPARQL 1.1 Protocol, against the application itself."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from werkzeug.test import TestResponse

from api import Config, create_app

SELECT = "SELECT ?s WHERE { ?s a pa:Dataset } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s a pa:Dataset } WHERE { ?s a pa:Dataset }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o }"
JSON = "application/sparql-results+json"
QUERY = "application/sparql-query"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def get(client: FlaskClient, query: str, accept: str | None = None, **arguments: str) -> TestResponse:
    headers = {} if accept is None else {"Accept": accept}
    return client.get("/sparql", query_string={"query": query, **arguments}, headers=headers)


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_a_query_is_taken_by_get_and_both_posts(client: FlaskClient, path: str) -> None:
    answers = [
        client.get(path, query_string={"query": SELECT}),
        client.post(path, data={"query": SELECT}),
        client.post(path, data=SELECT, content_type=QUERY),
        client.post(path, data=SELECT, content_type=f"{QUERY}; charset=UTF-8"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.mimetype == JSON
        assert len(answer.get_json(force=True)["results"]["bindings"]) == 3


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", "text/csv"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/xml", "application/xml"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.8", "application/sparql-results+xml"),
        ("image/png, */*;q=0.1", JSON),
        (f"{JSON};q=0, */*", "application/sparql-results+xml"),
        ("text/csv;charset=utf-8", "text/csv"),
        (BROWSER, "text/html"),
    ],
)
def test_solutions_come_in_the_form_accepted(client: FlaskClient, accept: str | None, expected: str) -> None:
    answer = get(client, SELECT, accept)
    assert (answer.status_code, answer.mimetype) == (200, expected)
    assert "Accept" in answer.vary


@pytest.mark.parametrize(
    ("accept", "expected", "parser"),
    [
        (None, "text/turtle", "turtle"),
        ("*/*", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("text/turtle;q=0.5, application/n-triples", "application/n-triples", "nt"),
    ],
)
def test_graphs_come_in_the_form_accepted(
    client: FlaskClient, accept: str | None, expected: str, parser: str, parse: Callable[[bytes, str], Graph]
) -> None:
    answer = get(client, CONSTRUCT, accept)
    assert (answer.status_code, answer.mimetype) == (200, expected)
    assert len(parse(answer.data, parser)) == 3


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "*/*;q=0")],
)
def test_what_has_no_acceptable_form_is_406(client: FlaskClient, query: str, accept: str) -> None:
    answer = get(client, query, accept)
    assert answer.status_code == 406
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        (SELECT, "csv", "text/csv"),
        (SELECT, "json", JSON),
        (SELECT, "xml", "application/sparql-results+xml"),
        (CONSTRUCT, "jsonld", "application/ld+json"),
        (CONSTRUCT, "json", "application/ld+json"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
        ("ASK {}", "json", JSON),
    ],
)
def test_format_decides_over_accept(client: FlaskClient, query: str, name: str, expected: str) -> None:
    answer = get(client, query, "text/html", format=name)
    assert (answer.status_code, answer.mimetype) == (200, expected)


def test_csv_and_tsv_are_what_their_readers_expect(client: FlaskClient) -> None:
    query = 'SELECT ?a ?b WHERE { VALUES (?a ?b) { ("one, \\"two\\"" 3) } }'
    rows = list(csv.reader(io.StringIO(get(client, query, "text/csv").text)))
    assert rows == [["a", "b"], ['one, "two"', "3"]]
    tsv = get(client, query, "text/tab-separated-values").text.splitlines()
    assert tsv == ["?a\t?b", '"one, \\"two\\""\t3']


@pytest.mark.parametrize(
    ("arguments", "status", "parameter"),
    [
        ({"query": [SELECT, SELECT]}, 400, "query"),
        ({"timeout": "1"}, 400, "query"),
        ({"query": SELECT, "timeout": "soon"}, 400, "timeout"),
        ({"query": SELECT, "timeout": "-1"}, 400, "timeout"),
        ({"query": SELECT, "timeout": "nan"}, 400, "timeout"),
        ({"query": SELECT, "timeout": "61"}, 400, "timeout"),
        ({"query": SELECT, "format": "docx"}, 400, "format"),
        ({"query": SELECT, "default-graph-uri": "no iri"}, 400, None),
        ({"update": "CLEAR ALL"}, 403, None),
    ],
)
def test_bad_parameters_are_problems(
    client: FlaskClient, arguments: dict[str, str | list[str]], status: int, parameter: str | None
) -> None:
    for answer in (client.get("/sparql", query_string=arguments), client.post("/sparql", data=arguments)):
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        problem = json.loads(answer.data)
        assert problem["status"] == status
        if parameter:
            assert problem["parameter"] == parameter
            assert parameter in problem["detail"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (SELECT, "text/plain", 415),
        (SELECT, None, 415),
        ("query=ASK%20%7B%7D", None, 415),
        ("query=ASK%20%7B%7D", "application/json", 415),
        ("CLEAR ALL", "application/sparql-update", 403),
        (SELECT.encode("utf-16"), QUERY, 400),
        ("query=ASK%20%7B%7D".encode("utf-16"), "application/x-www-form-urlencoded", 400),
        ("query=ASK%20%7B%22%FF%22%7D", "application/x-www-form-urlencoded", 400),
        ("&".join(["a=1"] * 1001), "application/x-www-form-urlencoded", 400),
        ("query=ASK%20%7B%7D%23" + "x" * 200_000, "application/x-www-form-urlencoded", 413),
        ("query=ASK%20%7B%7D%23" + "x" * 2_000_000, "application/x-www-form-urlencoded", 413),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", QUERY, None),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QUERY, 403),
        ("", QUERY, 400),
    ],
)
def test_bad_bodies_are_problems(
    client: FlaskClient, body: bytes | str, content_type: str | None, status: int | None
) -> None:
    answer = client.post("/sparql", data=body, content_type=content_type)
    assert answer.mimetype == "application/problem+json"
    assert answer.status_code == status if status else 400 <= answer.status_code < 500
    assert json.loads(answer.data)["detail"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405(client: FlaskClient, method: str) -> None:
    answer = client.open("/sparql", method=method, query_string={"query": SELECT})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_syntax_error_says_where(client: FlaskClient) -> None:
    answer = get(client, "SELECT *\nWHERE { ?s ?p }")
    problem = json.loads(answer.data)
    assert (answer.status_code, problem["line"]) == (400, 2)
    assert problem["column"] > 1
    assert "line 2" in problem["detail"]


def test_percent_signs_survive_a_form(client: FlaskClient) -> None:
    query = 'SELECT ("100%25 + 1" AS ?x) {}'
    answer = client.post("/sparql", data={"query": query})
    assert json.loads(answer.data)["results"]["bindings"][0]["x"]["value"] == "100%25 + 1"


def test_relative_iris_are_below_the_base_of_the_graph(client: FlaskClient) -> None:
    assert json.loads(get(client, "ASK { <dataset/fogbench> a pa:Dataset }").data)["boolean"] is True


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_not_there_is_empty(client: FlaskClient, name: str) -> None:
    answer = get(client, "ASK { ?s ?p ?o }", **{name: "http://127.0.0.1:9/nothing"})
    assert json.loads(answer.data)["boolean"] is False


def test_an_endless_query_is_stopped_and_the_next_is_served_at_once(client: FlaskClient) -> None:
    began = time.monotonic()
    answer = get(client, ENDLESS, timeout="0.5")
    assert time.monotonic() - began < 4
    assert (answer.status_code, answer.mimetype) == (504, "application/problem+json")
    assert "LIMIT" in json.loads(answer.data)["detail"]
    began = time.monotonic()
    assert get(client, "ASK {}").status_code == 200
    assert time.monotonic() - began < 2


def test_answers_may_be_read_from_anywhere(client: FlaskClient) -> None:
    assert get(client, SELECT).headers["Access-Control-Allow-Origin"] == "*"
    assert get(client, "no query").headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/sparql", headers={"Origin": "https://a.example"})
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


def test_head_gives_the_headers_of_get(client: FlaskClient) -> None:
    answer = client.head("/sparql", query_string={"query": SELECT})
    assert (answer.status_code, answer.mimetype, answer.data) == (200, JSON, b"")


def test_a_browser_gets_a_form_and_then_a_table(client: FlaskClient) -> None:
    form = client.get("/sparql", headers={"Accept": BROWSER})
    assert form.status_code == 200
    assert "<textarea" in form.text
    assert client.get("/sparql").status_code == 400
    page = get(client, SELECT, BROWSER)
    assert 'href="/dataset/fogbench"' in page.text
    assert "3 rows" in page.text
    assert "true" in get(client, "ASK {}", BROWSER).text
    assert "pa:Dataset" in get(client, CONSTRUCT, BROWSER).text


def test_a_browser_sees_what_is_wrong_beside_its_query(client: FlaskClient) -> None:
    page = get(client, "SELECT </textarea><b>", BROWSER)
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert "line 1" in page.text
    assert "<b>" not in page.text


def test_literals_are_text_on_a_page(client: FlaskClient) -> None:
    page = get(client, "SELECT ?t { ?p dcterms:title ?t }", BROWSER)
    assert "&lt;script&gt;alert(" in page.text
    assert "<script" not in page.text


def test_an_iri_that_is_no_web_address_is_no_link(client: FlaskClient) -> None:
    page = get(client, "SELECT ?x { BIND(<javascript:alert(1)> AS ?x) }", BROWSER)
    assert "javascript:alert(1)" in page.text
    assert 'href="javascript' not in page.text


def test_a_cut_answer_says_so_and_never_looks_complete(graph_directory: Path) -> None:
    app = create_app(Config(graph=graph_directory, query_workers=1, max_answer_bytes=2000))
    client = app.test_client()
    query = "SELECT * WHERE { ?s ?p ?o }"
    answer = get(client, query, "application/json")
    assert (answer.status_code, answer.headers["PaperAtlas-Truncated"]) == (200, "bytes")
    with pytest.raises(ValueError, match=r"delimiter|Expecting|Unterminated"):
        json.loads(answer.data)
    page = get(client, query, BROWSER)
    assert page.headers["PaperAtlas-Truncated"] == "bytes"
    assert "too large for a page" in page.text
    assert client.get("/paper/2510.14995.nt").headers["PaperAtlas-Truncated"] == "bytes"
    app.extensions["paperatlas"].close()
