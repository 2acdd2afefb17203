"""A small graph of our own, served by the test client and by a real server."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph

from api import Config, create_app
from kg import keys, names
from kg.graph import statements
from kg.records import Entity, Extraction, Link, Mention, Paper, PaperEntity, Resolution, Result
from kg.store.generations import GraphDirectory
from kg.vocabulary import Iris

BASE = "https://atlas.example/"
PIPELINE = "rules 0.0.0+00000000"
HOSTILE = "<script>alert(\"title\")</script> & 'quotes': a study of FogNet"

_KINDS = {"Dataset": "used", "Model": "used", "Metric": "reported", "Task": "addressed", "Repo": "code"}


@dataclass
class Atlas:
    """Papers, what was found in them, and the entities that these are."""

    papers: list[Paper] = field(default_factory=list)
    extractions: dict[str, Extraction] = field(default_factory=dict)
    links: dict[str, list[Link]] = field(default_factory=dict)
    entities: dict[tuple[str, str], Entity] = field(default_factory=dict)

    def entity(self, kind: str, label: str, *aliases: str, parent: str | None = None, **facts: str) -> None:
        of = keys.key(label)
        parent_key = keys.key(parent) if parent else None
        self.entities[kind, of] = Entity(kind, of, keys.slug(label, of), label, aliases, parent_key, facts)

    def paper(self, paper: Paper, *found: tuple[str, str], result: str | None = None, **roles: str) -> None:
        """Add a paper with entities found by (type, label) wherever its text has that label."""
        entities = []
        for kind, label in found:
            start = paper.text.index(label)
            mention = Mention(start, start + len(label), 0.9)
            entities.append(PaperEntity(kind, label, roles.get(kind, _KINDS[kind]), (mention,)))
        results = ()
        if result:
            at = paper.text.index(result)
            place = {kind: i for i, (kind, _) in enumerate(found)}
            results = (
                Result(
                    result,
                    False,
                    place.get("Model"),
                    place.get("Dataset"),
                    place.get("Metric"),
                    at,
                    at + len(result),
                    0.8,
                ),
            )
        self.papers.append(paper)
        self.extractions[paper.id] = Extraction(paper.id, tuple(entities), results, (), PIPELINE)
        self.links[paper.id] = [Link(keys.key(label), "key", 1.0) for _, label in found]


def atlas() -> Atlas:
    made = Atlas()
    made.entity("Dataset", "FogBench", "Fog Bench", url="https://fog.example/bench")
    made.entity("Dataset", "FogBench-Mini", parent="FogBench")
    made.entity("Dataset", "C++ Corpus")
    made.entity("Model", "FogNet")
    made.entity("Model", "FogNet-B", parent="FogNet")
    made.entity("Metric", "Clarity", direction="higher")
    made.entity("Task", "fog removal", "defogging")
    made.entity("Repo", "github.com/fog/net", url="https://github.com/fog/net", host="github.com")
    made.paper(
        Paper(
            "2510.14995",
            "FogNet-B sees through fog",
            "On FogBench our FogNet-B reaches 81.5% Clarity for fog removal. Code: github.com/fog/net",
            authors=("Ada Löve", "Bo O'Neil"),
            date="2025-10-16",
            url="https://arxiv.org/abs/2510.14995",
        ),
        ("Model", "FogNet-B"),
        ("Dataset", "FogBench"),
        ("Metric", "Clarity"),
        ("Task", "fog removal"),
        ("Repo", "github.com/fog/net"),
        result="81.5%",
        Model="proposed",
    )
    made.paper(
        Paper("cs/0112017", HOSTILE, "We test FogNet on FogBench and the C++ Corpus.", date="2001-12-11"),
        ("Model", "FogNet"),
        ("Dataset", "FogBench"),
        ("Dataset", "C++ Corpus"),
    )
    made.paper(
        Paper("tiny fog?#1", "Small fog", "FogBench-Mini is a small benchmark for defogging."),
        ("Dataset", "FogBench-Mini"),
        Dataset="introduced",
    )
    made.paper(Paper("notes.nt", "Notes on nothing", "An abstract in which nothing is named."))
    return made


def write_generation(directory: Path, made: Atlas, *named: tuple[Path, str]) -> None:
    """Make an atlas the current generation of a graph directory, with named graphs from files."""
    iris, resolution = Iris(BASE), Resolution(made.entities, made.links)
    graph = GraphDirectory(directory)
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(statements(made.papers, made.extractions, resolution, iris))
        for path, graph_iri in named:
            draft.load_file(path, graph_iri)
        names.write(draft.path / names.FILE_NAME, made.papers, made.extractions, resolution, iris)
        graph.commit(
            draft,
            base=BASE,
            pipeline=PIPELINE,
            inputs=[],
            papers=len(made.papers),
            entities={"dataset": 3, "model": 2, "metric": 1, "task": 1, "repository": 1},
            results=1,
            triples=draft.count(),
        )


@pytest.fixture(scope="session")
def graph_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("api") / "graph"
    write_generation(directory, atlas())
    return directory


@pytest.fixture(scope="session")
def app(graph_directory: Path) -> Iterator[Flask]:
    made = create_app(Config(graph=graph_directory, deadline=5.0, query_workers=1))
    yield made
    made.extensions["paperatlas"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Server(NamedTuple):
    """A server in a process of its own."""

    url: str
    process: subprocess.Popen[bytes]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_server(graph: Path, **config: object) -> Server:
    """Serve a graph directory on a free port, and wait until it answers."""
    port = free_port()
    settings = "".join(f", {name}={value!r}" for name, value in config.items())
    program = (
        "import sys; from pathlib import Path; from api import Config; from api.server import serve; "
        f"serve(Config(graph=Path(sys.argv[1]){settings}), port={port})"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(graph)])
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            with urlopen(f"{url}/health", timeout=5) as response:
                assert json.load(response)["status"] == "ok"
                return Server(url, process)
        except URLError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.05)
    process.kill()
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def url(graph_directory: Path) -> Iterator[str]:
    """Return the address of a running server."""
    started = start_server(graph_directory, deadline=5.0)
    yield started.url
    started.process.terminate()
    assert started.process.wait(15) == 0


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Start servers that end with the test."""
    started: list[Server] = []

    def started_server(graph: Path, **config: object) -> Server:
        started.append(start_server(graph, **config))
        return started[-1]

    yield started_server
    for running in started:
        running.process.terminate()
        running.process.wait(15)


@pytest.fixture
def write() -> Callable[..., None]:
    """Write generations of so many papers of the atlas; the last paper only where all are asked for."""

    def write_papers(directory: Path, papers: int) -> None:
        made = atlas()
        made.papers = made.papers[1 : papers + 1] if papers < len(made.papers) else made.papers
        write_generation(directory, made)

    return write_papers


@pytest.fixture(scope="session")
def serve_files() -> Callable[..., AbstractContextManager[str]]:
    """Serve a graph of named graphs alone, made of files."""

    @contextmanager
    def served(directory: Path, named: Sequence[tuple[Path, str]]) -> Iterator[str]:
        write_generation(directory, Atlas(), *named)
        running = start_server(directory)
        yield running.url
        running.process.terminate()
        running.process.wait(15)

    return served


@pytest.fixture(scope="session")
def parse() -> Callable[[bytes, str], Graph]:
    """Return a graph's triples from text in a format of rdflib."""

    def parsed(data: bytes, parser: str) -> Graph:
        with warnings.catch_warnings():
            # rdflib's JSON-LD parser makes a graph of a class that rdflib is to drop.
            warnings.simplefilter("ignore", DeprecationWarning)
            return Graph().parse(data=data, format=parser)

    return parsed
