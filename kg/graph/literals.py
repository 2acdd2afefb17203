"""Makes RDF literals: their lexical forms are exact, and every export format can carry them."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from kg.records import Literal
from kg.vocabulary import XSD

# What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets), and the carriage return, which
# XML parsers turn into a line feed.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# By how many parts an ISO 8601 date has.
_DATE_TYPES = (XSD + "gYear", XSD + "gYearMonth", XSD + "date")
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)


def text(value: str) -> Literal:
    """Return a string literal.

    Characters that XML cannot carry become U+FFFD, one for one: offsets into the text still hold.
    """
    return Literal(_NOT_XML.sub("\ufffd", value))


def integer(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(str(value), XSD + "integer")


def decimal(value: Decimal | float) -> Literal:
    """Return an xsd:decimal of the shortest form; of a float, of the digits that Python shows."""
    form = format(Decimal(str(value)), "f")
    if "." in form:
        form = form.rstrip("0").rstrip(".")
    return Literal("0" if form == "-0" else form, XSD + "decimal")


def boolean(value: bool) -> Literal:
    """Return an xsd:boolean."""
    return Literal("true" if value else "false", XSD + "boolean")


def date(value: str) -> Literal:
    """Return an ISO 8601 day, month or year with its XSD datatype; anything else as a string."""
    parts = value.count("-")
    try:
        if _DATE.fullmatch(value) and datetime.date.fromisoformat(value + "-01" * (2 - parts)):
            return Literal(value, _DATE_TYPES[parts])
    except ValueError:
        pass  # looks like a date, but no calendar has it
    return text(value)
