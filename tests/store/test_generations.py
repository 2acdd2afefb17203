from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import GraphDirectoryError, InputError
from kg.records import Literal, Statement
from kg.store.draft import Draft
from kg.store.generations import Generation, GraphDirectory
from kg.vocabulary import DCTERMS

BASE = "http://127.0.0.1:8000/"


def titles(*names: str) -> list[Statement]:
    return [Statement(f"{BASE}paper/{name}", DCTERMS + "title", Literal(name)) for name in names]


def commit(graph: GraphDirectory, *names: str) -> Generation:
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(titles(*names))
        (draft.path / "papers.jsonl").write_text("\n".join(names))
        return graph.commit(draft, base=BASE, papers=len(names))


def content(generation: Generation) -> list[str]:
    store = ox.Store.read_only(str(generation.store))
    return sorted(quad.object.value for quad in store)


@pytest.fixture
def graph(tmp_path: Path) -> GraphDirectory:
    return GraphDirectory(tmp_path / "deep" / "graph")


WRITER = """
import sys
from pathlib import Path
from kg.store.generations import GraphDirectory

with GraphDirectory(Path(sys.argv[1])).writing():
    pass
"""


def names(graph: GraphDirectory) -> list[str]:
    return sorted(path.name for path in (graph.path / "generations").iterdir())


def test_a_directory_that_is_not_there_has_no_manifest_and_is_not_made(graph: GraphDirectory) -> None:
    assert graph.manifest is None
    with pytest.raises(GraphDirectoryError, match="no graph here"):
        graph.current  # noqa: B018 - the property is what is tested
    assert not graph.path.exists()


def test_a_commit_makes_the_draft_current(graph: GraphDirectory) -> None:
    committed = commit(graph, "a", "b")
    assert content(graph.current) == ["a", "b"]
    assert graph.current == committed
    assert (committed.path / "papers.jsonl").read_text() == "a\nb"
    assert graph.manifest is not None
    assert (graph.manifest.base, graph.manifest.facts) == (BASE, {"papers": 2})
    record = json.loads((graph.path / "manifest.json").read_text())
    assert record == {"paperatlas": 1, "base": BASE, "current": "000001", "papers": 2}


def test_the_previous_generation_stays_and_older_ones_go(graph: GraphDirectory) -> None:
    for name in "abcd":
        commit(graph, name)
    assert names(graph) == ["000003", "000004"]
    assert content(graph.current) == ["d"]


def test_a_failing_build_leaves_everything_as_it_was(graph: GraphDirectory) -> None:
    commit(graph, "a")
    before = (graph.path / "manifest.json").read_bytes()
    with pytest.raises(InputError, match="no iri"), graph.writing():  # noqa: PT012 - all of it is the build
        draft = graph.new_generation()
        draft.bulk_load([*titles("b"), Statement("no iri", DCTERMS + "title", Literal("c"))])
    assert (graph.path / "manifest.json").read_bytes() == before
    assert names(graph) == ["000001"]
    assert content(graph.current) == ["a"]


def test_a_failing_first_build_leaves_a_directory_that_can_be_built_in(graph: GraphDirectory) -> None:
    with pytest.raises(ZeroDivisionError), graph.writing():  # noqa: PT012 - all of it is the build
        graph.new_generation().bulk_load(titles("a"))
        1 / 0  # noqa: B018 - fails
    assert graph.manifest is None
    assert names(graph) == []
    commit(graph, "b")
    assert content(graph.current) == ["b"]


def test_a_second_writer_is_refused_at_once_and_readers_are_not(graph: GraphDirectory) -> None:
    commit(graph, "a")
    command = [sys.executable, "-c", WRITER, graph.path]
    with graph.writing():
        with (
            pytest.raises(GraphDirectoryError, match="another process"),
            GraphDirectory(graph.path).writing(),
        ):
            pass
        other = subprocess.run(command, capture_output=True, text=True, check=False)
        assert other.stderr.strip().endswith("another process is writing to it")
        assert content(GraphDirectory(graph.path).current) == ["a"]
    subprocess.run(command, check=True)


def test_a_draft_needs_the_lock(graph: GraphDirectory) -> None:
    commit(graph, "a")
    with pytest.raises(RuntimeError, match="lock"):
        graph.new_generation()


def test_a_clone_starts_as_the_current_generation_and_changes_a_copy(graph: GraphDirectory) -> None:
    first = commit(graph, "a")
    with graph.writing():
        draft = graph.clone_current()
        draft.bulk_load(titles("b"))
        with (draft.path / "papers.jsonl").open("a") as file:
            file.write("\nb")
        graph.commit(draft, base=BASE)
    assert content(graph.current) == ["a", "b"]
    assert content(first) == ["a"]
    assert (first.path / "papers.jsonl").read_text() == "a"
    assert (graph.current.path / "papers.jsonl").read_text() == "a\nb"


