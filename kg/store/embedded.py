"""The store of a graph directory, queried through worker processes that can be stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Self

from kg.errors import BusyError, QueryTooLargeError, StoreError
from kg.records import Node
from kg.store import terms
from kg.store.frames import Request
from kg.store.generations import Generation, GraphDirectory
from kg.store.limits import DEADLINE, MAX_BYTES, MEMORY, TOO_LARGE
from kg.store.manifest import FILE_NAME
from kg.store.pool import QueryWorker
from kg.store.prepared import prepare
from kg.store.seam import Answer, Formats

# More waiting queries than this a worker would reach no turn before their deadline under real overload.
_WAITING_A_WORKER = 32
# How long the first workers may take to open the store, in seconds; they take 0.1 on an idle machine.
_START = 30.0


class EmbeddedStore:
    """A `Store` on the current generation of a graph directory, whichever that is when a query starts.

    Threads may share it. Queries run in worker processes, one each; a worker is replaced when it is late
    or has died, and, between two queries, when another generation is current.
    """

    def __init__(
        self, directory: GraphDirectory, *, workers: int, deadline: float, memory: int, max_bytes: int
    ) -> None:
        self._directory = directory
        self._deadline = deadline
        self._closed = False
        self._followed = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._places = threading.BoundedSemaphore(workers * (1 + _WAITING_A_WORKER))
        self._idle: LifoQueue[QueryWorker] = LifoQueue()
        store = self.generation.store
        self._workers = [QueryWorker(store, memory, max_bytes) for _ in range(workers)]
        for worker in self._workers:
            self._idle.put(worker)

    @property
    def generation(self) -> Generation:
        """The current generation. Raises GraphDirectoryError where the directory holds none any more."""
        with self._followed:
            try:
                state = (self._directory.path / FILE_NAME).stat()
            except OSError:
                return self._directory.current  # which says what is wrong
            seen = (state.st_ino, state.st_mtime_ns)
            if seen != self._seen:
                self._generation = self._directory.current
                self._seen = seen
            return self._generation

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
        """Return the answer to a query, as `Store.query` says."""
        seconds = self._deadline if deadline is None else deadline
        until = time.monotonic() + seconds
        prepared = prepare(text, bindings or {}, formats)
        default, named = (
            [terms.iri(graph, "graph") for graph in some] for some in (default_graphs, named_graphs)
        )
        base = None if base_iri is None else terms.iri(base_iri, "base")
        with self._worker(until) as worker:
            request = Request(
                str(prepared.text),
                prepared.media_type,
                base,
                default,
                named,
                max(0.0, until - time.monotonic()),
            )
            reply, body = worker.ask(request, until)
        if reply.status == "syntax":
            raise prepared.text.syntax_error(reply.message)
        if reply.status == "large":
            raise QueryTooLargeError(TOO_LARGE)
        if reply.status == "failed":
            raise StoreError(reply.message)
        return Answer(prepared.kind, prepared.media_type, body, "bytes" if reply.status == "cut" else None)

    @contextmanager
    def _worker(self, until: float) -> Iterator[QueryWorker]:
        """Have a worker on the current generation to oneself."""
        if self._closed:
            raise StoreError("the store is closed")
        if not self._places.acquire(blocking=False):
            raise BusyError("too many queries are waiting")
        try:
            try:
                worker = self._idle.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                raise BusyError("no query worker became free before the deadline") from None
            try:
                self._bring_up_to_date(worker, until)
                yield worker
            finally:
                self._idle.put(worker)
        finally:
            self._places.release()

    def _bring_up_to_date(self, worker: QueryWorker, until: float) -> None:
        """Have the worker run on the current generation."""
        while True:
            store = self.generation.store
            if worker.store != store or not worker.is_alive():
                worker.restart(store)
            try:
                worker.wait_ready(until)
            except StoreError:
                # Two builds that end while a worker starts remove the generation that it was to open.
                if self.generation.store == store:
                    raise
            else:
                return

    def wait_ready(self) -> None:
        """Wait until the first workers have opened the store. Raises StoreError where they cannot."""
        until = time.monotonic() + _START
        for worker in self._workers:
            worker.wait_ready(until)

    def close(self) -> None:
        """End the workers; queries under way raise StoreError."""
        if self._closed:
            return
        self._closed = True
        for worker in self._workers:
            worker.stop()
        for _ in self._workers:
            self._idle.get().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_graph(
    directory: Path,
    *,
    workers: int = 1,
    deadline: float = DEADLINE,
    memory: int = MEMORY,
    max_bytes: int = MAX_BYTES,
) -> EmbeddedStore:
    """Return the store of a graph directory, ready for queries.

    `workers` queries run at a time. `deadline` is in seconds, for queries that bring none. `memory` is the
    address space a query may have, `max_bytes` the size at which answers are cut, both in bytes.
    Raises GraphDirectoryError where the directory holds no graph, StoreError where a worker cannot open it.
    """
    store = EmbeddedStore(
        GraphDirectory(directory), workers=workers, deadline=deadline, memory=memory, max_bytes=max_bytes
    )
    try:
        store.wait_ready()
    except BaseException:
        store.close()
        raise
    return store
