"""What both implementations of the seam promise, on the same triples."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import (
    NotAcceptableError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    UsageError,
)
from kg.records import Literal, Node
from kg.store.results import ask, select
from kg.store.seam import Formats, Store

BASE = "http://127.0.0.1:8000/"
P1 = BASE + "paper/p1"
D1 = BASE + "dataset/d1"
D2 = BASE + "dataset/d2"
GRAPH = "http://example.org/notes"
XSD = "http://www.w3.org/2001/XMLSchema#"


def rows(store: Store, text: str, bindings: dict[str, Node] | None = None) -> list[list[tuple[str, str]]]:
    return sorted(sorted((k, str(v)) for k, v in row.items()) for row in select(store, text, bindings))


# Queries with ?p, each with the query that it is when <P1> stands there.
with Path(__file__).with_name("bound_queries.tsv").open(encoding="utf-8") as table:
    BOUND = [tuple(line.rstrip("\n").split("\t")) for line in table][1:]


@pytest.mark.parametrize(("parametrised", "written"), BOUND)
def test_a_bound_variable_is_its_value_wherever_it_stands(
    store: Store, parametrised: str, written: str
) -> None:
    assert rows(store, parametrised, {"p": P1}) == rows(store, written.replace("P1", P1))


def test_comments_and_iris_hold_no_groups_or_variables(store: Store) -> None:
    text = "SELECT ?d { # { ?p\n ?p pa:usesDataset ?d . FILTER(?d != <http://x/?p>) }"
    assert rows(store, text, {"p": P1}) == [[("d", D1)], [("d", D2)]]


def test_what_bound_queries_say_is_not_nothing(store: Store) -> None:
    full = [text for text, written in BOUND if rows(store, written.replace("P1", P1))]
    assert len(full) == len(BOUND) - 1


def test_a_bound_ask(store: Store) -> None:
    assert ask(store, "ASK { ?p pa:usesDataset ?d }", {"p": P1, "d": D1})
    assert not ask(store, "ASK { ?p pa:usesDataset ?d }", {"p": P1, "d": BASE + "dataset/d5"})


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?p pa:usesDataset ?d } WHERE { ?p pa:usesDataset ?d }",
        "CONSTRUCT WHERE { ?p pa:usesDataset ?d }",
        "CONSTRUCT { ?p pa:usesDataset ?d } { ?p pa:usesDataset ?d { SELECT ?p { ?p ?x ?y } } }",
    ],
)
def test_a_bound_construct(store: Store, text: str) -> None:
    answer = store.query(text, bindings={"p": P1})
    graph = rdflib.Graph().parse(data=answer.body, format="turtle")
    assert (answer.kind, answer.media_type) == ("graph", "text/turtle")
    assert {(str(s), str(o)) for s, _, o in graph} == {(P1, D1), (P1, D2)}


def test_a_bound_describe(store: Store) -> None:
    graph = rdflib.Graph().parse(data=store.query("DESCRIBE ?p", bindings={"p": P1}).body, format="turtle")
    assert len(graph) == 3


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.builds(
        Literal,
        st.text(st.characters(codec="utf-8")),
        st.none(),
        st.sampled_from([None, "en", "zh-hant"]),
    )
)
def test_any_literal_comes_back_as_it_was_bound(store: Store, literal: Literal) -> None:
    assert select(store, "SELECT ?x { FILTER(BOUND(?x)) }", {"x": literal}) == [{"x": literal}]


def test_typed_literals_are_bound_as_typed(store: Store) -> None:
    text = "SELECT ?d { ?d pa:paperCount ?n }"
    assert select(store, text, {"n": Literal("2", XSD + "integer")}) == [{"d": D2}]
    assert select(store, text, {"n": Literal("2")}) == []


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("not an IRI", "not an IRI"),
        ("relative/path", "relative/path"),
        ("http://example.org/> ; DROP ALL ; <x", "DROP ALL"),
        (Literal("x", language="not a tag"), "'x'"),
        (Literal("y", datatype="integer"), "'y'"),
    ],
)
def test_a_binding_that_is_no_term_is_named(store: Store, value: Node, named: str) -> None:
    with pytest.raises(UsageError, match=r"^p: ") as caught:
        select(store, "SELECT ?p { ?p ?x ?y }", {"p": value})
    assert named in str(caught.value)


def test_a_binding_that_the_query_does_not_mention_is_named(store: Store) -> None:
    with pytest.raises(UsageError, match=r"^paper: "):
        select(store, "SELECT ?p { ?p ?x '?paper' } # ?paper", {"paper": P1})


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT ?x { ?x pa:usesDataset }", 1, 31),
        ("SELECT ?x {\n  ?x pa:usesDataset ?y .\n  ?y ?z\n}", 4, 2),
        ("PREFIX ex: <http://example.org/>\nSELECT ?x { ?x ex:a ?y ", 2, 24),
        ("SELECT ?x { ?p pa:usesDataset <http://x/#y> . ?x }", 1, 51),
        ("SELEC ?x { ?x ?y ?z }", 1, 1),
        ("PREFIX ex: <http://example.org/>\n  FOO", 2, 3),
        ("", 1, 1),
    ],
)
@pytest.mark.parametrize("bindings", [{}, {"x": P1}])
def test_a_syntax_error_has_its_place_in_the_text_given(
    store: Store, text: str, line: int, column: int, bindings: dict[str, Node]
) -> None:
    with pytest.raises(QuerySyntaxError, match=f"^line {line}, column {column}: ") as caught:
        select(store, text, bindings)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert "\n" not in str(caught.value)


def test_an_undeclared_prefix_is_a_syntax_error(store: Store) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column"):
        select(store, "SELECT ?x { ?x nope:a ?y }")


def test_an_unknown_function_is_a_syntax_error_without_place(store: Store) -> None:
    with pytest.raises(QuerySyntaxError, match=r"http://example\.org/f") as caught:
        select(store, "SELECT (<http://example.org/f>(1) AS ?x) {}")
    assert caught.value.line is None


def test_a_declared_prefix_wins_over_ours(store: Store) -> None:
    assert select(store, "PREFIX pa: <http://example.org/> SELECT (pa:x AS ?i) {}") == [
        {"i": "http://example.org/x"}
    ]


def test_relative_iris_resolve_against_the_base(store: Store) -> None:
    answer = store.query("SELECT (<p#1> AS ?i) {}", base_iri="http://example.org/x/")
    assert b"http://example.org/x/p#1" in answer.body


@pytest.mark.parametrize("place", ["base_iri", "default_graphs", "named_graphs"])
def test_a_dataset_or_base_that_is_no_iri_is_refused(store: Store, place: str) -> None:
    with pytest.raises(UsageError, match="no IRI"):
        store.query("ASK {}", **{place: "no IRI" if place == "base_iri" else ["no IRI"]})


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX ex: <http://example.org/> DELETE WHERE { ?x ?y ?z }",
        "# SELECT\nDROP ALL",
        "LOAD <http://127.0.0.1:1/x>",
        "ASK { SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }",
        "ASK { SERVICE SILENT <http://127.0.0.1:1/> { ?x ?y ?z } }",
    ],
)
def test_updates_and_service_are_refused(store: Store, text: str) -> None:
    with pytest.raises(QueryRefusedError):
        store.query(text)


def test_a_graph_that_is_not_there_is_empty(store: Store) -> None:
    absent = "http://127.0.0.1:1/absent"
    assert not ask(store, f"ASK FROM <{absent}> {{ ?x ?y ?z }}")
    assert not ask(store, f"ASK FROM NAMED <{absent}> {{ GRAPH ?g {{ ?x ?y ?z }} }}")
    assert store.query("ASK { ?x ?y ?z }", default_graphs=[absent]).body.endswith(b"false}")


def test_the_dataset_of_the_protocol_overrides_that_of_the_text(store: Store) -> None:
    text = "SELECT ?o FROM NAMED <http://example.org/absent> { GRAPH ?g { ?s ?p ?o } }"
    default = "SELECT ?o FROM <http://example.org/absent> { ?s ?p ?o }"
    assert select(store, text) == []
    assert b"\xc3\xbcn\xc3\xafcode" in store.query(text, named_graphs=[GRAPH]).body
    assert b"\xc3\xbcn\xc3\xafcode" in store.query(default, default_graphs=[GRAPH]).body


def test_named_graphs_are_apart_from_the_default_graph(store: Store) -> None:
    assert select(store, "SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } }") == [
        {"g": GRAPH, "o": Literal("ünïcode", language="de")}
    ]
    assert not ask(store, "ASK { ?s ?p 'ünïcode'@de }")


def test_solutions_in_every_format(store: Store) -> None:
    text = "SELECT ?t ?nothing { ?p dcterms:title ?t }"
    title = "Étude №1 图 “x” 😀\nline two"

    def body(media_type: str) -> bytes:
        answer = store.query(text, bindings={"p": P1}, formats=Formats(solutions=media_type))
        assert (answer.media_type, answer.truncated) == (media_type, None)
        return answer.body

    assert (
        json.loads(body("application/sparql-results+json"))["results"]["bindings"][0]["t"]["value"] == title
    )
    xml = ElementTree.fromstring(body("application/sparql-results+xml"))
    assert [e.text for e in xml.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [title]
    read = list(csv.reader(io.StringIO(body("text/csv").decode(), newline="")))
    assert read == [["t", "nothing"], [title, ""]]
    assert body("text/tab-separated-values").decode().startswith('?t\t?nothing\n"Étude')


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's own JSON-LD parser uses it
@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_graphs_in_every_format(store: Store, media_type: str, parser: str) -> None:
    answer = store.query("CONSTRUCT WHERE { ?s dcterms:title ?t }", formats=Formats(graph=media_type))
    assert answer.media_type == media_type
    graph = rdflib.Graph().parse(data=answer.body, format=parser)
    assert sorted(str(t) for t in graph.objects()) == [f"Étude №{i} 图 “x” 😀\nline two" for i in range(5)]


def test_booleans_in_their_formats(store: Store) -> None:
    assert store.query("ASK {}", formats=Formats(boolean="text/csv")).body.strip() == b"true"
    xml = store.query("ASK {}", formats=Formats(boolean="application/sparql-results+xml")).body
    assert b"<boolean>true</boolean>" in xml


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("SELECT * {}", Formats(solutions=None)),
        ("ASK {}", Formats(boolean=None)),
        ("DESCRIBE <http://example.org/x>", Formats(graph=None)),
        ("SELECT * {}", Formats(solutions="image/png")),
        ("ASK {}", Formats(boolean="text/turtle")),
    ],
)
def test_an_answer_of_a_kind_not_accepted(store: Store, text: str, formats: Formats) -> None:
    with pytest.raises(NotAcceptableError):
        store.query(text, formats=formats)


def test_a_query_without_end_is_left_at_its_deadline(store: Store) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError):
        store.query(
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }", deadline=1
        )
    assert time.monotonic() - started < 1.5
    assert ask(store, "ASK {}")


def test_rows_leave_unbound_variables_out(store: Store) -> None:
    assert select(store, "SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) } }") == [
        {"x": Literal("1", XSD + "integer")}
    ]


def test_rows_are_not_to_be_had_of_another_form(store: Store) -> None:
    with pytest.raises(NotAcceptableError):
        select(store, "ASK {}")
    with pytest.raises(NotAcceptableError):
        ask(store, "SELECT * {}")
