from __future__ import annotations

import os
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.records import Literal, Statement
from kg.store.dump import dump
from kg.store.embedded import open_graph
from kg.store.generations import Generation, GraphDirectory
from kg.store.remote import connect
from kg.store.seam import Store
from kg.vocabulary import DCTERMS, PA, SKOS, XSD, Iris

BASE = "http://127.0.0.1:8000/"
GRAPH = "http://example.org/notes"
OXIGRAPH = Path(sysconfig.get_path("scripts"), "oxigraph")


def sample() -> list[Statement]:
    """Papers p0 to p4, of which p<i> uses datasets d<i> and d<i+1>, and whose title is in several scripts."""
    iris = Iris(BASE)
    statements = []
    for i in range(5):
        paper = iris.paper(f"p{i}")
        statements.append(Statement(paper, DCTERMS + "title", Literal(f"Étude №{i} 图 “x” 😀\nline two")))
        statements += [
            Statement(paper, PA + "usesDataset", iris.entity("Dataset", f"d{j}")) for j in (i, i + 1)
        ]
    for j in range(6):
        dataset = iris.entity("Dataset", f"d{j}")
        statements.append(Statement(dataset, SKOS + "prefLabel", Literal(f"D{j}", language="en")))
        statements.append(Statement(dataset, PA + "paperCount", Literal(str(j), XSD + "integer")))
    statements.append(Statement(iris.entity("Dataset", "d1"), PA + "variantOf", iris.entity("Dataset", "d0")))
    return statements


def build(directory: Path, statements: list[Statement], notes: str | None = None) -> Generation:
    graph = GraphDirectory(directory)
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(statements)
        if notes is not None:
            file = directory / "cache" / "notes.ttl"
            file.parent.mkdir(exist_ok=True)
            file.write_text(notes, encoding="utf-8")
            draft.load_file(file, GRAPH)
        return graph.commit(draft, base=BASE, papers=5)


@pytest.fixture(scope="session")
def sample_generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return build(tmp_path_factory.mktemp("sample") / "graph", sample(), notes='<#n> <#says> "ünïcode"@de .')


@pytest.fixture(scope="session")
def sample_directory(sample_generation: Generation) -> Path:
    return sample_generation.path.parent.parent


@pytest.fixture(scope="session")
def endpoint(sample_generation: Generation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real server that holds the sample."""
    if not OXIGRAPH.exists():
        assert os.environ.get("CI") != "true", "CI must have the oxigraph server"
        pytest.skip("the oxigraph server is not installed (extra: dev)")
    folder = tmp_path_factory.mktemp("oxigraph")
    with (folder / "sample.nq").open("wb") as file:
        dump(sample_generation, "nq", file)
    location = ["--location", str(folder / "data")]
    subprocess.run(
        [OXIGRAPH, "load", *location, "--file", folder / "sample.nq"], check=True, capture_output=True
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [OXIGRAPH, "serve-read-only", *location, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.kill()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "the oxigraph server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the oxigraph server does not answer")


@pytest.fixture(scope="session")
def embedded(sample_directory: Path) -> Iterator[Store]:
    with open_graph(sample_directory, workers=1, deadline=20) as store:
        yield store


@pytest.fixture(scope="session", params=["embedded", "remote"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each implementation of the seam on the same triples."""
    if request.param == "embedded":
        return request.getfixturevalue("embedded")
    return connect(request.getfixturevalue("endpoint"), deadline=20)