def test_a_clone_of_nothing_is_refused(graph: GraphDirectory) -> None:
    with pytest.raises(GraphDirectoryError, match="no graph here"), graph.writing():
        graph.clone_current()


def test_named_graphs_survive_a_new_build(graph: GraphDirectory, tmp_path: Path) -> None:
    file = tmp_path / "notes.nt"
    file.write_text('<http://x/a> <http://x/b> "kept" .')
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(titles("a"))
        draft.load_file(file, "http://x/notes")
        previous = graph.commit(draft, base=BASE)
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(titles("b"))
        draft.copy_named_graphs(previous)
        assert draft.count() == 2
        graph.commit(draft, base=BASE)
    assert content(graph.current) == ["b", "kept"]


def test_leftovers_of_killed_builds_go_with_the_next_writer(graph: GraphDirectory) -> None:
    commit(graph, "a")
    for leftover in ("000002.partial/store", "000002/store", "000007.partial"):
        (graph.path / "generations" / leftover).mkdir(parents=True)
    (graph.path / "manifest.json.partial").write_text("{")
    assert content(graph.current) == ["a"]
    with graph.writing():
        assert names(graph) == ["000001"]
    assert not (graph.path / "manifest.json.partial").exists()


def foreign(path: Path) -> None:
    path.mkdir()
    (path / "thesis.tex").write_text("precious")


def not_json(path: Path) -> None:
    path.mkdir()
    (path / "manifest.json").write_text("\x00")


def other_manifest(path: Path) -> None:
    path.mkdir()
    (path / "manifest.json").write_text('{"name": "an application"}')


def newer(path: Path) -> None:
    path.mkdir()
    (path / "manifest.json").write_text('{"paperatlas": 2, "current": {"of": "another shape"}}')


def incomplete(path: Path) -> None:
    path.mkdir()
    (path / "manifest.json").write_text('{"paperatlas": 1, "base": "http://x/"}')


def file(path: Path) -> None:
    path.write_text("a file")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (foreign, "holds other files"),
        (not_json, "not JSON"),
        (other_manifest, "not the manifest"),
        (newer, "format version 2"),
        (incomplete, "current"),
        (file, "Not a directory"),
    ],
)
def test_a_directory_that_is_not_ours_is_named_and_left_alone(tmp_path: Path, make, said: str) -> None:  # noqa: ANN001 - any of the above
    path = tmp_path / "graph"
    make(path)
    before = sorted(p.name for p in tmp_path.rglob("*"))
    for use in (lambda g: g.manifest, lambda g: g.current, lambda g: g.writing().__enter__()):
        with pytest.raises(GraphDirectoryError, match=said) as caught:
            use(GraphDirectory(path))
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(GraphDirectoryError, match="Not a directory"),
        GraphDirectory(tmp_path / "file" / "graph").writing(),
    ):
        pass
    with (
        pytest.raises(GraphDirectoryError, match="cannot be written"),
        GraphDirectory(Path("/proc/graph")).writing(),
    ):
        pass


FULL_DISK = """
import resource, sys
from pathlib import Path
from kg.records import Literal, Statement
from kg.store.generations import GraphDirectory

graph = GraphDirectory(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
with graph.writing():
    draft = graph.new_generation()
    draft.bulk_load(Statement(f"http://x/{i}", "http://x/p", Literal(f"text {i * i}")) for i in range(30_000))
    graph.commit(draft, base="http://x/")
"""


def test_a_disk_that_takes_no_more_is_named_and_costs_nothing(graph: GraphDirectory) -> None:
    commit(graph, "a")
    build = [sys.executable, "-c", FULL_DISK, graph.path]
    full = subprocess.run(build, capture_output=True, text=True, check=False)
    last = full.stderr.strip().splitlines()[-1]
    assert last.startswith(f"kg.errors.GraphDirectoryError: {graph.path}: cannot be written: ")
    assert names(graph) == ["000001"]
    assert content(graph.current) == ["a"]


def test_a_manifest_whose_generation_is_gone_is_named(graph: GraphDirectory) -> None:
    generation = commit(graph, "a")
    generation.path.rename(generation.path.with_name("moved"))
    with pytest.raises(GraphDirectoryError, match="missing"):
        graph.current  # noqa: B018 - the property is what is tested


def test_an_empty_directory_may_be_built_in(tmp_path: Path) -> None:
    commit(GraphDirectory(tmp_path), "a")
    assert content(GraphDirectory(tmp_path).current) == ["a"]


def test_a_draft_answers_selects(graph: GraphDirectory) -> None:
    with graph.writing():
        draft: Draft = graph.new_generation()
        draft.bulk_load(titles("a"))
        assert draft.select("SELECT ?t ?nothing { ?p dcterms:title ?t }") == [{"t": Literal("a")}]
        assert draft.count() == 1
