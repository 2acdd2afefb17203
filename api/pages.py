"""What templates know: filters, and the names that every page shows."""

from __future__ import annotations

from flask import Flask

import kg
from api.served_graph import served
from kg.vocabulary import curie

# How the words of paths read on a page.
_PLURALS = {"repository": "repositories"}
# A long text in a table cell is cut; the thing's own page has all of it.
_BRIEF = 160


def register(app: Flask) -> None:
    """Give an application's templates their filters and constants."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_template_filter(lambda iri: served().href(iri), "href")
    app.add_template_filter(curie, "curie")
    app.add_template_filter(plural)
    app.add_template_filter(brief)
    app.add_template_filter(number)
    app.context_processor(lambda: {"version": kg.__version__})


def plural(word: str) -> str:
    """Return the plural of a path word."""
    return _PLURALS.get(word, f"{word}s")


def brief(text: str) -> str:
    """Return a text cut to what a table cell holds."""
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF].rstrip()}…"


def number(value: int) -> str:
    """Return a number with its thousands apart."""
    return f"{value:,}".replace(",", " ")
