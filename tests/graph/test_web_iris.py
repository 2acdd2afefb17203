"""Web addresses as people write them become IRIs or nothing."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.web_iris import web_iri


@pytest.mark.parametrize(
    ("address", "iri"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" https://example.org ", "https://example.org"),
        ("HTTP://example.org:8080/a?b=c#d", "HTTP://example.org:8080/a?b=c#d"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://example.org/a%20b%zz", "https://example.org/a%20b%25zz"),
        ('https://example.org/<">{}|\\^`[]', "https://example.org/%3C%22%3E%7B%7D%7C%5C%5E%60%5B%5D"),
        ("https://example.org/#a#b", "https://example.org/#a%23b"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
    ],
)
def test_an_address_becomes_an_iri(address: str, iri: str) -> None:
    assert web_iri(address) == iri


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "ftp://example.org",
        "https://",
        "https:///a",
        "https://a b/c",
        "javascript:x",
        "/a",
        "https://example.org:port/",
        "https://example.org\\a",
        "https://example.org/\ud800",
        "a https://example.org",
    ],
)
def test_anything_else_does_not(address: str) -> None:
    assert web_iri(address) is None


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=20))
def test_whatever_stands_after_the_host_parses(path: str) -> None:
    iri = web_iri(f"https://example.org/{path}")
    if iri is not None:
        graph = rdflib.Graph().parse(data=f"<{iri}> <{iri}> <{iri}> .", format="nt")
        assert [str(node) for node in graph.subjects()] == [iri]
