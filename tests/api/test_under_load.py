"""Long queries of users keep neither the pages nor /health waiting, and a killed server leaves nobody."""

import os
import signal
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

BOMB = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def served(seed_graph: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Yield the address of a server of the seeds, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = "from kg.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--graph", str(seed_graph), "--port", str(port)],
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/health").close()
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    yield address, server
    server.terminate()
    server.wait(20)


def test_bombs_do_not_delay_pages(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    address, _ = served
    query = urllib.parse.urlencode({"query": BOMB, "timeout": "4"})
    ended: list[float] = []

    def bomb() -> None:
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{address}/sparql?{query}")
        ended.append(time.monotonic())

    threads = [threading.Thread(target=bomb) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    for path in ("/health", "/dataset/imagenet", "/static/style.css"):
        urllib.request.urlopen(address + path).close()
    answered = time.monotonic()
    for thread in threads:
        thread.join()

    assert answered < min(ended)


def test_a_killed_server_leaves_no_process(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    address, server = served
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    assert children

    os.kill(server.pid, signal.SIGKILL)
    server.wait()

    for _ in range(100):
        if not any(Path(f"/proc/{child}").exists() for child in children):
            break
        time.sleep(0.1)
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{address}/health")
