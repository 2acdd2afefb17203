"""A store that is somebody's SPARQL 1.1 endpoint, reached over HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from kg.errors import (
    BusyError,
    KgError,
    NotAcceptableError,
    QueryTimeoutError,
    QueryTooLargeError,
    StoreError,
    UsageError,
)
from kg.records import Node
from kg.store import terms
from kg.store.limits import DEADLINE, LATE, MAX_BYTES, whole_characters
from kg.store.prepared import Prepared, prepare
from kg.store.seam import Answer, Formats
from kg.vocabulary import PREFIXES

_CHUNK = 65_536
# As much of an error's body as can matter to its one line.
_MAX_ERROR = 65_536
_ERRORS: Mapping[int, type[KgError]] = {
    HTTPStatus.NOT_ACCEPTABLE: NotAcceptableError,
    HTTPStatus.REQUEST_TIMEOUT: QueryTimeoutError,
    HTTPStatus.GATEWAY_TIMEOUT: QueryTimeoutError,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: QueryTooLargeError,
    HTTPStatus.TOO_MANY_REQUESTS: BusyError,
    HTTPStatus.SERVICE_UNAVAILABLE: BusyError,
}
# With this an Oxigraph server reports, as its own failure, a function that the query made up.
_UNKNOWN_FUNCTION = "custom function"


class RemoteStore:
    """A `Store` over the SPARQL 1.1 Protocol; a connection a query, so that threads may share it."""

    def __init__(self, url: str, *, deadline: float, max_bytes: int) -> None:
        try:
            parts = urlsplit(url)
            self._port = parts.port
        except ValueError as error:
            raise UsageError(f"{url!r} is not the URL of a SPARQL endpoint: {error}") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{url!r} is not the http URL of a SPARQL endpoint")
        self.url = url
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._deadline = deadline
        self._max_bytes = max_bytes

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Node] | None = None,
        formats: Formats = Formats(),  # noqa: B008 - frozen, and so shared safely
        deadline: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base_iri: str | None = None,
    ) -> Answer:
        """Return the endpoint's answer to a query, as `Store.query` says.

        At the deadline the connection is closed; whether the endpoint stops its work is up to it.
        """
        seconds = self._deadline if deadline is None else deadline
        graphs = [terms.iri(graph, "graph") for graph in (*default_graphs, *named_graphs)]
        prepared = prepare(text, bindings or {}, formats, _prologue(base_iri))
        fields = [("query", str(prepared.text))]
        fields += [("default-graph-uri", iri) for iri in graphs[: len(default_graphs)]]
        fields += [("named-graph-uri", iri) for iri in graphs[len(default_graphs) :]]
        with self._request(fields, prepared.media_type, time.monotonic() + seconds) as response:
            if response.status != HTTPStatus.OK:
                raise self._error(response, prepared)
            media_type = response.headers.get_content_type()
            if media_type != prepared.media_type:
                raise NotAcceptableError(f"{self.url}: answers {media_type}, not {prepared.media_type}")
            body = _read(response, self._max_bytes + 1)
        cut = len(body) > self._max_bytes
        if cut:
            body = whole_characters(body[: self._max_bytes])
        return Answer(prepared.kind, prepared.media_type, body, "bytes" if cut else None)

    @contextmanager
    def _request(
        self, fields: Sequence[tuple[str, str]], accept: str, until: float
    ) -> Iterator[http.client.HTTPResponse]:
        """Have the response to a POST, which stops arriving at `until`."""
        late = threading.Event()
        connection = self._connection(max(0.001, until - time.monotonic()))
        try:
            connection.connect()
            with _closed_at(until, connection.sock, late):
                connection.request(
                    "POST",
                    self._target,
                    body=urlencode(fields),
                    headers={"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"},
                )
                yield connection.getresponse()
                if late.is_set():
                    raise QueryTimeoutError(LATE)
        except (OSError, http.client.HTTPException, KgError) as error:
            if late.is_set() or isinstance(error, TimeoutError):
                raise QueryTimeoutError(LATE) from error  # whatever half an answer looked like
            if isinstance(error, KgError):
                raise
            raise StoreError(f"{self.url}: {error}") from error
        finally:
            connection.close()

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=timeout)

    def _error(self, response: http.client.HTTPResponse, prepared: Prepared) -> KgError:
        """Return what an endpoint's refusal means."""
        message = _error_message(response)
        if response.status == HTTPStatus.BAD_REQUEST or _UNKNOWN_FUNCTION in message:
            return prepared.text.syntax_error(message)
        kind = _ERRORS.get(response.status, StoreError)
        return kind(f"{self.url}: {response.status} {' '.join(message.split())}")


def connect(url: str, *, deadline: float = DEADLINE, max_bytes: int = MAX_BYTES) -> RemoteStore:
    """Return the store at a SPARQL endpoint's URL; nothing is sent before the first query.

    `deadline` is in seconds, for queries that bring none; `max_bytes` the size at which answers are cut.
    Raises UsageError for what is no http URL.
    """
    return RemoteStore(url, deadline=deadline, max_bytes=max_bytes)


def _prologue(base_iri: str | None) -> str:
    """Return declarations of the base and our prefixes, on one line."""
    base = "" if base_iri is None else f"BASE <{terms.iri(base_iri, 'base')}> "
    return base + "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())


def _error_message(response: http.client.HTTPResponse) -> str:
    """Return what a refusal's body says: the detail of problem+json (RFC 9457), else the text."""
    body = _read(response, _MAX_ERROR).decode(errors="replace")
    if response.headers.get_content_type() == "application/problem+json":
        try:
            return str(json.loads(body)["detail"])
        except (ValueError, KeyError, TypeError):
            return body
    return body.strip() or response.reason


def _read(response: http.client.HTTPResponse, limit: int) -> bytes:
    """Return a response's body up to a limit. Raises HTTPException where the connection ends before it."""
    parts = []
    size = 0
    while size < limit and (part := response.read(min(_CHUNK, limit - size))):
        parts.append(part)
        size += len(part)
    if size < limit and response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


@contextmanager
def _closed_at(until: float, connection: socket.socket, late: threading.Event) -> Iterator[None]:
    """Shut a connection down at a time: a socket's own timeout starts anew with every byte that trickles."""

    def shut_down() -> None:
        late.set()
        try:
            # Not the override of a TLS socket, which would take its state from under the reading thread.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        except OSError:
            return  # closed by the other end

    timer = threading.Timer(max(0.0, until - time.monotonic()), shut_down)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
