"""The same papers give the same statements, in whatever order and portions they come."""

import io
import json
import random
from pathlib import Path

import pytest

from kg.build import build, remove
from kg.store.dump import dump
from kg.store.generations import GraphDirectory

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "daily-papers.jsonl"


def statements(directory: Path) -> list[str]:
    """Return the default graph's statements as sorted N-Triples lines."""
    out = io.BytesIO()
    dump(GraphDirectory(directory).current, "nt", out)
    return sorted(out.getvalue().decode().splitlines())


@pytest.fixture(scope="module")
def records() -> list[str]:
    return SEEDS.read_text(encoding="utf-8").splitlines()


def write(path: Path, records: list[str]) -> str:
    path.write_text("\n".join(records) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_papers_does_not_matter(
    tmp_path: Path, seed_graph: Path, records: list[str], seed: int
) -> None:
    shuffled = random.Random(seed).sample(records, len(records))

    build([write(tmp_path / "papers.jsonl", shuffled)], tmp_path / "graph", processes=1)

    assert statements(tmp_path / "graph") == statements(seed_graph)


def test_two_halves_by_add_give_the_whole(tmp_path: Path, seed_graph: Path, records: list[str]) -> None:
    first, second = write(tmp_path / "1.jsonl", records[1::2]), write(tmp_path / "2.jsonl", records[::2])

    build([first], tmp_path / "graph", processes=1)
    build([second], tmp_path / "graph", add=True, processes=1)

    assert statements(tmp_path / "graph") == statements(seed_graph)


def test_adding_what_is_there_changes_nothing(tmp_path: Path, seed_graph: Path, records: list[str]) -> None:
    path = write(tmp_path / "papers.jsonl", records)
    build([path], tmp_path / "graph", processes=1)

    build([path], tmp_path / "graph", add=True, processes=1)

    assert statements(tmp_path / "graph") == statements(seed_graph)


def test_worker_processes_do_not_matter(tmp_path: Path, seed_graph: Path) -> None:
    build([str(SEEDS)], tmp_path / "graph", processes=2)

    assert statements(tmp_path / "graph") == statements(seed_graph)


def test_removing_a_paper_gives_the_graph_without_it(tmp_path: Path, records: list[str]) -> None:
    few = records[:6]
    build([write(tmp_path / "six.jsonl", few)], tmp_path / "six", processes=1)
    build([write(tmp_path / "five.jsonl", few[:5])], tmp_path / "five", processes=1)

    remove(tmp_path / "six", json.loads(few[5])["id"])

    assert statements(tmp_path / "six") == statements(tmp_path / "five")
