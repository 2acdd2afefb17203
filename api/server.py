"""Serves the application over HTTP with granian."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from functools import partial

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from api.app import create_app
from api.config import Config
from kg.errors import UsageError
from kg.store.generations import GraphDirectory

# A thread waits for each query under way or in the queue; this many beyond the query workers leave some for
# pages and files while dozens of long queries queue.
_SPARE_THREADS = 62
# In seconds: what a stopping server leaves its requests; a query may be at work for as long.
_GRACE = 3
# In seconds: how often a server process looks whether it has been orphaned.
_WATCH = 0.5
# Granian's own configuration but for the stream: standard output is for data.
_LOGGING = {
    "handlers": {
        name: {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}
        for name in ("console", "access")
    }
}


def serve(
    config: Config,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Serve a graph in the foreground until SIGINT or SIGTERM, in `workers` processes.

    Each of these has query workers of its own. `announce` is called once nothing that can be foreseen
    stands in the way. Nothing is printed but the log of failures, on standard error.

    Raises UsageError for an address that is taken or not this machine's, GraphDirectoryError where the
    directory holds no graph.
    """
    # Here rather than in each process, where an error would be a traceback.
    _ = GraphDirectory(config.graph).current
    _claim(host, port)
    announce()
    server = Granian(
        # The loader below makes the application; the target only names it in granian's messages.
        "api:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=config.query_workers + _SPARE_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
        workers_kill_timeout=_GRACE,
    )
    server.serve(target_loader=partial(_application, config, os.getpid()), wrap_loader=False)


def _application(config: Config, server: int) -> Flask:
    """Return the application of one server process, which ends when the process `server` is gone.

    Killed outright, that one cannot stop its children, and the port would stay taken.
    """
    threading.Thread(target=_end_with, args=(server,), daemon=True).start()
    return create_app(config)


def _end_with(parent: int) -> None:
    """End this process as soon as its parent is another one."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)


def _claim(host: str, port: int) -> None:
    """Raise UsageError unless the address can be listened on.

    Granian shares a port with whoever listens on it already, and two servers would then take turns.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            # As servers do, so that a connection of an earlier one that lingers is no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        raise UsageError(f"cannot listen on {host} port {port}: {error.strerror}", "port") from error
