"""kg query: a stored query, or SPARQL of one's own."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from kg import stored_queries
from kg.cli.options import graph_option, open_names, write, write_bytes
from kg.cli.tables import answer_table
from kg.errors import InputError, QueryTimeoutError, QueryTooLargeError, UsageError
from kg.records import Node
from kg.store.embedded import open_graph
from kg.store.remote import connect
from kg.store.seam import Formats, Store
from kg.stored_queries import StoredQuery

_SOLUTIONS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
_GRAPHS = {
    "turtle": "text/turtle",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@click.command("query")
@click.argument("query", metavar="NAME|FILE.rq|-")
@click.option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the query.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", *_SOLUTIONS, *_GRAPHS]),
    default="table",
    show_default=True,
    help="table: rows for people, or Turtle for a query that gives statements.",
)
@click.option("--deadline", type=click.FloatRange(0.1), default=60.0, show_default=True, help="In seconds.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the graph directory.")
@graph_option
def command(
    query: str, parameters: tuple[str, ...], format_: str, deadline: float, endpoint: str | None, graph: Path
) -> None:
    """Run a stored query by NAME, a SPARQL file, or what standard input holds.

    `kg query list` lists the stored queries and their parameters. A parameter that stands for an entity
    takes its name in any known spelling, its path (dataset/imagenet) or its IRI; with --endpoint, an IRI.
    """
    if query == "list":
        write(_listing())
        return
    stored = _read(query)
    values = _values(parameters)
    if endpoint is not None:
        _write(connect(endpoint), stored, stored.bind(values, _iri_only), format_, deadline, base="")
        return
    with open_graph(graph, deadline=deadline) as store, open_names(store.generation) as names:
        bindings = stored.bind(values, names.find)
        _write(store, stored, bindings, format_, deadline, base=store.generation.manifest.base)


def _listing() -> str:
    """Return the stored queries with their summaries and parameters."""
    lines = []
    for query in stored_queries.catalogue().values():
        lines.append(f"{query.name}\n    {query.summary}\n")
        for p in query.parameters:
            default = "" if p.default is None else f", by default {p.default}"
            lines.append(f"    --param {p.name}=  {p.label} ({p.type}{default})\n")
    return "".join(lines)


def _read(query: str) -> StoredQuery:
    """Return the query that an argument names: standard input, a file, or a stored query."""
    if query == "-":
        return StoredQuery("-", "", "", _utf8(sys.stdin.buffer.read(), "standard input"))
    if query.endswith(".rq") or "/" in query:
        path = Path(query)
        try:
            text = _utf8(path.read_bytes(), query)
        except OSError as e:
            raise InputError(f"{query}: {e.strerror}") from e
        return stored_queries.read(path) if text.startswith("#+") else StoredQuery(query, "", "", text)
    catalogue = stored_queries.catalogue()
    if query not in catalogue:
        near = difflib.get_close_matches(query, catalogue, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; `kg query list` lists them"
        raise UsageError(f"no stored query is named {query!r}{hint}")
    return catalogue[query]


def _utf8(content: bytes, name: str) -> str:
    """Return text from UTF-8. Raises InputError, naming its source, for other bytes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise InputError(f"{name}: not UTF-8 at byte {e.start}") from e


def _values(parameters: Sequence[str]) -> dict[str, str]:
    """Return the parameters given as NAME=VALUE, by name."""
    values: dict[str, str] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals or not name:
            raise UsageError(f"--param {parameter!r} is not NAME=VALUE")
        if name in values:
            raise UsageError(f"--param {name} is given twice")
        values[name] = value
    return values


def _iri_only(text: str, types: Sequence[str]) -> str:
    """Return an IRI as it is: a remote endpoint has no index in which a name could be found."""
    if not text.startswith(("http://", "https://")):
        raise UsageError(f"with --endpoint, {' or '.join(types)} {text!r} must be given as an IRI")
    return text


def _write(
    store: Store,
    query: StoredQuery,
    bindings: Mapping[str, Node],
    format_: str,
    deadline: float,
    *,
    base: str,
) -> None:
    """Ask, and write the answer."""
    if format_ == "table":
        formats = Formats()
    else:
        solutions = _SOLUTIONS.get(format_)
        boolean = solutions if format_ in ("json", "xml") else None
        formats = Formats(solutions=solutions, boolean=boolean, graph=_GRAPHS.get(format_))
    try:
        answer = store.query(query.text, bindings=bindings, formats=formats, deadline=deadline)
    except QueryTimeoutError as e:
        raise QueryTimeoutError(f"{e} after {deadline:g} s; --deadline gives it longer") from e
    if answer.truncated:
        raise QueryTooLargeError(
            f"the answer is larger than {len(answer.body)} bytes; `kg export` has no limit"
        )
    if format_ == "table" and answer.kind != "graph":
        write(answer_table(answer.body, base))
    else:
        write_bytes(answer.body)
