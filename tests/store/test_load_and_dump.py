from __future__ import annotations

import gzip
import io
import random
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.errors import InputError, UsageError
from kg.records import Literal, Node, Statement
from kg.store import terms
from kg.store.dump import dump
from kg.store.generations import Generation, GraphDirectory

BASE = "http://127.0.0.1:8000/"
GRAPH = "http://example.org/dir/notes"
XSD = "http://www.w3.org/2001/XMLSchema#"


def written(generation: Generation, rdf_format: str) -> bytes:
    out = io.BytesIO()
    dump(generation, rdf_format, out)
    return out.getvalue()


def committed(path: Path, statements: list[Statement]) -> Generation:
    graph = GraphDirectory(path)
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(statements)
        return graph.commit(draft, base=BASE)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's own JSON-LD parser uses it
@pytest.mark.parametrize(("suffix", "parser"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_every_format_holds_the_same_graph(sample_generation: Generation, suffix: str, parser: str) -> None:
    lines = rdflib.Graph().parse(data=written(sample_generation, "nt"), format="nt")
    other = rdflib.Graph().parse(data=written(sample_generation, suffix), format=parser)
    assert len(lines) == 28
    assert isomorphic(lines, other)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib's own use of its Dataset
@pytest.mark.parametrize("suffix", ["nq", "trig"])
def test_formats_of_datasets_hold_named_graphs_too(sample_generation: Generation, suffix: str) -> None:
    dataset = rdflib.Dataset().parse(
        data=written(sample_generation, suffix), format={"nq": "nquads"}.get(suffix, suffix)
    )
    assert len(list(dataset.quads((None, None, None, None)))) == 29
    assert "ünïcode" not in written(sample_generation, "nt").decode()


def test_prefixes_are_ours(sample_generation: Generation) -> None:
    assert "@prefix pa: <https://w3id.org/paperatlas#> ." in written(sample_generation, "ttl").decode()
    assert "pa:usesDataset" in written(sample_generation, "trig").decode()


def test_the_same_statements_are_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    statements = [
        Statement(f"{BASE}paper/{i % 300}", f"https://schema.org/p{i % 7}", Literal(f"text {i}"))
        for i in range(2_000)
    ]
    shuffled = statements * 2
    random.Random(3).shuffle(shuffled)
    one, other = committed(tmp_path / "one", statements), committed(tmp_path / "other", shuffled)
    for suffix in ("nt", "ttl", "jsonld"):
        assert written(one, suffix) == written(other, suffix)


def test_an_unknown_format_is_named(sample_generation: Generation) -> None:
    with pytest.raises(UsageError, match="'docx'"):
        written(sample_generation, "docx")


TEXTS = {
    "n.nt": '<http://x/a> <http://x/b> "é" .',
    "n.ttl": '<a> <#b> "é" .',
    "n.rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">
        <rdf:Description rdf:about="a"><x:b>é</x:b></rdf:Description></rdf:RDF>""",
    "n.jsonld": '{"@id": "a", "http://x/b": "é"}',
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("packed", [False, True])
def test_files_load_into_a_named_graph(tmp_path: Path, name: str, packed: bool) -> None:
    data = TEXTS[name].encode()
    file = tmp_path / (name + (".gz" if packed else ""))
    file.write_bytes(gzip.compress(data) if packed else data)
    graph = GraphDirectory(tmp_path / "graph")
    with graph.writing():
        draft = graph.new_generation()
        draft.load_file(file, GRAPH)
        subject: Node = "http://x/a" if name == "n.nt" else "http://example.org/dir/a"
        assert draft.select("SELECT ?g ?s ?o { GRAPH ?g { ?s ?p ?o } }") == [
            {"g": GRAPH, "s": subject, "o": Literal("é")}
        ]


def test_a_file_may_be_the_default_graph(tmp_path: Path) -> None:
    (tmp_path / "n.nt").write_text(TEXTS["n.nt"])
    (tmp_path / "n.ttl").write_text(TEXTS["n.ttl"])
    graph = GraphDirectory(tmp_path / "graph")
    with graph.writing():
        draft = graph.new_generation()
        draft.load_file(tmp_path / "n.nt", None)
        assert draft.select("SELECT ?s { ?s ?p ?o }") == [{"s": "http://x/a"}]
        with pytest.raises(InputError, match=r"n\.ttl:1: "):
            draft.load_file(tmp_path / "n.ttl", None)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "bad.nt",
            b"<http://x/a> <http://x/b> <http://x/c> .\n\n<http://x/a> <http://x/b> <c d> .",
            r"bad\.nt:3: ",
        ),
        ("bad.ttl", b"<a> <b> <c> .\n<a> nope:x <c> .", r"bad\.ttl:2: "),
        ("bad.jsonld", b'{"@id":', r"bad\.jsonld:1: "),
        ("bad.rdf", b"<rdf", r"bad\.rdf: "),
        ("remote.jsonld", b'{"@context": "http://127.0.0.1:1/", "a": 1}', r"remote\.jsonld: "),
        ("bad.ttl.gz", b"not packed", r"bad\.ttl\.gz: "),
        ("cut.ttl.gz", gzip.compress(b"<a> <b> <c> ." * 50)[:-12], r"cut\.ttl\.gz: "),
        ("paper.pdf", b"%PDF", r"paper\.pdf: .*nt, ttl, rdf, jsonld"),
        ("data.nq", b"", r"data\.nq: "),
        ("ttl", b"", "ttl"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    graph = GraphDirectory(tmp_path / "graph")
    with graph.writing():
        draft = graph.new_generation()
        with pytest.raises(InputError, match=said) as caught:
            draft.load_file(tmp_path / name, GRAPH)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_graph_that_is_no_iri_are_named(tmp_path: Path) -> None:
    graph = GraphDirectory(tmp_path / "graph")
    with graph.writing():
        draft = graph.new_generation()
        with pytest.raises(InputError, match=r"absent\.ttl"):
            draft.load_file(tmp_path / "absent.ttl", GRAPH)
        with pytest.raises(InputError, match="'notes'"):
            draft.load_file(tmp_path / "absent.ttl", "notes")


NODES = st.one_of(
    st.text(st.sampled_from("abé/#?%20-._~")).map("http://example.org/".__add__),
    st.builds(
        Literal, st.text(st.characters(codec="utf-8")), st.none(), st.sampled_from([None, "en", "de-ch"])
    ),
    st.builds(Literal, st.integers().map(str), st.just(XSD + "integer"), st.none()),
)


@settings(max_examples=200, derandomize=True)
@given(NODES)
def test_any_node_survives_being_a_term(node: Node) -> None:
    try:
        term = terms.term(node)
    except ValueError:
        assert isinstance(node, str)
        assert "%" in node or node.count("#") > 1
        return
    assert terms.node(term) == node


@pytest.mark.parametrize(
    "statement",
    [
        Statement("paper", "http://x/p", "http://x/o"),
        Statement("http://x/s", "http://x/p q", "http://x/o"),
        Statement("http://x/s", "http://x/p", Literal("x", language="no tag")),
    ],
)
def test_a_statement_that_is_no_triple_is_shown(statement: Statement) -> None:
    with pytest.raises(InputError, match="not an RDF statement"):
        list(terms.quads([statement]))
