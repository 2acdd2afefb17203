"""Bad input gets one clear line that names it, exit 2, and nothing stored changes."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from kg.store.generations import GraphDirectory


class Ran(Protocol):
    code: int
    out: str
    err: str


Kg = Callable[..., Ran]

GOOD = {"id": "2501.00001", "title": "FooNet: A Small Network", "abstract": "We propose FooNet."}


def lines(*records: object) -> str:
    return "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records)


def refused(ran: Ran, *words: str) -> None:
    """Assert exit 2, silence on standard output, and one line on standard error that has the words."""
    assert ran.code == 2, ran
    assert ran.out == ""
    assert ran.err.startswith("kg: ")
    assert ran.err.count("\n") == 1, ran.err
    for word in words:
        assert word in ran.err


BAD_FILES = {
    "empty.jsonl": (b"", ("empty.jsonl", "empty")),
    "blank.jsonl": (b"\n \n", ("blank.jsonl", "empty")),
    "binary.bin": (bytes(range(256)) * 20, ("binary.bin",)),
    "broken.jsonl": (
        lines(GOOD, GOOD | {"id": "2501.00002"}, '{"id": "2501.00003", "title": ').encode(),
        ("broken.jsonl:3:", "JSON"),
    ),
    "no_abstract.jsonl": (lines(GOOD, {"id": "2501.00002", "title": "T"}).encode(), (":2:", "abstract")),
    "no_title.jsonl": (lines(GOOD, {"id": "2501.00002", "abstract": "A."}).encode(), (":2:", "title")),
    "broken.jsonl.gz": (gzip.compress(lines(GOOD).encode())[:-12], ("broken.jsonl.gz",)),
    "prose.txt": (b"Dear all,\n\nplease find the minutes attached.\n", ("prose.txt",)),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file(kg: Kg, tmp_path: Path, name: str) -> None:
    content, words = BAD_FILES[name]
    path = tmp_path / name
    path.write_bytes(content)

    refused(kg("build", path, "--graph", tmp_path / "graph"), *words)

    assert GraphDirectory(tmp_path / "graph").manifest is None


def test_a_missing_file(kg: Kg, tmp_path: Path) -> None:
    refused(kg("build", tmp_path / "none.jsonl", "--graph", tmp_path / "graph"), "none.jsonl")


def test_a_bad_record_leaves_what_is_stored(kg: Kg, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(lines(GOOD))
    bad.write_text(lines(GOOD, "{"))
    assert kg("build", good, "--graph", tmp_path / "graph").code == 0
    before = GraphDirectory(tmp_path / "graph").current.path

    refused(kg("build", bad, "--graph", tmp_path / "graph"), "bad.jsonl:2:")

    assert GraphDirectory(tmp_path / "graph").current.path == before


def test_skip_bad_reports_and_counts(kg: Kg, tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text(lines(GOOD, "{", {"id": "x"}))

    ran = kg("build", path, "--skip-bad", "--graph", tmp_path / "graph")

    assert ran.code == 0
    assert "papers.jsonl:2:" in ran.err
    assert "papers.jsonl:3:" in ran.err
    assert "2 bad records skipped" in ran.err
    assert GraphDirectory(tmp_path / "graph").current.manifest.facts["papers"] == 1


def test_an_unwritable_directory(kg: Kg, tmp_path: Path) -> None:
    """A file stands where the directory would be: that stops root too, whom permissions do not."""
    papers, blocked = tmp_path / "papers.jsonl", tmp_path / "file"
    papers.write_text(lines(GOOD))
    blocked.write_text("")

    refused(kg("build", papers, "--graph", blocked / "graph"), str(blocked))
    refused(kg("build", papers, "--graph", blocked), str(blocked))


def test_a_foreign_directory(kg: Kg, tmp_path: Path) -> None:
    papers, foreign = tmp_path / "papers.jsonl", tmp_path / "photos"
    papers.write_text(lines(GOOD))
    foreign.mkdir()
    (foreign / "holiday.jpg").write_bytes(b"\xff\xd8")

    refused(kg("build", papers, "--graph", foreign), "photos")

    assert [p.name for p in foreign.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize(
    "command", [["query", "datasets-by-papers"], ["stats"], ["export", "nt"], ["build", "p.jsonl"]]
)
def test_a_newer_graph(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.jsonl").write_text(lines(GOOD))
    assert kg("build", "p.jsonl").code == 0
    manifest = Path("graph/manifest.json")
    fields = json.loads(manifest.read_text())
    assert isinstance(fields["paperatlas"], int)
    manifest.write_text(json.dumps(fields | {"paperatlas": fields["paperatlas"] + 1}))

    refused(kg(*command), "graph", "version 2")


def test_no_graph(kg: Kg, tmp_path: Path) -> None:
    asking = (["stats"], ["query", "papers-sharing-datasets"], ["export", "nt"], ["shared", "X"], ["serve"])
    for command in asking:
        refused(kg(*command, "--graph", tmp_path / "none"), "none", "no graph")


def test_an_unknown_entity(kg: Kg, seed_graph: Path) -> None:
    refused(kg("shared", "ImageNett", "--graph", seed_graph), "ImageNett", "ImageNet")
    refused(kg("neighbours", "dataset/never-heard-of", "--graph", seed_graph), "never-heard-of")


def test_a_syntax_error_has_line_and_column(kg: Kg, seed_graph: Path) -> None:
    text = b"SELECT ?s\nWHERE { ?s ?p }"

    refused(kg("query", "-", "--graph", seed_graph, stdin=text), "line 2", "column")


def test_an_unknown_stored_query(kg: Kg, seed_graph: Path) -> None:
    refused(kg("query", "papers-sharing-dataset", "--graph", seed_graph), "papers-sharing-datasets")


def test_an_unknown_parameter(kg: Kg, seed_graph: Path) -> None:
    ran = kg("query", "papers-sharing-datasets", "--param", "papr=x", "--graph", seed_graph)

    refused(ran, "papr", "paper")


def test_a_query_that_would_run_for_ever(kg: Kg, seed_graph: Path) -> None:
    bomb = b"SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    refused(kg("query", "-", "--deadline", "1", "--graph", seed_graph, stdin=bomb), "1 s")


def test_updates_and_service_are_refused(kg: Kg, seed_graph: Path) -> None:
    for text in (b"DELETE WHERE { ?s ?p ?o }", b"SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"):
        refused(kg("query", "-", "--graph", seed_graph, stdin=text))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frobnicate"], ("frobnicate",)),
        (["build"], ("INPUT",)),
        (["export", "docx"], ("docx", "ttl")),
        (["query", "x", "--format", "docx"], ("docx",)),
        (["neighbours", "x", "--depth", "nine"], ("nine",)),
        (["serve", "--port", "0"], ("0",)),
        (["stats", "--nonsense"], ("--nonsense",)),
    ],
)
def test_bad_use(kg: Kg, arguments: list[str], words: tuple[str, ...]) -> None:
    refused(kg(*arguments), *words)
