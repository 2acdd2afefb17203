"""The embedded store's processes: stopped, replaced, shared by threads, never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.errors import (
    BusyError,
    GraphDirectoryError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooLargeError,
    StoreError,
)
from kg.records import Literal, Statement
from kg.store.embedded import EmbeddedStore, open_graph
from kg.store.generations import GraphDirectory
from kg.store.results import ask, select
from kg.store.seam import Formats
from kg.vocabulary import DCTERMS

BASE = "http://127.0.0.1:8000/"
MIB = 2**20
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u ."
ENDLESS = f"SELECT (COUNT(*) AS ?count) {{ {PRODUCT} }}"
# How late after its deadline a stopped query may be, in seconds.
GRACE = 0.5


def doubling(times: int) -> str:
    steps = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(times))
    return f"SELECT (STRLEN(?x{times}) AS ?n) {{ BIND('0123456789' AS ?x0) {steps} }}"


BOMBS = {
    "counts a product": ENDLESS,
    "sorts a product": f"SELECT * {{ {PRODUCT} }} ORDER BY ?u ?c",
    "joins a text for every row": f"SELECT (GROUP_CONCAT(STR(?a)) AS ?all) {{ {PRODUCT} }}",
    "doubles a text": doubling(60),
    "nests": "SELECT * " + "{" * 30_000 + "}" * 30_000,
    "chains an expression": "ASK { FILTER(" + "!" * 100_000 + "true) }",
}


@pytest.fixture
def store(sample_directory: Path) -> Iterator[EmbeddedStore]:
    with open_graph(sample_directory, workers=1, deadline=20, memory=384 * MIB) as opened:
        yield opened


def pids(store: EmbeddedStore) -> list[int]:
    return [worker._process.pid for worker in store._workers]


def is_running(pid: int) -> bool:
    """Say whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def ends_within(seconds: float, pid: int) -> bool:
    until = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_running(pid)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_hurts_itself_alone(store: EmbeddedStore, bomb: str) -> None:
    (before,) = pids(store)
    started = time.monotonic()
    with pytest.raises((QueryTimeoutError, QueryTooLargeError)):
        store.query(BOMBS[bomb], deadline=2)
    assert time.monotonic() - started < 2 + GRACE
    assert not is_running(before)
    assert pids(store) != [before]
    assert ask(store, "ASK {}", deadline=5)


def test_memory_ends_before_the_deadline(store: EmbeddedStore) -> None:
    with pytest.raises(QueryTooLargeError, match="memory"):
        store.query(BOMBS["sorts a product"], deadline=60)


def test_the_work_stops_at_the_deadline(store: EmbeddedStore) -> None:
    (pid,) = pids(store)
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError, match="deadline"):
        store.query(ENDLESS, deadline=0.5)
    assert time.monotonic() - started < 0.5 + GRACE
    assert not is_running(pid)


def test_a_worker_stops_by_itself_should_its_parent_not_stop_it(store: EmbeddedStore) -> None:
    (worker,) = store._workers
    (pid,) = pids(store)
    connection = worker._connection
    started = time.monotonic()
    connection.send_bytes(b'["%s", "application/sparql-results+json", null, [], [], 0.5]' % ENDLESS.encode())
    assert ends_within(2, pid)
    assert time.monotonic() - started < 1 + GRACE
    assert ask(store, "ASK {}")


def test_a_killed_worker_is_replaced(store: EmbeddedStore) -> None:
    (worker,) = store._workers
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.wait(5)
    assert ask(store, "ASK {}")


def test_a_worker_killed_in_a_query_is_a_failure_of_the_store(store: EmbeddedStore) -> None:
    (pid,) = pids(store)
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(StoreError, match="ended"):
        store.query(ENDLESS)
    killer.join()
    assert ask(store, "ASK {}")


