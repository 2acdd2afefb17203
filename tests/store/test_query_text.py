from __future__ import annotations

import re
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryRefusedError, QuerySyntaxError
from kg.store import edits
from kg.store.edits import Edit, EditedText
from kg.store.query_text import parse
from kg.store.tokens import tokens

ENDPOINT = "<http://127.0.0.1:1/>"


@pytest.mark.parametrize(
    "pattern",
    [
        f"SERVICE {ENDPOINT} {{}}",
        f"service\n# {{\n{ENDPOINT}{{}}",
        f"SERVICE SILENT {ENDPOINT} {{}}",
        "SERVICE ?s {}",
        "SERVICE?s{}",
        "SERVICE ex:s {}",
        f"SERVICESILENT{ENDPOINT}{{}}",
        "SERVICEex:s{}",
        "SERVICE:s{}",
        "SERVICESILENTex:s{}",
        f"?x ?y trueSERVICE {ENDPOINT} {{}}",
        f"?x ?y 1SERVICE {ENDPOINT} {{}}",
        f"?x ?y 1.0e3SERVICE {ENDPOINT} {{}}",
        f"?x ?y 'a'@en.SERVICE{ENDPOINT}{{}}",
        f"?x ?y <#SERVICE> . SERVICE{ENDPOINT}{{}}",
        f"?x ?y ex:a\\'b . SERVICE{ENDPOINT}{{}} # '",
        f"?x ?y '\\\\' . SERVICE{ENDPOINT}{{}} # '",
        f'?x ?y """a"\\"""" . SERVICE{ENDPOINT}{{}} # """',
        f"OPTIONAL{{}}SERVICE{ENDPOINT}{{}}",
        f"{{ SELECT * {{ SERVICE {ENDPOINT} {{}} }} }}",
    ],
)
def test_service_is_refused_however_it_is_written(pattern: str) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE in line"):
        parse(f"PREFIX ex: <http://x/> PREFIX : <http://y/> SELECT * {{ {pattern} }}")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service ?y $SERVICE }",
        "SELECT * { ?x ?y 'SERVICE <http://x/> {}' }",
        'SELECT * { ?x ?y """a "SERVICE" <http://x/> {}""" }',
        "SELECT * { ?x ?y ?z } # SERVICE <http://x/> {}",
        "SELECT * { ?x <http://x/service#SERVICE> <service> }",
        "SELECT * { GRAPH <http://x/service> { ?x ?y ?z } }",
        "PREFIX service: <http://x/> SELECT * { ?x service:a ?y ; service:b service:c }",
        "PREFIX service: <http://x/> SELECT * FROM service:a { GRAPH service:b { ?x ?y ?z } }",
        "PREFIX ex: <http://x/> SELECT * { ?x ex:service ex:my.SERVICE }",
        "SELECT * { ?x ?y _:service }",
        "SELECT * { ?x ?y 'x'@en }",
    ],
)
def test_other_uses_of_the_word_pass(text: str) -> None:
    parse(text)
    list(ox.Store().query(text, base_iri="http://x/"))


@pytest.mark.parametrize(
    "pattern",
    [
        'FILTER(?s<ex:p#>"""\n) SERVICE SILENT <http://127.0.0.1:1/> {} #"""',
        "FILTER(?s <ex:p#>'''\n) SERVICE SILENT <http://127.0.0.1:1/> {} #'''",
        "FILTER(?s<ex:p'>'''') SERVICE SILENT <http://127.0.0.1:1/> {} #'",
        "FILTER(?s<ex:p)SERVICEex:foo#>\n{}",
        "FILTER(?s<?p)SERVICE?o#>\n{}",
    ],
)
def test_no_comparison_hides_service_from_us_and_shows_it_to_the_engine(pattern: str) -> None:
    text = f"PREFIX ex: <http://x/> SELECT * {{ ?s ?p ?o {pattern} }}"
    try:
        query = parse(text)
    except (QueryRefusedError, QuerySyntaxError):
        return
    with pytest.raises(SyntaxError):
        ox.Store().query(str(EditedText.of(text, edits.pinned(query))))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?x a <http://x/#T> FILTER(?x<?y&&?y>?z) }",
        "SELECT * { ?x <http://x/o'brien> ?y FILTER(?x<5||?y>6) }",
        'SELECT * { VALUES (?x ?y) { (<#a> <#b>) (<#c> "#>") } }',
        "SELECT (<#a> AS ?x) (<> AS ?y) {}",
    ],
)
def test_pinning_changes_no_answer(text: str) -> None:
    pinned = EditedText.of(text, edits.pinned(parse(text)))
    plain, changed = (
        ox.Store().query(t, base_iri="http://x/").serialize(format=ox.QueryResultsFormat.JSON)
        for t in (text, str(pinned))
    )
    assert plain == changed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * {}", "solutions"),
        ("select(1 AS ?x){}", "solutions"),
        ("# ASK\nPREFIX select: <http://x/> BASE <http://x/ask> aSk {}", "boolean"),
        ("PREFIX a: <http://x/>CONSTRUCT WHERE {}", "graph"),
        ("DESCRIBE <http://x/insert>", "graph"),
    ],
)
def test_the_form_of_a_query(text: str, kind: str) -> None:
    assert parse(text).kind == kind


@pytest.mark.parametrize("text", ["", "{", "\x00", "PREFIX", "<http://x/>", "\ud800", "FROM <a> SELECT * {}"])
def test_text_that_starts_no_query_is_a_syntax_error(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        parse(text)


@settings(max_examples=200, derandomize=True)
@given(st.text(st.sampled_from("<>?ab:'\"#\\{}() \n1@.-_%é") | st.characters(), max_size=60))
def test_any_text_becomes_tokens_that_are_parts_of_it_in_order(text: str) -> None:
    found = list(tokens(text))
    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    if not set("#\"'") & set(text):
        assert "".join(token.text for token in found) == re.sub(r"\s", "", text)


@pytest.mark.parametrize("size", [100_000])
@pytest.mark.parametrize(
    "piece", ['"', "'''", "<", "a.", "a:b.", "1.", "?", "\\", "_:", "@a-", "{", "(", "#"]
)
def test_long_nonsense_takes_linear_time(piece: str, size: int) -> None:
    assert sum(1 for _ in tokens(piece * size)) <= size * len(piece)


def test_the_place_of_an_error_is_that_of_the_original() -> None:
    text = EditedText.of("ab\ncd\nef", [Edit(4, "XY"), Edit(0, "PREFIX "), Edit(6, "ZZ", removed=1)])
    assert str(text) == "PREFIX ab\ncXYd\nZZf"

    def place(line: int, column: int) -> tuple[int | None, int | None]:
        error = text.syntax_error(f"error at {line}:{column}: expected ['a' ..= 'z'], x")
        return error.line, error.column

    assert place(1, 1) == (1, 1)
    assert place(1, 8) == (1, 1)
    assert place(1, 9) == (1, 2)
    assert [place(2, c) for c in (1, 2, 3, 4, 5)] == [(2, 1), (2, 2), (2, 2), (2, 2), (2, 3)]
    assert [place(3, c) for c in (1, 2, 3, 4)] == [(3, 1), (3, 1), (3, 2), (3, 3)]
