"""Reads a request of the SPARQL 1.1 Protocol: what it asks, of which dataset, and in which forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from api.config import Config
from api.negotiation import (
    CSV,
    HTML,
    JSON,
    JSON_LD,
    NTRIPLES,
    RDF_XML,
    SPARQL_JSON,
    SPARQL_QUERY,
    SPARQL_XML,
    TSV,
    TURTLE,
    accept,
    best,
)
from kg.errors import NotAcceptableError, QueryRefusedError, UsageError
from kg.store.seam import Formats

_FORM = "application/x-www-form-urlencoded"
_UPDATE = "application/sparql-update"
# More fields than any query needs; parsing is what they cost.
_MAX_FIELDS = 1000

# By kind of answer: the media types offered, the default first, each with the one that the store writes.
_SOLUTIONS: Mapping[str, str] = {
    SPARQL_JSON: SPARQL_JSON,
    SPARQL_XML: SPARQL_XML,
    CSV: CSV,
    TSV: TSV,
    JSON: SPARQL_JSON,
    "application/xml": SPARQL_XML,
    "text/xml": SPARQL_XML,
    HTML: SPARQL_JSON,
}
_GRAPHS: Mapping[str, str] = {
    TURTLE: TURTLE,
    NTRIPLES: NTRIPLES,
    RDF_XML: RDF_XML,
    JSON_LD: JSON_LD,
    JSON: JSON_LD,
    "application/xml": RDF_XML,
    "text/xml": RDF_XML,
    HTML: TURTLE,
}
_KINDS: Mapping[str, Mapping[str, str]] = {"solutions": _SOLUTIONS, "boolean": _SOLUTIONS, "graph": _GRAPHS}

# Values of `format`, those that SPARQLWrapper sends among them: the media type of solutions and of graphs.
FORMATS: Mapping[str, tuple[str | None, str | None]] = {
    "json": (SPARQL_JSON, JSON_LD),
    "xml": (SPARQL_XML, RDF_XML),
    "csv": (CSV, None),
    "tsv": (TSV, None),
    "html": (HTML, HTML),
    "ttl": (None, TURTLE),
    "turtle": (None, TURTLE),
    "n3": (None, TURTLE),
    "nt": (None, NTRIPLES),
    "rdf": (None, RDF_XML),
    "rdf+xml": (None, RDF_XML),
    "jsonld": (None, JSON_LD),
    "json-ld": (None, JSON_LD),
}


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """One query as the protocol conveys it; `timeout` in seconds.

    `chosen` holds, by kind of answer, the media type to label it with, None where none is acceptable.
    """

    query: str
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    chosen: Mapping[str, str | None]
    timeout: float

    @property
    def formats(self) -> Formats:
        """What the store is to write, by kind of answer."""
        written = {kind: media and _KINDS[kind][media] for kind, media in self.chosen.items()}
        return Formats(**written)


def parameters(request: Request) -> dict[str, list[str]]:
    """Return all parameters of a request, of its URL and of its body, decoded strictly.

    A body that is a query itself becomes the parameter `query`. Raises BadRequest for what is not UTF-8,
    UnsupportedMediaType for a body that is neither of the protocol's two, QueryRefusedError for an update.
    """
    found = _decode(request.query_string)
    if request.method == "POST":
        body = request.get_data(cache=False)
        if request.mimetype == _FORM:
            found += _decode(body)
        elif request.mimetype == SPARQL_QUERY:
            found.append(("query", _text(body, "the body")))
        elif request.mimetype == _UPDATE:
            _refuse_update()
        else:
            raise UnsupportedMediaType(
                f"the body is {request.mimetype or 'of no stated type'}; send {_FORM} or {SPARQL_QUERY}"
            )
    values: dict[str, list[str]] = {}
    for name, value in found:
        values.setdefault(name, []).append(value)
    if "update" in values:
        _refuse_update()
    return values


def read(values: Mapping[str, list[str]], config: Config) -> QueryRequest:
    """Return the query that parameters convey.

    Raises UsageError naming the parameter that is missing, given twice or ill-formed, NotAcceptableError,
    RequestEntityTooLarge.
    """
    query = _one(values, "query")
    if query is None:
        raise UsageError("query: the parameter is missing", "query")
    if len(query.encode()) > config.max_query_bytes:
        raise RequestEntityTooLarge(f"the query is longer than {config.max_query_bytes} bytes")
    return QueryRequest(
        query=query,
        default_graphs=values.get("default-graph-uri", ()),
        named_graphs=values.get("named-graph-uri", ()),
        chosen=_chosen(values.get("format", ())),
        timeout=_timeout(_one(values, "timeout"), config),
    )


def _refuse_update() -> NoReturn:
    raise QueryRefusedError("this service is read-only: it runs queries, and no updates")


def _decode(raw: bytes) -> list[tuple[str, str]]:
    """Return the pairs of a URL-encoded form in order, a `+` read as a space and `%2B` as a plus."""
    text = _text(raw, "the form")
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise BadRequest("the form percent-encodes what is not UTF-8") from error
    except ValueError as error:
        raise BadRequest(f"the form has more than {_MAX_FIELDS} fields") from error


def _text(raw: bytes, what: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"{what} is not UTF-8 (byte {error.start})") from error


def _one(values: Mapping[str, list[str]], name: str) -> str | None:
    """Return a parameter's only value, None where it is absent. Raises UsageError for a second one."""
    given = values.get(name, [])
    if len(given) > 1:
        raise UsageError(f"{name}: given {len(given)} times; a request has one", name)
    return given[0] if given else None


def _timeout(text: str | None, config: Config) -> float:
    if not text:
        return config.deadline
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= config.max_deadline:
        raise UsageError(
            f"timeout: {text!r} is not a number of seconds up to {config.max_deadline:g}", "timeout"
        )
    return seconds


def _chosen(formats: Sequence[str]) -> dict[str, str | None]:
    """Return the media type for each kind of answer, by `format` or else by Accept.

    SPARQLWrapper gives some formats twice, by name and by media type: the first that is known counts.
    """
    if any(formats):
        known = [FORMATS[name] for name in formats if name in FORMATS]
        if not known:
            raise UsageError(f"format: {formats[0]!r} is not one of {', '.join(FORMATS)}", "format")
        solutions, graph = known[0]
        return {"solutions": solutions, "boolean": solutions, "graph": graph}
    accepted = accept()
    chosen = {kind: best(tuple(offered), accepted) for kind, offered in _KINDS.items()}
    if not any(chosen.values()):
        offered = ", ".join(dict.fromkeys([*_SOLUTIONS, *_GRAPHS]))
        raise NotAcceptableError(f"answers are available as {offered}")
    return chosen
