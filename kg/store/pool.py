"""Query workers as their parent sees them: started, asked, killed when late, replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import Pipe
from pathlib import Path

from kg.errors import BusyError, KgError, QueryTimeoutError, QueryTooLargeError, StoreError
from kg.store import frames
from kg.store.frames import Reply, Request
from kg.store.limits import LATE, TOO_LARGE

# Signals that end a worker which may have no more memory: Rust and C++ abort where they get none, and a
# stack that cannot grow, or that a deeply nested query fills, is a segmentation fault.
_FATAL = (signal.SIGABRT, signal.SIGSEGV)
# How long a process that has closed its connection may take to end, in seconds.
_LAST_BREATH = 1.0


class QueryWorker:
    """A worker process on one generation's store; one thread at a time may use it.

    `memory` limits its address space and `max_bytes` the body of an answer, both in bytes.
    """

    def __init__(self, store: Path, memory: int, max_bytes: int) -> None:
        self.store = store
        self._stopped = False
        self._limits = (str(memory), str(max_bytes))
        self._start()

    def _start(self) -> None:
        self._connection, theirs = Pipe()
        self._ready = False
        read_end, write_end = os.pipe()
        self._errors = os.fdopen(read_end, "rb")
        with theirs, os.fdopen(write_end, "wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and arguments of our own
                [
                    sys.executable,
                    "-P",  # not whatever package of this name lies in the current folder
                    "-m",
                    "kg.store.worker",
                    str(theirs.fileno()),
                    str(os.getpid()),
                    str(self.store),
                    *self._limits,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=[theirs.fileno()],
                # An arena for every thread reserves address space that the limit would count.
                env={**os.environ, "MALLOC_ARENA_MAX": "2"},
            )

    def stop(self) -> None:
        """End the process at once, for good; to be followed by `close` when nobody waits for it."""
        self._stopped = True
        self._process.kill()

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._errors.close()
        self._connection.close()

    def restart(self, store: Path) -> None:
        """Replace the process by a new one, which opens `store` while this returns."""
        if self._stopped:
            raise StoreError("the store is closed")
        self.close()
        self.store = store
        self._start()

    def is_alive(self) -> bool:
        """Say whether the process runs."""
        return self._process.poll() is None

    def wait_ready(self, until: float) -> None:
        """Wait until the process has opened its store.

        Raises BusyError where it has not by `until` (of time.monotonic), StoreError where it cannot.
        """
        if self._ready:
            return
        if not self._connection.poll(max(0.0, until - time.monotonic())):
            raise BusyError("no query worker was ready before the deadline")
        try:
            reply = frames.receive_reply(self._connection)
        except EOFError:
            raise StoreError(f"a query worker did not start: {self._last_words()}") from None
        if reply.status != "ready":
            raise StoreError(reply.message)
        self._ready = True

    def ask(self, request: Request, until: float) -> tuple[Reply, bytes]:
        """Return the reply to a request, with its body.

        Past `until` (of time.monotonic) the process is killed: that stops the work, whatever it is.
        Raises BusyError, QueryTimeoutError, QueryTooLargeError, and StoreError for a process that died
        otherwise. Whenever the process is gone, a new one has been started.
        """
        self.wait_ready(until)
        try:
            frames.send(self._connection, request)
            return self._reply(until)
        except (EOFError, OSError) as error:
            death = self._death()
            self.restart(self.store)
            raise death from error
        except BaseException:
            # Whoever asks next must not get this query's answer.
            self.restart(self.store)
            raise

    def _reply(self, until: float) -> tuple[Reply, bytes]:
        if not self._connection.poll(max(0.0, until - time.monotonic())):
            raise QueryTimeoutError(LATE)
        reply = frames.receive_reply(self._connection)
        return reply, self._connection.recv_bytes() if reply.status in ("answer", "cut") else b""

    def _death(self) -> KgError:
        """Return why the process died, as the error of the query that it was running."""
        words = self._last_words()
        code = self._process.returncode
        if code == -signal.SIGALRM:
            return QueryTimeoutError(LATE)
        if -code in _FATAL:
            return QueryTooLargeError(f"{TOO_LARGE} (or nests deeper than can be evaluated)")
        return StoreError(f"a query worker ended with status {code}: {words}")

    def _last_words(self) -> str:
        """Wait for the end of a process that has closed its connection and return its last line."""
        try:
            self._process.wait(_LAST_BREATH)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "no message")
