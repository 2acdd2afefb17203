"""Extraction over many papers, in this process or in worker processes.

Workers get plain tuples and return plain tuples: pickling spaCy's documents costs more than making them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from itertools import islice

from kg.errors import InputError
from kg.extract.pipeline import DEFAULT, extract_one, load
from kg.records import Extraction, Paper

# A chunk takes a worker about a second, so that progress moves and an interrupt is soon obeyed.
CHUNK = 64
# Chunks that wait in memory for each worker, enough that none idles.
_AHEAD = 3


def extract(
    papers: Sequence[Paper],
    *,
    pipeline: str = DEFAULT,
    processes: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Extraction]:
    """Yield the extraction of each paper, in the order of `papers`, by a pipeline of PIPELINES.

    With more than one process the work is spread over workers, which end with the iteration, at an error and
    at an interrupt. `progress` is called with the number of papers newly done.
    """
    if processes <= 1 or len(papers) <= CHUNK:
        for paper in papers:
            yield extract_one(paper, pipeline)
            if progress is not None:
                progress(1)
        return
    chunks = [papers[i : i + CHUNK] for i in range(0, len(papers), CHUNK)]
    for done in _in_workers(chunks, pipeline, min(processes, len(chunks))):
        yield from done
        if progress is not None:
            progress(len(done))


def _in_workers(
    chunks: Sequence[Sequence[Paper]], pipeline: str, processes: int
) -> Iterator[list[Extraction]]:
    """Yield the extractions of each chunk, in order."""
    # A fork of a process with threads can deadlock, and the service has threads; spawn is safe everywhere.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(pipeline,))
    waiting: deque[Future[list[Extraction]]] = deque()
    ahead = iter(chunks)
    try:
        waiting.extend(
            pool.submit(_extract_chunk, chunk, pipeline) for chunk in islice(ahead, processes * _AHEAD)
        )
        while waiting:
            try:
                done = waiting.popleft().result()
            except BrokenExecutor as error:
                raise InputError(
                    "an extraction process was killed, probably for memory; --processes 1 needs less"
                ) from error
            waiting.extend(pool.submit(_extract_chunk, chunk, pipeline) for chunk in islice(ahead, 1))
            yield done
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(pipeline: str) -> None:
    """Prepare a worker: interrupts are the parent's to handle, and it ends when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    load(pipeline)


def _end_with_parent() -> None:
    """End this worker as soon as its parent has ended in whatever way."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _extract_chunk(papers: Sequence[Paper], pipeline: str) -> list[Extraction]:
    """Return the extractions of a chunk."""
    return [extract_one(paper, pipeline) for paper in papers]
