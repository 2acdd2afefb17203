"""What a remote store makes of endpoints that answer badly, late or not at all."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs

import pytest

from kg.errors import (
    BusyError,
    KgError,
    NotAcceptableError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooLargeError,
    StoreError,
    UsageError,
)
from kg.store.remote import connect
from kg.store.results import ask, select
from kg.store.seam import Formats

TRUE = b'{"head":{},"boolean":true}'
JSON = "application/sparql-results+json"


@contextmanager
def serving(answer: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """The URL of a server that reads one request after another and lets `answer` do what it likes."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(5)
                request = b""
                while b"\r\n\r\n" not in request or not complete(request):
                    request += connection.recv(65_536)
                answer(connection, request)

    def complete(request: bytes) -> bool:
        head, _, body = request.partition(b"\r\n\r\n")
        length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        return len(body) >= int(length.split(b":")[1])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql?key=1"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def response(status: int, media_type: str, body: bytes, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return (
        f"HTTP/1.1 {status} Reason\r\nContent-Type: {media_type}\r\nContent-Length: {size}\r\n\r\n".encode()
        + body
    )


def asking(reply: bytes) -> bool:
    with serving(lambda connection, _: connection.sendall(reply)) as url:
        return ask(connect(url), "ASK {}")


def test_the_request_is_the_protocols() -> None:
    requests = []

    def answer(connection: socket.socket, request: bytes) -> None:
        requests.append(request)
        connection.sendall(response(200, JSON + "; charset=utf-8", TRUE))

    with serving(answer) as url:
        connect(url).query(
            "ASK { ?x ?y 'é' }",
            default_graphs=["http://x/a", "http://x/b"],
            named_graphs=["http://x/c"],
            base_iri="http://x/",
        )
    head, _, body = requests[0].decode().partition("\r\n\r\n")
    fields = parse_qs(body)
    assert head.startswith("POST /sparql?key=1 HTTP/1.1\r\n")
    assert f"Accept: {JSON}\r\n" in head
    assert fields["default-graph-uri"] == ["http://x/a", "http://x/b"]
    assert fields["named-graph-uri"] == ["http://x/c"]
    assert fields["query"][0].startswith("BASE <http://x/> PREFIX pa: <https://w3id.org/paperatlas#> ")
    assert fields["query"][0].endswith("ASK { ?x ?y 'é' }")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, QuerySyntaxError),
        (406, NotAcceptableError),
        (408, QueryTimeoutError),
        (413, QueryTooLargeError),
        (429, BusyError),
        (503, BusyError),
        (504, QueryTimeoutError),
        (500, StoreError),
        (404, StoreError),
        (301, StoreError),
    ],
)
@pytest.mark.parametrize("body", [b"no\n\n  way", b""])
def test_refusals_are_the_errors_of_the_house(status: int, error: type[KgError], body: bytes) -> None:
    with pytest.raises(error) as caught:
        asking(response(status, "text/plain", body))
    assert str(caught.value).endswith("no way" if body else "Reason")


def test_a_problem_says_its_detail_and_the_place_is_ours() -> None:
    problem = json.dumps({"title": "Bad", "detail": "line 1, column 600: what is this?"}).encode()
    with pytest.raises(QuerySyntaxError) as caught:
        asking(response(400, "application/problem+json", problem))
    assert caught.value.line == 1
    assert caught.value.column is not None
    assert caught.value.column < 600
    assert str(caught.value).endswith("what is this?")


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b"1"])
def test_a_broken_problem_is_still_a_refusal(body: bytes) -> None:
    with pytest.raises(StoreError):
        asking(response(500, "application/problem+json", body))


def test_another_media_type_than_asked_for_is_not_accepted() -> None:
    with pytest.raises(NotAcceptableError, match="text/html"):
        asking(response(200, "text/html", b"<p>hello"))


def test_an_answer_that_is_not_what_it_says_is_a_failure() -> None:
    with pytest.raises(StoreError, match="not application/sparql-results"):
        asking(response(200, JSON, b"<p>hello"))


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"hello\r\n\r\n",
        response(200, JSON, TRUE, length=100),
        b"HTTP/1.1 200 OK\r\nContent-Type: "
        + JSON.encode()
        + b"\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n"
        + TRUE,
    ],
)
def test_an_answer_that_breaks_off_is_a_failure(reply: bytes) -> None:
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1"):
        asking(reply)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", response(200, JSON, b"", length=10_000)])
def test_an_endpoint_that_trickles_is_left_at_the_deadline(start: bytes) -> None:
    def trickle(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)

    started = time.monotonic()
    with serving(trickle) as url, pytest.raises(QueryTimeoutError):
        ask(connect(url, deadline=0.5), "ASK {}")
    assert 0.4 < time.monotonic() - started < 1.5


def test_nobody_listening_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match="refused"):
        ask(connect(f"http://127.0.0.1:{port}/"), "ASK {}")


@pytest.mark.parametrize(
    "url", ["", "graph", "file:///etc/passwd", "http://", "ftp://x/", "http://x:port/", "http://[x/"]
)
def test_what_is_no_endpoint_is_named(url: str) -> None:
    with pytest.raises(UsageError, match="endpoint"):
        connect(url)


def test_an_answer_over_the_limit_is_cut_and_says_so(endpoint: str) -> None:
    store = connect(endpoint, max_bytes=500)
    answer = store.query("SELECT * { ?x ?y ?z }")
    assert answer.truncated == "bytes"
    assert len(answer.body) <= 500
    assert not answer.body.endswith(b"}]}}")
    with pytest.raises(QueryTooLargeError):
        select(store, "SELECT * { ?x ?y ?z }")


def test_what_is_not_acceptable_is_not_even_asked() -> None:
    with pytest.raises(NotAcceptableError):
        connect("http://127.0.0.1:9/").query("ASK {}", formats=Formats(boolean=None))