def test_no_answer_is_taken_for_that_of_the_next_query(store: EmbeddedStore) -> None:
    with pytest.raises(QueryTimeoutError):
        store.query(
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }", deadline=0.1
        )
    assert select(store, "SELECT (7 AS ?n) {}")[0]["n"] == Literal(
        "7", "http://www.w3.org/2001/XMLSchema#integer"
    )


@pytest.mark.parametrize(
    ("text", "formats", "end"),
    [
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", Formats(), b"}"),
        (
            "SELECT * { ?a ?b ?c . ?d ?e ?f }",
            Formats(solutions="application/sparql-results+xml"),
            b"</sparql>",
        ),
        ("CONSTRUCT { ?a ?d ?c } { ?a ?b ?c . ?x ?d ?f }", Formats(graph="application/ld+json"), b"]"),
        (
            "CONSTRUCT { ?a ?d ?c } { ?a ?b ?c . ?x ?d ?f }",
            Formats(graph="application/rdf+xml"),
            b"</rdf:RDF>",
        ),
    ],
)
def test_an_answer_over_the_limit_is_cut_and_says_so(
    sample_directory: Path, text: str, formats: Formats, end: bytes
) -> None:
    with open_graph(sample_directory, max_bytes=2_000) as small, open_graph(sample_directory) as large:
        cut = small.query(text, formats=formats)
        whole = large.query(text, formats=formats)
        assert (cut.truncated, whole.truncated) == ("bytes", None)
        assert 1_990 < len(cut.body) <= 2_000 < len(whole.body)
        assert whole.body.startswith(cut.body)
        assert whole.body.endswith(end)
        cut.body.decode()
        with pytest.raises(QueryTooLargeError, match="bytes"):
            select(small, "SELECT * { ?a ?b ?c . ?d ?e ?f }")


def test_an_answer_of_just_the_limit_is_whole(sample_directory: Path) -> None:
    size = len('{"head":{},"boolean":true}')
    with open_graph(sample_directory, max_bytes=size) as store:
        assert store.query("ASK {}").truncated is None
    with open_graph(sample_directory, max_bytes=size - 1) as store:
        assert store.query("ASK {}").truncated == "bytes"


def test_a_cut_keeps_no_half_character(sample_directory: Path) -> None:
    sizes = set()
    for limit in range(40, 48):
        with open_graph(sample_directory, max_bytes=limit) as store:
            body = store.query(
                "SELECT ('😀😀😀😀😀😀😀😀' AS ?x) {}", formats=Formats(solutions="text/csv")
            ).body
        sizes.add(len(body))
        body.decode()
    assert len(sizes) < 8


def test_threads_share_a_pool(sample_directory: Path) -> None:
    def own(number: int) -> bool:
        found = select(store, f"SELECT ({number} AS ?n) ?t {{ ?p dcterms:title ?t }}")
        return len(found) == 5 and {row["n"][0] for row in found} == {str(number)}

    with open_graph(sample_directory, workers=2, deadline=60) as store, ThreadPoolExecutor(8) as threads:
        assert all(threads.map(own, range(400)))
        assert len(set(pids(store))) == 2


def test_a_late_query_does_not_disturb_those_beside_it(sample_directory: Path) -> None:
    with open_graph(sample_directory, workers=2, deadline=60) as store, ThreadPoolExecutor(4) as threads:
        late = threads.submit(store.query, ENDLESS, deadline=1)
        quick = [threads.submit(ask, store, "ASK { ?x ?y ?z }") for _ in range(50)]
        assert all(future.result() for future in quick)
        assert isinstance(late.exception(), QueryTimeoutError)


def test_who_gets_no_turn_before_the_deadline_is_told_so(store: EmbeddedStore) -> None:
    with ThreadPoolExecutor(1) as threads:
        holding = threads.submit(store.query, ENDLESS, deadline=1.5)
        time.sleep(0.3)
        started = time.monotonic()
        with pytest.raises(BusyError, match="free"):
            store.query("ASK {}", deadline=0.4)
        assert 0.3 < time.monotonic() - started < 0.9
        assert isinstance(holding.exception(), QueryTimeoutError)


