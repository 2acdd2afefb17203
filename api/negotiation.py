"""Which representation of a resource a request asks for, by suffix, `?format=` or Accept header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request
from werkzeug.datastructures import MIMEAccept

from kg.errors import NotAcceptableError, UsageError

HTML = "text/html"
JSON = "application/json"
CSV = "text/csv"
TSV = "text/tab-separated-values"
SPARQL_JSON = "application/sparql-results+json"
SPARQL_XML = "application/sparql-results+xml"
SPARQL_QUERY = "application/sparql-query"
TURTLE = "text/turtle"
NTRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
JSON_LD = "application/ld+json"
GRAPHML = "application/graphml+xml"
GEXF = "application/gexf+xml"
CYTOSCAPE = "application/vnd.cytoscape.cyjs+json"

# By suffix of a path, or value of `format`: the media type that it stands for.
SUFFIXES: Mapping[str, str] = {
    "html": HTML,
    "json": JSON,
    "csv": CSV,
    "ttl": TURTLE,
    "jsonld": JSON_LD,
    "nt": NTRIPLES,
    "rdf": RDF_XML,
    "graphml": GRAPHML,
    "gexf": GEXF,
    "cyjs": CYTOSCAPE,
    "rq": SPARQL_QUERY,
}

RDF_TYPES = (TURTLE, JSON_LD, NTRIPLES, RDF_XML)


def accept() -> MIMEAccept:
    """Return the request's Accept header without the parameters of its media types.

    No representation here has variants by parameter, so `text/turtle;charset=utf-8` asks for Turtle.
    """
    return MIMEAccept([(item.partition(";")[0].strip(), q) for item, q in request.accept_mimetypes])


def best(offered: Sequence[str], accepted: MIMEAccept) -> str | None:
    """Return the offered media type of the highest quality, the earlier of equals; None if none is accepted.

    Quality is that of the most specific range that matches (RFC 9110, 12.5.1), so `text/html;q=0, */*`
    takes anything but HTML: werkzeug's own `best_match` would let the wildcard win. A request without an
    Accept header takes the first.
    """
    if not accepted:
        return offered[0]
    chosen = max(offered, key=accepted.quality)
    return chosen if accepted.quality(chosen) > 0 else None


def representation(offered: Sequence[str], suffix: str | None = None) -> str:
    """Return the media type to answer with, of those offered (the default first).

    A suffix of the path decides; else the parameter `format`; else the Accept header.

    Raises UsageError for a suffix or format that is not offered, NotAcceptableError where nothing that is
    offered is accepted.
    """
    asked = suffix or request.args.get("format")
    if asked is not None:
        media_type = SUFFIXES.get(asked)
        if media_type is None or media_type not in offered:
            raise UsageError(f"format: {asked!r} is not one of {', '.join(suffixes(offered))}", "format")
        return media_type
    media_type = best(offered, accept())
    if media_type is None:
        raise NotAcceptableError(f"this is available as {', '.join(offered)}")
    return media_type


def suffixes(media_types: Sequence[str]) -> list[str]:
    """Return the suffixes that stand for these media types, in their order."""
    by_type = {media_type: suffix for suffix, media_type in SUFFIXES.items()}
    return [by_type[media_type] for media_type in media_types]


def wants_html() -> bool:
    """Tell whether the request comes from a browser: it names HTML, and nothing else that it likes more.

    A wildcard alone is what command-line clients send, and does not ask for a page.
    """
    accepted = accept()
    named = HTML in (item.lower() for item in accepted.values())
    return named and best((HTML, JSON), accepted) == HTML
