"""Values of results as texts write them, and the numbers they are."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph import literals, values


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [
        ("82.6%", "82.6", "percent"),
        ("82.60 \\%", "82.6", "percent"),
        ("$82.6\\%$", "82.6", "percent"),
        ("7 percent", "7", "percent"),
        ("1.1p.p.", "1.1", "percentage points"),
        ("+9 percentage points", "9", "percentage points"),
        ("2x", "2", "times"),
        ("2X", "2", "times"),
        ("$4.16\\times$", "4.16", "times"),
        ("$3{\\times}$", "3", "times"),
        ("10-fold", "10", "times"),
        ("threefold", "3", "times"),
        ("1,234", "1234", None),
        ("1,234,567.5", "1234567.5", None),
        ("3.5 dB", "3.5", "decibels"),
        ("3.5dB", "3.5", "decibels"),
        ("−0.3", "-0.3", None),
        ("$-$0.3", "-0.3", None),
        ("10^{-3}", "0.001", None),
        ("$3.2 \\times 10^{-5}$", "0.000032", None),
        ("5e-4", "0.0005", None),
        ("1.2E3", "1200", None),
        ("six points", "6", "points"),
        ("-three points", "-3", "points"),
        ("5-point", "5", "points"),
        ("1.2M", "1200000", "count"),
        ("3 billion", "3000000000", "count"),
        (".5", "0.5", None),
        ("~9%", "9", "percent"),
        ("nearly 9%", "9", "percent"),
        ("$\\sim$9\\%", "9", "percent"),
        ("\\textbf{83.2}", "83.2", None),
        ("9$^\\circ$", "9", "degrees"),
        ("16 FPS", "16", "frames per second"),
        ("1.5 orders of magnitude", "1.5", "orders of magnitude"),
        ("zero", "0", None),
    ],
)
def test_a_single_number_with_a_known_unit_is_read(written: str, number: str, unit: str | None) -> None:
    assert values.parse(written) == (Decimal(number), unit)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "%",
        "many",
        "82.1 ± 0.3",
        "5-8%",
        "5 to 8%",
        "between 2 and 3 points",
        "> 90%",
        "3/5",
        "9,99",
        "1.2.3",
        "5 furlongs",
        "$n^{2}$",
        "\\$0.60",
        "5% to 6%",
        "1e18",
        "1e99",
        "1.5e-18",
        "9" * 20,
        "100001%",
        "0.00" + "1" * 30,
    ],
)
def test_what_is_no_single_sound_number_is_not_read(written: str) -> None:
    assert values.parse(written) is None


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=20) | st.text("0123456789.,eE+-−x×%^{}$\\ kMBpt", max_size=20))
def test_any_text_is_read_or_not(written: str) -> None:
    value = values.parse(written)
    if value is not None:
        assert value.number.is_finite()
        assert len(literals.decimal(value.number).value) < 42


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.decimals(-(10**9), 10**9, places=6))
def test_a_decimal_comes_back_exactly(number: Decimal) -> None:
    value = values.parse(format(number, "f"))
    assert value is not None
    assert value.number == number
    assert Decimal(literals.decimal(value.number).value) == number
