"""A service under load, with queries that never end and graphs that change, answers everybody else."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.build import build

pytestmark = pytest.mark.soak

ROOT = Path(__file__).resolve().parents[2]
SECONDS = float(os.environ.get("PAPERATLAS_SOAK_SECONDS", "120"))
POINT = "SELECT ?title WHERE { ?paper dcterms:title ?title } LIMIT 1"
BOMB = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, int, int]]:
    """Yield a graph directory, the port that serves it, and the server's process id."""
    graph = tmp_path / "graph"
    build([str(ROOT / "seeds" / "daily-papers.jsonl")], graph)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = "from kg.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--graph", graph, "--port", str(port)],
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    yield graph, port, server.pid
    server.terminate()
    assert server.wait(20) == 0


def resident(pid: int) -> int:
    """Return the memory of a process and its children, in bytes."""
    total = 0
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            total = int(line.split()[1]) * 1024
    return total + sum(resident(int(child)) for child in children)


def test_bombs_and_new_generations_disturb_nobody(served: tuple[Path, int, int]) -> None:
    graph, port, pid = served
    ends = time.monotonic() + SECONDS
    statuses: list[int] = []
    bombed: list[int] = []

    def ask(query: str, into: list[int], timeout: str) -> None:
        path = "/sparql?" + urllib.parse.urlencode({"query": query, "timeout": timeout})
        while time.monotonic() < ends:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            into.append(answer.status)
            connection.close()

    threads = [threading.Thread(target=ask, args=(POINT, statuses, "10")) for _ in range(3)]
    threads.append(threading.Thread(target=ask, args=(BOMB, bombed, "1")))
    for thread in threads:
        thread.start()
    time.sleep(5)
    before = resident(pid)
    while time.monotonic() < ends - 5:
        build([str(ROOT / "seeds" / "daily-papers.jsonl")], graph)
        time.sleep(2)
    for thread in threads:
        thread.join()

    assert set(statuses) == {200}
    assert set(bombed) == {504}
    assert resident(pid) < before + (200 << 20)
