r"""Reads the values of results: "82.6%", "1.1p.p.", "$4.16\times$", "six points"."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).resolve().parent
# Oxigraph's decimals have 18 places after the point and at least as many before it.
_MAX_DIGITS = 18
_LATEX_SIGNS = (
    (re.compile(r"\\times\b"), "×"),
    (re.compile(r"\\sim(?:eq)?\b|\\approx\b"), "~"),
    (re.compile(r"\\(?:circ|degree)\b"), "°"),
    (re.compile(r"\\mu\b"), "μ"),
    (re.compile(r"\\(?:text|mathrm|mathbf|textbf)\b|\\[,;!:]|[${}]"), ""),
    (re.compile(r"\\(?=[%&#])"), ""),
    (re.compile(r"\^(?=°)"), ""),
)
_MINUS = str.maketrans("−–‐‑", "----")
# What may stand before a number without changing it.
_LEAD = re.compile(r"(?:[~≈]|about|around|roughly|approximately|nearly|almost)\s*", re.IGNORECASE)
_POWER = r"10\s*\^\s*(?P<power>[+-]?\d{1,2})"
_NUMBER = re.compile(
    rf"""
    (?P<sign>[+-]?)\s*
    (?: {_POWER.replace("power", "only_power")}
      | (?: (?P<digits> \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)? | \d+(?:\.\d+)? | \.\d+ )
            (?: [eE](?P<exponent>[+-]?\d{{1,2}})(?![\w.]) | \s*[×x*]\s*{_POWER} )? )
      | (?P<word>[A-Za-z]+?)(?=-?fold\b|[\s-]|$) )
    (?P<unit>.*)
    """,
    re.VERBOSE | re.DOTALL,
)


class Value(NamedTuple):
    """A number with the name of its unit; None where it has none."""

    number: Decimal
    unit: str | None


class _Unit(NamedTuple):
    """A unit of the table: its name, what its form multiplies by, and the largest sound magnitude."""

    name: str | None
    factor: Decimal
    limit: Decimal


_NO_UNIT = _Unit(None, Decimal(1), Decimal("Infinity"))


def parse(written: str) -> Value | None:
    """Return the value that a text writes, None where it is none or more than one number.

    A range, a pair, "82.1 ± 0.3" or a unit that `units.tsv` does not know are none: a number that says
    less than the text would mislead whoever sorts by it.
    """
    match = _NUMBER.fullmatch(_LEAD.sub("", _plain(written), count=1))
    if match is None:
        return None
    number = _number(match)
    form = match["unit"].strip().removeprefix("-").strip()
    unit = (_units().get(form) or _units().get(form.lower())) if form else _NO_UNIT
    if number is None or unit is None or abs(number) > unit.limit:
        return None
    value = Value(number * unit.factor, unit.name)
    return value if _is_storable(value.number) else None


def _plain(written: str) -> str:
    """Return text without LaTeX markup, with one kind of minus and of space."""
    for pattern, sign in _LATEX_SIGNS:
        written = pattern.sub(sign, written)
    return " ".join(written.translate(_MINUS).split())


def _number(match: re.Match[str]) -> Decimal | None:
    """Return the number of a match, None for a word that is none."""
    if match["word"] is not None:
        word = _number_words().get(match["word"].lower())
        return word if word is None or match["sign"] != "-" else -word
    digits = (match["digits"] or "1").replace(",", "")
    power = int(match["exponent"] or match["power"] or match["only_power"] or 0)
    number = Decimal(digits).scaleb(power)
    return -number if match["sign"] == "-" else number


def _is_storable(number: Decimal) -> bool:
    """Return whether a number has no more digits before or after the point than stores keep."""
    exponent = number.normalize().as_tuple().exponent
    return number.adjusted() < _MAX_DIGITS and isinstance(exponent, int) and exponent >= -_MAX_DIGITS


@functools.cache
def _units() -> Mapping[str, _Unit]:
    """Return the table of units, by form."""
    with (_HERE / "units.tsv").open(encoding="utf-8", newline="") as lines:
        return {
            row["form"]: _Unit(row["unit"], Decimal(row["factor"]), Decimal(row["limit"] or "Infinity"))
            for row in csv.DictReader(lines, delimiter="\t")
        }


@functools.cache
def _number_words() -> Mapping[str, Decimal]:
    """Return the table of numbers written as words."""
    with (_HERE / "number_words.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["word"]: Decimal(row["value"]) for row in csv.DictReader(lines, delimiter="\t")}
