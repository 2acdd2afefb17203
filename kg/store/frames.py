"""What a query worker is sent and sends back: a record and, of an answer, its body, as frames of a pipe."""

from __future__ import annotations

import json
from multiprocessing.connection import Connection
from typing import NamedTuple


class Request(NamedTuple):
    """One query for a worker; `seconds` is what is left of its deadline."""

    text: str
    media_type: str
    base_iri: str | None
    default_graphs: list[str]
    named_graphs: list[str]
    seconds: float


class Reply(NamedTuple):
    """How it went.

    `status` is "ready" (the store is open), "answer" (a body follows), "cut" (likewise, up to the byte
    limit), "syntax", "large" or "failed"; `message` is the reason of the last three.
    """

    status: str
    message: str = ""


def send(connection: Connection, record: Request | Reply) -> None:
    """Send a record."""
    connection.send_bytes(json.dumps(record).encode())


def receive_request(connection: Connection) -> Request:
    """Wait for a request. Raises EOFError where nobody can send one any more."""
    return Request(*json.loads(connection.recv_bytes()))


def receive_reply(connection: Connection) -> Reply:
    """Wait for a reply. Raises EOFError where the worker is gone."""
    return Reply(*json.loads(connection.recv_bytes()))
