"""A query worker: a process that answers one query after another from one generation.

Started as `python -m kg.store.worker` by `kg.store.pool`. It protects the machine from a query (memory,
time) and ends itself when its parent is gone, however that died.
"""

from __future__ import annotations

import io
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.store import frames, rdf_formats
from kg.store.frames import Reply, Request
from kg.store.limits import whole_characters
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# How soon after its parent a worker ends, in seconds. (PR_SET_PDEATHSIG is no alternative: it fires when
# the parent's *thread* ends, and the closing of a pipe goes unnoticed while a forked sibling holds it.)
_PARENT_CHECK = 0.5
# The parent kills a late worker; should it hang itself, the worker's alarm does, this many seconds later.
_ALARM_GRACE = 0.25
# What the system says where a limit of memory is met.
_OUT_OF_MEMORY = ("Cannot allocate memory", "os error 12", "memory allocation")


class _Full(Exception):  # noqa: N818 - a signal to stop writing, not an error
    """The body has reached its limit."""


class _Body(io.BytesIO):
    """A file in memory that takes no more than its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: ReadableBuffer, /) -> int:
        """Take data; of what goes beyond the limit its beginning, and then raise _Full."""
        view = memoryview(data)
        written = super().write(view[: self._limit - self.tell()])
        if written < len(view):
            raise _Full
        return written


def main(arguments: Sequence[str]) -> None:
    """Serve the store at a path over a connection, until the other end or the parent is gone.

    Arguments: the file descriptor of the connection, the parent's process id, the store's path, the limits
    of address space and of a body in bytes.
    """
    descriptor, parent, path, memory, max_bytes = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    connection = Connection(int(descriptor))
    try:
        store = ox.Store.read_only(path)
    except (OSError, RuntimeError) as error:
        frames.send(connection, Reply("failed", f"{path}: {error}"))
        return
    frames.send(connection, Reply("ready"))
    while True:
        try:
            request = frames.receive_request(connection)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, request.seconds + _ALARM_GRACE)
        body = _Body(int(max_bytes))
        reply = _answer(store, request, body)
        frames.send(connection, reply)
        if reply.status == "answer":
            connection.send_bytes(body.getbuffer())
        elif reply.status == "cut":
            connection.send_bytes(whole_characters(body.getvalue()))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _end_with(parent: int) -> None:
    """End this process, whatever it is doing, when it has another parent."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK)
    os._exit(0)


def _answer(store: ox.Store, request: Request, body: _Body) -> Reply:
    """Write the answer into `body` and return how it went."""
    try:
        _write(store, request, body)
    except _Full:
        return Reply("cut")
    except (SyntaxError, RuntimeError) as error:  # RuntimeError: a function that does not exist
        return Reply("syntax", str(error))
    except MemoryError:
        return Reply("large")
    except OSError as error:
        large = any(text in str(error) for text in _OUT_OF_MEMORY)
        return Reply("large" if large else "failed", str(error))
    return Reply("answer")


def _write(store: ox.Store, request: Request, body: _Body) -> None:
    dataset = bool(request.default_graphs or request.named_graphs)
    result = store.query(
        request.text,
        base_iri=request.base_iri,
        prefixes=dict(PREFIXES),
        default_graph=[ox.NamedNode(iri) for iri in request.default_graphs] if dataset else None,
        named_graphs=[ox.NamedNode(iri) for iri in request.named_graphs] if dataset else None,
    )
    if isinstance(result, ox.QueryTriples):
        ox.serialize(result, body, rdf_formats.GRAPHS[request.media_type], prefixes=dict(PREFIXES))
    else:
        result.serialize(body, rdf_formats.RESULTS[request.media_type])


if __name__ == "__main__":
    main(sys.argv[1:])
