"""A real server, asked by real clients."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import cast
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, POST, POSTDIRECTLY, TSV, TURTLE, XML, SPARQLWrapper

PA = Namespace("https://w3id.org/paperatlas#")
BASE = "https://atlas.example/"
SELECT = "SELECT ?s WHERE { ?s a pa:Dataset } ORDER BY ?s"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o }"


def fetch(url: str, accept: str | None = None, **arguments: str) -> HTTPResponse:
    query = f"?{urlencode(arguments)}" if arguments else ""
    request = Request(url + query, headers={"Accept": accept} if accept else {})
    return cast("HTTPResponse", urlopen(request, timeout=30))


def wrapper(url: str, query: str) -> SPARQLWrapper:
    made = SPARQLWrapper(f"{url}/sparql")
    made.setQuery(query)
    return made


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("request_method", [None, POSTDIRECTLY])
def test_sparqlwrapper_asks_in_every_way(url: str, method: str, request_method: str | None) -> None:
    asked = wrapper(url, f"PREFIX pa: <{PA}> {SELECT}")
    asked.setMethod(POST if request_method else method)
    if request_method:
        asked.setRequestMethod(request_method)
    asked.setReturnFormat(JSON)
    found = asked.queryAndConvert()
    assert found["results"]["bindings"][0]["s"]["value"].startswith(BASE)


def test_sparqlwrapper_reads_every_format(url: str) -> None:
    for name in (XML, CSV, TSV):
        asked = wrapper(url, SELECT)
        asked.setReturnFormat(name)
        assert asked.queryAndConvert()
    construct = "CONSTRUCT { ?s a pa:Dataset } WHERE { ?s a pa:Dataset }"
    for name in (TURTLE, XML, JSONLD):
        asked = wrapper(url, construct)
        asked.setReturnFormat(name)
        with warnings.catch_warnings():
            # SPARQLWrapper calls rdflib in a way that rdflib is to drop.
            warnings.simplefilter("ignore", DeprecationWarning)
            found = asked.queryAndConvert()
        graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
        assert len(graph) == 3
    asked = wrapper(url, "ASK { ?s a pa:Dataset }")
    asked.setReturnFormat(JSON)
    assert asked.queryAndConvert()["boolean"] is True


def test_rdflib_uses_the_service_as_a_store(url: str) -> None:
    graph = Graph(SPARQLStore(f"{url}/sparql"))
    assert len(list(graph.subjects(RDF.type, PA.Dataset))) == 3


def test_rdflib_dereferences_an_entity(url: str) -> None:
    graph = Graph().parse(f"{url}/dataset/fogbench")
    assert (None, PA.usesDataset, None) in graph


def test_csv_goes_into_a_csv_reader(url: str) -> None:
    with fetch(f"{url}/sparql", "text/csv", query=SELECT) as answer:
        rows = list(csv.reader(io.TextIOWrapper(answer, "utf-8", newline="")))
    assert rows[0] == ["s"]
    assert len(rows) == 4


@pytest.mark.parametrize("path", ["/paper/cs%2F0112017", "/paper/cs/0112017", "/paper/tiny%20fog%3F%231"])
def test_encoded_paths_arrive_as_meant(url: str, path: str) -> None:
    with fetch(url + path, "application/json") as answer:
        assert json.load(answer)["iri"].startswith(f"{BASE}paper/")


def test_head_options_and_put_over_the_wire(url: str) -> None:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    for method, status in (("HEAD", 200), ("OPTIONS", 200), ("PUT", 405)):
        connection.request(method, "/sparql?" + urlencode({"query": SELECT}))
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == status
        assert answer.getheader("Access-Control-Allow-Origin") == "*"
        assert (body == b"") == (method != "PUT")
    connection.close()


def test_a_chunked_body_is_read(url: str) -> None:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    parts = (part for part in (b"ASK ", b"{}"))
    headers = {"Content-Type": "application/sparql-query"}
    connection.request("POST", "/sparql", body=parts, headers=headers, encode_chunked=True)
    assert json.load(connection.getresponse())["boolean"] is True
    connection.close()


def test_a_body_that_is_too_large_is_refused(url: str) -> None:
    data = b"query=" + b"x" * 1_100_000
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{url}/sparql", data=data, timeout=30)
    with refused.value as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (413, "application/problem+json")


def test_an_endless_query_holds_up_nobody(url: str) -> None:
    with ThreadPoolExecutor() as threads:
        stopped = threads.submit(_status, f"{url}/sparql", query=ENDLESS, timeout="1")
        time.sleep(0.2)
        began = time.monotonic()
        assert _status(f"{url}/sparql", query="ASK {}") == 200
        assert _status(f"{url}/health") == 200
        assert time.monotonic() - began < 1.5
        assert stopped.result(20) == 504
    began = time.monotonic()
    assert _status(f"{url}/sparql", query="ASK {}") == 200
    assert time.monotonic() - began < 1


def test_many_ask_at_once(url: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        paths = ["/", "/dataset/fogbench", "/paper/2510.14995/shared", "/search?q=fog", "/health"] * 8
        assert set(threads.map(lambda path: _status(url + path), paths)) == {200}


def test_a_new_generation_is_served_without_restart(
    tmp_path: Path, start: Callable[..., tuple[str, subprocess.Popen[bytes]]], write: Callable[..., None]
) -> None:
    write(tmp_path / "graph", papers=2)
    running_url, _ = start(tmp_path / "graph")
    with fetch(f"{running_url}/health") as answer:
        assert json.load(answer)["papers"] == 2
    assert _status(f"{running_url}/dataset/fogbench-mini") == 200
    assert _status(f"{running_url}/paper/notes.nt") == 404
    write(tmp_path / "graph", papers=4)
    deadline = time.monotonic() + 10
    while _status(f"{running_url}/paper/notes.nt") == 404:
        assert time.monotonic() < deadline, "the new generation is not served"
        time.sleep(0.1)
    with fetch(f"{running_url}/search", q="nothing") as answer:
        assert json.load(answer)["total"] == 1


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_all_that_it_started(
    graph_directory: Path, start: Callable[..., tuple[str, subprocess.Popen[bytes]]], sent: signal.Signals
) -> None:
    running_url, process = start(graph_directory)
    family = _descendants(process.pid)
    assert len(family) >= 2
    with ThreadPoolExecutor() as threads:
        threads.submit(_status, f"{running_url}/sparql", query=ENDLESS, timeout="30")
        time.sleep(0.5)
        process.send_signal(sent)
        assert process.wait(15) == 0
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in family):
        assert time.monotonic() < deadline, "processes were left behind"
        time.sleep(0.1)


def test_a_killed_server_leaves_no_query_worker(
    graph_directory: Path, start: Callable[..., tuple[str, subprocess.Popen[bytes]]]
) -> None:
    _, process = start(graph_directory)
    family = _descendants(process.pid)
    for pid in family[:1]:
        os.kill(pid, signal.SIGKILL)
    process.kill()
    process.wait(15)
    deadline = time.monotonic() + 5
    while any(_alive(pid) for pid in family):
        assert time.monotonic() < deadline, "processes were left behind"
        time.sleep(0.1)


def test_a_taken_port_is_one_clear_line(graph_directory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = (
            "import sys; from pathlib import Path; from api import Config; from api.server import serve\n"
            "from kg.errors import UsageError\n"
            "try: serve(Config(graph=Path(sys.argv[1])), port=int(sys.argv[2]))\n"
            "except UsageError as error: print(error)"
        )
        command = [sys.executable, "-c", program, str(graph_directory), str(port)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout == f"cannot listen on 127.0.0.1 port {port}: Address already in use\n"
    assert ended.stderr == ""


def test_a_directory_without_graph_is_one_clear_line(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from api import Config; from api.server import serve\n"
        "from kg.errors import GraphDirectoryError\n"
        "try: serve(Config(graph=Path(sys.argv[1])), port=1)\n"
        "except GraphDirectoryError as error: print(error)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout.count("\n") == 1
    assert str(tmp_path) in ended.stdout
    assert ended.stderr == ""


def _status(url: str, **arguments: str) -> int:
    try:
        with fetch(url, **arguments) as answer:
            status: int = answer.status
            return status
    except HTTPError as error:
        with error:
            return error.code
    except OSError:
        # The connection of a server that is ending.
        return 0


def _descendants(pid: int) -> list[int]:
    """Return the processes below one, from /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found = parents.get(pid, [])
    return found + [below for child in found for below in _descendants(child)]


def _alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and that nobody has waited for does not."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
