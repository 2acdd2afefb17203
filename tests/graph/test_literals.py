"""Literals are exact, and every format can carry them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph import literals
from kg.vocabulary import XSD


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (0.85, "0.85"),
        (1.0, "1"),
        (1e-07, "0.0000001"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (Decimal(100), "100"),
        (Decimal("1.50"), "1.5"),
    ],
)
def test_a_decimal_has_its_shortest_form(value: Decimal | float, form: str) -> None:
    assert literals.decimal(value) == (form, XSD + "decimal", None)


@settings(derandomize=True, max_examples=300)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_a_decimal_is_exact_and_lexically_valid(value: Decimal) -> None:
    form = literals.decimal(value).value
    assert re.fullmatch(r"-?\d+(?:\.\d*[1-9])?", form)
    assert Decimal(form) == value


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("2025-10-16", "date"),
        ("2025-10", "gYearMonth"),
        ("2025", "gYear"),
        ("2025-13", None),
        ("2025-02-31", None),
        ("2023-02-29", None),
        ("0000-01-01", None),
        ("16 October", None),
    ],
)
def test_dates_are_typed_by_how_much_they_say(value: str, datatype: str | None) -> None:
    assert literals.date(value) == (value, None if datatype is None else XSD + datatype, None)


def test_what_xml_cannot_carry_is_replaced_one_for_one() -> None:
    assert literals.text("a\x00b\ud800c\ufffed\re").value == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert literals.text("tab\tline\n😀").value == "tab\tline\n😀"


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=20))
def test_any_text_survives_rdf_xml(value: str) -> None:
    literal = literals.text(value)
    assert len(literal.value) == len(value)
    graph = rdflib.Graph()
    graph.add((rdflib.URIRef("http://a.example/s"), rdflib.RDFS.label, rdflib.Literal(literal.value)))
    back = rdflib.Graph().parse(data=graph.serialize(format="pretty-xml"), format="xml")
    assert [str(o) for o in back.objects()] == [literal.value]
