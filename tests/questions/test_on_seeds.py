"""Every stored query on the seeds: as annotated, the rows of golden files; as extracted, some rows."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import names, readers, stored_queries
from kg.graph import statements
from kg.names import Names
from kg.records import Extraction, Mention, Paper, PaperEntity, Result
from kg.resolve import resolve
from kg.store.embedded import EmbeddedStore, open_graph
from kg.store.generations import GraphDirectory
from kg.store.results import select
from kg.store.seam import Formats
from kg.vocabulary import DEFAULT_BASE, Iris

CATALOGUE = stored_queries.catalogue()
GOLDEN = Path(__file__).with_name("golden")
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def extraction(paper: Paper, record: dict[str, Any]) -> Extraction:
    """Return an annotated record as if a pipeline had found it."""
    places = {(e["type"], e["name"]): i for i, e in enumerate(record["entities"])}

    def place(kind: str, name: str | None) -> int | None:
        return None if name is None else places[kind, name]

    return Extraction(
        paper=paper.id,
        entities=tuple(
            PaperEntity(e["type"], e["name"], e["role"], tuple(mentions(paper.text, e["mentions"])))
            for e in record["entities"]
        ),
        results=tuple(
            Result(
                value=r["value"],
                delta=r["delta"],
                model=place("Model", r["model"]),
                dataset=place("Dataset", r["dataset"]),
                metric=place("Metric", r["metric"]),
                start=(at := paper.text.index(r["value"])),
                end=at + len(r["value"]),
                confidence=1.0,
            )
            for r in record["results"]
        ),
        abbreviations=(),
        pipeline="annotation 1",
    )


def mentions(text: str, strings: list[str]) -> Iterator[Mention]:
    """Yield every occurrence of the strings, longest first, none within another."""
    longest_first = "|".join(re.escape(s) for s in sorted(strings, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", text):
        yield Mention(*match.span(), 1.0)


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedStore, Names]]:
    """Yield the graph of the seeds as they are annotated: no change of extraction changes it."""
    papers = readers.distinct(readers.read([str(SEEDS / "daily-papers.jsonl")]))
    lines = (SEEDS / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["id"]: record for record in map(json.loads, lines)}
    found = {paper.id: extraction(paper, records[paper.id]) for paper in papers}
    resolution, iris = resolve(papers, found), Iris()
    graph = GraphDirectory(tmp_path_factory.mktemp("annotated") / "graph")
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load(statements(papers, found, resolution, iris))
        names.write(draft.path / names.FILE_NAME, papers, found, resolution, iris)
        generation = graph.commit(draft, base=DEFAULT_BASE)
    with open_graph(graph.path) as store, Names(generation.path / names.FILE_NAME) as index:
        yield store, index


@pytest.mark.parametrize("name", CATALOGUE)
def test_annotated_seeds_give_the_golden_answer(annotated: tuple[EmbeddedStore, Names], name: str) -> None:
    store, index = annotated
    query = CATALOGUE[name]

    answer = store.query(
        query.text,
        bindings=query.bind({}, index.find),
        formats=Formats(solutions="text/tab-separated-values"),
    )

    golden = GOLDEN / f"{name}.tsv"
    if os.environ.get("PAPERATLAS_WRITE_GOLDEN"):
        golden.write_bytes(answer.body)
    assert answer.body.decode() == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CATALOGUE)
def test_extracted_seeds_give_rows(seed_graph: Path, name: str) -> None:
    query = CATALOGUE[name]
    with open_graph(seed_graph) as store, Names(store.generation.path / names.FILE_NAME) as index:
        rows = select(store, query.text, query.bind({}, index.find))

    assert rows
