"""What is measured rather than asserted: `make bench` prints one line a measure.

Papers are the seeds, repeated under new ids where more are needed: speed is what is measured, not quality.
"""

from __future__ import annotations

import dataclasses
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg import extract, readers, resources
from kg.build import build
from kg.records import Paper

EXTRACTED = 2000
BUILT = 2000
CONNECTIONS = 8
SECONDS = 5.0
POINT = "SELECT ?label WHERE { <http://127.0.0.1:8000/dataset/imagenet> skos:prefLabel ?label }"


def say(measure: str, value: float, unit: str) -> None:
    print(f"{measure:<58} {value:>12,.1f} {unit}", flush=True)


def papers(count: int) -> list[Paper]:
    """Return so many papers: the seeds, over and over."""
    seeds = list(readers.read([str(resources.directory("seeds") / "daily-papers.jsonl")]))
    return [dataclasses.replace(seeds[i % len(seeds)], id=f"bench-{i:05}") for i in range(count)]


def measure_extraction() -> None:
    for processes in (1, os.cpu_count() or 1):
        few = papers(EXTRACTED)
        started = time.perf_counter()
        assert sum(1 for _ in extract.extract(few, processes=processes)) == EXTRACTED
        rate = EXTRACTED / (time.perf_counter() - started)
        say(f"extraction, {processes} process(es), start included", rate, "abstracts/s")


def measure_build(scratch: Path) -> None:
    """Time a build from nothing, and the same again with every extraction in the cache."""
    import json  # noqa: PLC0415  # needed by this measure alone

    source = scratch / "papers.jsonl"
    with source.open("w", encoding="utf-8") as out:
        for i, p in enumerate(papers(BUILT)):
            # A word of its own keeps each from being taken for a copy of another.
            out.write(json.dumps({"id": p.id, "title": f"{p.title} {i}", "abstract": p.abstract}) + "\n")
    for label in ("from nothing", "extractions cached"):
        started = time.perf_counter()
        facts = build([str(source)], scratch / "graph").manifest.facts
        took = time.perf_counter() - started
        say(f"build of {BUILT} papers, {facts['triples']:,} triples, {label}", took, "s")


@contextmanager
def served(graph: Path) -> Iterator[int]:
    """Yield the port of a server of a graph."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = "from kg.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--graph", graph, "--port", str(port)],
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def measure_requests(graph: Path) -> None:
    query = urllib.parse.urlencode({"query": POINT})
    with served(graph) as port:
        for name, path in (("point query", f"/sparql?{query}"), ("/health", "/health")):
            times: list[float] = []
            ends = time.perf_counter() + SECONDS

            def client(path: str = path, ends: float = ends, times: list[float] = times) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", port)
                while (began := time.perf_counter()) < ends:
                    connection.request("GET", path)
                    answer = connection.getresponse()
                    answer.read()
                    assert answer.status == 200, answer.status
                    times.append(time.perf_counter() - began)
                connection.close()

            threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            say(f"{name}, {CONNECTIONS} connections", len(times) / SECONDS, "requests/s")
            say(f"{name}, p99", statistics.quantiles(times, n=100)[98] * 1000, "ms")


def main() -> None:
    scratch = Path(tempfile.mkdtemp(prefix="paperatlas-bench-"))
    try:
        measure_extraction()
        measure_build(scratch)
        measure_requests(scratch / "graph")
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
