"""Choosing a representation."""

from __future__ import annotations

import pytest
from flask import Flask

from api import negotiation
from api.negotiation import HTML, JSON, TURTLE


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, HTML),
        ("*/*", HTML),
        ("text/*", HTML),
        ("application/json", JSON),
        ("text/turtle, text/html;q=0.9", TURTLE),
        ("text/turtle;q=0.5, */*;q=0.4", TURTLE),
        ("text/html;q=0, */*;q=0.1", JSON),
        ("TEXT/TURTLE", TURTLE),
        ("application/json; q=1.0; indent=4", JSON),
        ("image/png", None),
        ("*/*;q=0", None),
        (", ;;,q=", None),
    ],
)
def test_the_best_of_what_is_offered_is_chosen(header: str | None, expected: str | None) -> None:
    headers = {} if header is None else {"Accept": header}
    with Flask("test").test_request_context(headers=headers):
        assert negotiation.best((HTML, JSON, TURTLE), negotiation.accept()) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0", False),
        ("text/*", False),
    ],
)
def test_a_page_is_for_those_who_name_html(header: str | None, expected: bool) -> None:
    headers = {} if header is None else {"Accept": header}
    with Flask("test").test_request_context(headers=headers):
        assert negotiation.wants_html() is expected
