"""Every command does what its help says, on a small graph of our own."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
import rdflib

from kg.cli import COMMANDS


class Ran(Protocol):
    code: int
    out: str
    err: str


Kg = Callable[..., Ran]

PAPERS = (
    {
        "id": "2501.00001",
        "title": "FooNet: A Small Network for Image Classification",
        "abstract": "We propose FooNet. It reaches 81.5% top-1 accuracy on ImageNet-1K. "
        "Code is at https://github.com/lab/foonet.",
    },
    {
        "id": "2501.00002",
        "title": "BarNet: A Large Network for Image Classification",
        "abstract": "We propose BarNet, and compare it with ResNet-50 on ImageNet. "
        "Code is at https://github.com/lab/barnet.git",
    },
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "papers.jsonl"
    path.write_text("".join(json.dumps(paper) + "\n" for paper in PAPERS))
    return path


@pytest.fixture
def graph(kg: Kg, tmp_path: Path, papers: Path) -> Path:
    assert kg("build", papers, "--graph", tmp_path / "graph").code == 0
    return tmp_path / "graph"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(kg: Kg, command: str) -> None:
    ran = kg(command, "--help")

    assert ran.code == 0
    assert len(ran.out.splitlines()) > 5


def test_no_command_shows_them_all(kg: Kg) -> None:
    ran = kg()

    assert ran.code == 0
    assert all(command in ran.out for command in COMMANDS)


def test_extract_writes_records(kg: Kg, papers: Path) -> None:
    records = [json.loads(line) for line in kg("extract", papers).out.splitlines()]

    assert [r["id"] for r in records] == ["2501.00001", "2501.00002"]
    first = {e["name"]: e for e in records[0]["entities"]}
    assert first["FooNet"]["role"] == "proposed"
    assert first["ImageNet-1K"]["type"] == "Dataset"
    assert 0 < first["FooNet"]["confidence"] <= 1
    assert all(e["spans"] and e["mentions"] for e in first.values())
    assert records[0]["pipeline"].startswith("default ")


def test_standard_input_is_read(kg: Kg, tmp_path: Path, papers: Path) -> None:
    ran = kg("build", "-", "--graph", tmp_path / "graph", stdin=papers.read_bytes())

    assert ran.code == 0
    assert json.loads(kg("stats", "--json", "--graph", tmp_path / "graph").out)["papers"] == 2


def test_shared_tells_exact_from_family(kg: Kg, graph: Path) -> None:
    exact = json.loads(kg("shared", "2501.00001", "--format", "json", "--graph", graph).out)
    family = json.loads(kg("shared", "2501.00001", "--family", "--format", "json", "--graph", graph).out)

    assert exact["items"] == []
    [item] = family["items"]
    assert item["paper"].endswith("/paper/2501.00002")
    assert [(s["label"], s["exact"]) for s in item["shared"]] == [("ImageNet", False)]


def test_neighbours_in_every_format(kg: Kg, graph: Path) -> None:
    def ask(format_: str) -> str:
        ran = kg("neighbours", "FooNet", "--depth", "2", "--format", format_, "--graph", graph)
        assert ran.code == 0, ran
        return ran.out

    labels = {node["label"] for node in json.loads(ask("json"))["nodes"]}
    assert {"FooNet", "ImageNet-1K"} <= labels
    assert json.loads(ask("cyjs"))["elements"]["nodes"]
    ET.fromstring(ask("graphml"))
    ET.fromstring(ask("gexf"))
    assert len(rdflib.Graph().parse(data=ask("ttl"), format="turtle")) > 0
    assert "pa:proposesModel" in ask("table")


def test_query_in_every_format(kg: Kg, graph: Path) -> None:
    def ask(query: str, format_: str) -> str:
        ran = kg("query", "-", "--format", format_, "--graph", graph, stdin=query.encode())
        assert ran.code == 0, ran
        return ran.out

    select = "SELECT ?p WHERE { ?p a pa:Paper } ORDER BY ?p"
    assert len(json.loads(ask(select, "json"))["results"]["bindings"]) == 2
    assert len(list(csv.reader(io.StringIO(ask(select, "csv"))))) == 3
    assert len(ask(select, "tsv").splitlines()) == 3
    ET.fromstring(ask(select, "xml"))
    assert "paper/2501.00001" in ask(select, "table")
    assert ask("ASK { ?p a pa:Paper }", "table") == "true\n"
    construct = "CONSTRUCT { ?p dcterms:title ?t } WHERE { ?p dcterms:title ?t }"
    for format_, name in (("turtle", "turtle"), ("nt", "nt"), ("rdf", "xml")):
        assert len(rdflib.Graph().parse(data=ask(construct, format_), format=name)) == 2


def test_export_replaces_a_file(kg: Kg, graph: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.nt"
    out.write_text("what stood there")

    assert kg("export", "nt", "-o", out, "--graph", graph).code == 0

    assert kg("export", "nt", "--graph", graph).out == out.read_text()
    assert len(rdflib.Graph().parse(out, format="nt")) == len(out.read_text().splitlines())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["graph", "out.nt"]


def test_a_graph_keeps_its_shapes(kg: Kg, graph: Path) -> None:
    ran = kg("validate", "--graph", graph)

    assert (ran.code, ran.out) == (0, "")


def test_a_repository_is_named_without_its_suffix(kg: Kg, graph: Path) -> None:
    ran = kg(
        "query",
        "-",
        "--format",
        "csv",
        "--graph",
        graph,
        stdin=b"SELECT ?u { ?r schema:url ?u ; pa:host ?h }",
    )

    assert sorted(ran.out.split()[1:]) == ["https://github.com/lab/barnet", "https://github.com/lab/foonet"]


def test_remove_and_add_go_back_and_forth(kg: Kg, graph: Path, papers: Path) -> None:
    before = kg("export", "nt", "--graph", graph).out

    assert kg("remove", "arXiv:2501.00002v1", "--graph", graph).code == 0
    assert "2501.00002" not in kg("export", "nt", "--graph", graph).out
    assert kg("build", "--add", papers, "--graph", graph).code == 0

    assert sorted(kg("export", "nt", "--graph", graph).out.splitlines()) == sorted(before.splitlines())


def test_a_loaded_graph_stays_when_papers_are_added(
    kg: Kg, graph: Path, papers: Path, tmp_path: Path
) -> None:
    file = tmp_path / "more.ttl"
    file.write_text("<#a> <#b> <#c> .")
    assert kg("load", file, "--graph-name", "http://example.org/g", "--graph", graph).code == 0

    assert kg("build", "--add", papers, "--graph", graph).code == 0

    query = b"SELECT ?o WHERE { GRAPH <http://example.org/g> { ?s ?p ?o } }"
    assert "http://example.org/g#c" in kg("query", "-", "--format", "csv", "--graph", graph, stdin=query).out


def test_the_default_graph_of_papers_takes_no_other_statements(kg: Kg, graph: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.nt"
    file.write_text("<http://a/> <http://b/> <http://c/> .")

    assert kg("load", file, "--graph", graph).code == 2
    assert kg("load", file, "--graph", tmp_path / "empty").code == 0
    assert kg("export", "nt", "--graph", tmp_path / "empty").out == file.read_text() + "\n"
    refused = kg("build", "--add", "--seeds", "--graph", tmp_path / "empty")
    assert refused.code == 2
    assert "no papers" in refused.err


@pytest.mark.parametrize("base", ["http://[/", "ftp://a/", "http://a", "http://a b/", "http://x:99999999/"])
def test_a_bad_base_is_refused(kg: Kg, papers: Path, tmp_path: Path, base: str) -> None:
    ran = kg("build", papers, "--base", base, "--graph", tmp_path / "graph")

    assert ran.code == 2
    assert "--base" in ran.err
    assert ran.err.count("\n") == 1
