"""Errors as answers, and the headers that every answer has."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import Config, create_app, problems
from kg import errors

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_every_error_of_kg_has_a_status() -> None:
    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(error, errors.KgError):
            abstract = error in (errors.KgError, errors.QueryError)
            assert abstract or any(c in problems.STATUSES for c in error.__mro__), error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UnknownEntityError("no x"), 404),
        (errors.UnknownEntityError("no x", "dataset"), 400),
        (errors.AmbiguousEntityError("x", ["https://a.example/1", "https://a.example/2"]), 300),
        (errors.QueryTooLargeError("too large"), 422),
        (errors.BusyError("busy"), 503),
        (errors.StoreError("down"), 503),
        (errors.GraphDirectoryError("gone"), 503),
        (errors.QuerySyntaxError("bad"), 400),
    ],
)
def test_an_error_is_a_problem_or_a_page(app: Flask, error: errors.KgError, status: int) -> None:
    with app.test_request_context():
        answer = problems.of_error(error).response()
        body = json.loads(answer.data)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert {"type", "title", "status", "detail"} <= set(body)
        assert (body["status"], body["title"]) == (status, HTTPStatus(status).phrase)
        assert ("Retry-After" in answer.headers) == (status == 503)
    with app.test_request_context(headers={"Accept": BROWSER}):
        page = problems.of_error(error).response()
        assert (page.status_code, page.mimetype) == (status, "text/html")
        assert HTTPStatus(status).phrase in page.get_data(as_text=True)


def test_a_failure_of_our_own_shows_nothing_of_its_inside(
    graph_directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Config(graph=graph_directory, query_workers=1))

    @app.get("/fail")
    def fail() -> str:
        raise ZeroDivisionError("secret")

    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/fail")
    app.extensions["paperatlas"].close()
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret" in caplog.text


@pytest.mark.parametrize("path", ["/nothing", "/dataset", "/dataset/", "/static/../api/app.py", "/.%2e/x"])
def test_a_path_of_nothing_is_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert client.get(path, headers={"Accept": BROWSER}).mimetype == "text/html"


@pytest.mark.parametrize("path", ["/", "/dataset/fogbench", "/sparql", "/nothing", "/static/style.css"])
def test_headers_that_protect_are_everywhere(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": BROWSER})
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    answer.close()


@pytest.mark.parametrize(
    "path",
    ["/dataset/fogbench", "/dataset/fogbench/shared", "/search?q=fog", "/query", "/health", "/ontology"],
)
def test_head_and_options_are_answered(client: FlaskClient, path: str) -> None:
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    options = client.options(path)
    assert options.status_code == 200
    assert "GET" in options.headers["Access-Control-Allow-Methods"]
    assert client.post(path).status_code == 405


def test_a_url_that_is_too_long_is_414(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "ASK {} #" + "x" * 40_000})
    assert (answer.status_code, answer.mimetype) == (414, "application/problem+json")


def test_a_directory_without_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.GraphDirectoryError):
        create_app(Config(graph=tmp_path))
