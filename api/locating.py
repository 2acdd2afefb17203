"""Finds the thing of the graph that a request's path names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask import redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from api import problems
from api.descriptions import path_word
from api.served_graph import ServedGraph
from kg.errors import UnknownEntityError

_SUGGESTIONS = 8


def locate(
    graph: ServedGraph, word: str, name: str, *, suffixes: Collection[str] = (), tail: str = ""
) -> tuple[str, str | None]:
    """Return the IRI at the path `/<word>/<name>`, and the suffix that ends it, if any.

    A full stop belongs to the name where the graph has something of the whole name ("2510.14995"). A
    name that is another spelling of one thing is redirected to it, `tail` being what follows the name in
    the path; one that the graph does not know ends the request with suggestions.

    Raises AmbiguousEntityError for a name that several things bear.
    """
    stem, _, suffix = name.rpartition(".")
    readings: list[tuple[str, str | None]] = [(name, None)]
    if stem and suffix in suffixes:
        readings.append((stem, suffix))
    for reading, ending in readings:
        iri = graph.iris.at(word, reading)
        if graph.rows("exists", entity=iri):
            return iri, ending
    for reading, ending in readings:
        try:
            iri = graph.names.find(reading, types=(word,))
        except UnknownEntityError:
            continue
        raise HTTPException(response=_moved(graph, iri, tail if ending is None else f"{tail}.{ending}"))
    raise HTTPException(response=_unknown(graph, word, readings[-1][0]))


def suggestions(graph: ServedGraph, text: str) -> list[dict[str, Any]]:
    """Return the things whose names are most like a text, as references."""
    return [
        {"iri": hit.iri, "type": path_word(graph, hit.iri), "label": hit.label}
        for hit in graph.names.search(text, _SUGGESTIONS)
    ]


def _moved(graph: ServedGraph, iri: str, tail: str) -> Response:
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return redirect(f"{graph.href(iri)}{tail}{query}", 301)


def _unknown(graph: ServedGraph, word: str, name: str) -> Response:
    error = UnknownEntityError(f"the graph has no {word} {name!r}")
    return problems.of_error(error, suggestions=suggestions(graph, name)).response()


def words(types: Sequence[str]) -> str:
    """Return the part of a URL rule that takes one of these words."""
    return f"<any({','.join(types)}):word>"
