"""The built wheel, installed elsewhere, has all that it needs and serves it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which Python finds the installed wheel before this checkout."""
    scratch = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", scratch, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = scratch.glob("paperatlas-*.whl")
    site = scratch / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel],
        check=True,
        capture_output=True,
    )
    # Dependencies come from this environment; only paperatlas itself is the wheel's.
    return {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}


def run(code: str, environment: dict[str, str], cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kg(*arguments: str) -> str:
    return f"import sys; sys.argv = ['kg', *{arguments!r}]; from kg.cli import main; main()"


def test_it_is_the_wheel_that_runs(installed: dict[str, str], tmp_path: Path) -> None:
    where = run("import kg, api; print(kg.__file__); print(api.__file__)", installed, tmp_path).split()

    assert all(line.startswith(installed["PYTHONPATH"]) for line in where)


def test_it_builds_its_seeds_and_answers_its_queries(installed: dict[str, str], tmp_path: Path) -> None:
    run(kg("build", "--seeds"), installed, tmp_path)

    assert json.loads(run(kg("stats", "--json"), installed, tmp_path))["papers"] == 71
    assert "ImageNet" in run(kg("query", "datasets-by-papers"), installed, tmp_path)
    assert run(kg("validate"), installed, tmp_path) == ""


@pytest.fixture
def served(installed: dict[str, str], tmp_path: Path) -> Iterator[str]:
    run(kg("build", "--seeds"), installed, tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", kg("serve", "--port", str(port))],
        env=installed,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/health").close()
            break
        except urllib.error.URLError:
            assert server.poll() is None, server.stderr and server.stderr.read().decode()
            time.sleep(0.1)
    yield address
    server.terminate()
    assert server.wait(10) == 0
    assert server.stderr
    server.stderr.close()


def test_it_serves_pages_queries_and_the_ontology(served: str) -> None:
    def get(path: str, accept: str) -> str:
        request = urllib.request.Request(served + path, headers={"Accept": accept})
        with urllib.request.urlopen(request) as answer:
            content: bytes = answer.read()
        return content.decode()

    assert "<title>" in get("/", "text/html")
    assert "datasets-by-papers" in get("/query", "text/html")
    assert json.loads(get("/query/datasets-by-papers.json", "*/*"))["items"]
    assert "pa:Paper" in get("/ontology", "text/turtle")
    assert get("/static/style.css", "*/*")