def test_who_finds_the_queue_full_is_told_at_once(store: EmbeddedStore) -> None:
    with ThreadPoolExecutor(80) as threads:
        asked = [threads.submit(store.query, ENDLESS, deadline=1) for _ in range(80)]
        errors = [future.exception() for future in asked]
    assert sum("waiting" in str(error) for error in errors) == 80 - 33
    assert all(isinstance(error, BusyError | QueryTimeoutError) for error in errors)


def test_a_pool_follows_the_current_generation_under_load(tmp_path: Path) -> None:
    graph = GraphDirectory(tmp_path / "graph")

    def commit(size: int) -> None:
        with graph.writing():
            draft = graph.new_generation()
            draft.bulk_load(
                Statement(f"{BASE}paper/{i}", DCTERMS + "title", Literal("t")) for i in range(size)
            )
            graph.commit(draft, base=BASE)

    def watch() -> list[int]:
        seen = []
        while not done.is_set():
            ((count,),) = (row.values() for row in select(store, "SELECT (COUNT(*) AS ?n) { ?x ?y ?z }"))
            seen.append(int(count[0]))
        return seen

    commit(1)
    done = threading.Event()
    with open_graph(graph.path, workers=2, deadline=30) as store, ThreadPoolExecutor(3) as threads:
        watching = [threads.submit(watch) for _ in range(3)]
        try:
            for size in range(2, 6):
                commit(size)
                time.sleep(0.2)
            time.sleep(0.5)
        finally:
            done.set()
        assert all(set(future.result()) <= {1, 2, 3, 4, 5} for future in watching)
        assert select(store, "SELECT ?x { ?x ?y ?z }")[4:]
        assert store.generation.name == "000005"
    assert sorted(p.name for p in (graph.path / "generations").iterdir()) == ["000004", "000005"]


def test_a_graph_that_vanishes_is_named(tmp_path: Path, sample_directory: Path) -> None:
    graph = tmp_path / "graph"
    graph.symlink_to(sample_directory)
    with open_graph(graph) as store:
        graph.unlink()
        with pytest.raises(GraphDirectoryError, match="no graph"):
            ask(store, "ASK {}")


def test_no_graph_opens_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="kg build"):
        open_graph(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_limit_too_low_for_the_store_is_reported_when_it_opens(sample_directory: Path) -> None:
    with pytest.raises(StoreError):
        open_graph(sample_directory, memory=64 * MIB)


def test_closing_ends_the_workers_and_their_queries(sample_directory: Path) -> None:
    store = open_graph(sample_directory, workers=2)
    running = pids(store)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(store.query, ENDLESS)
        time.sleep(0.3)
        store.close()
        assert isinstance(asked.exception(), StoreError)
    store.close()
    assert not any(is_running(pid) for pid in running + pids(store))
    with pytest.raises(StoreError, match="closed"):
        ask(store, "ASK {}")


PARENT = """
import sys, threading, time
from pathlib import Path
from kg.store.embedded import open_graph

store = open_graph(Path(sys.argv[1]), workers=2)
threading.Thread(target=store.query, args=(sys.argv[2],), kwargs={"deadline": 600}, daemon=True).start()
time.sleep(0.3)
print(*(worker._process.pid for worker in store._workers), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_parent(sample_directory: Path, death: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, sample_directory, ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(workers) == 2
        assert all(is_running(pid) for pid in workers)
        parent.send_signal(death)
        parent.wait(5)
    assert all(ends_within(3, pid) for pid in workers)


@pytest.mark.parametrize("text", ["\x00", "ASK { '\ud800' }", "ASK {" * 50, "SELECT (?x + 1) {}"])
def test_broken_texts_are_errors_of_one_line(store: EmbeddedStore, text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        store.query(text)
    assert "\n" not in str(caught.value)
