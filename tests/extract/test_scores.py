"""Extraction is no worse than what was measured: on the seeds a smoke test, on dev what is owed."""

import json
from pathlib import Path

import pytest

from kg.evaluation import score
from kg.extract import PIPELINES, extract
from kg.records import Paper

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def records(path: Path) -> dict[str, dict[str, object]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


Scores = dict[str, tuple[float, float, float, int]]


def scored(papers: dict[str, dict[str, object]], gold: dict[str, dict[str, object]], pipeline: str) -> Scores:
    read = {i: Paper(i, str(p["title"]), str(p["abstract"])) for i, p in papers.items()}
    found = extract(list(read.values()), pipeline=pipeline)
    return dict(score(read, gold, {e.paper: e.to_json_object(read[e.paper].text) for e in found}))


@pytest.fixture(scope="module", params=PIPELINES)
def seeds(request: pytest.FixtureRequest) -> Scores:
    papers, gold = records(SEEDS / "daily-papers.jsonl"), records(SEEDS / "annotations.jsonl")
    return scored(papers, gold, request.param)


def test_mentions_of_the_seeds_are_found(seeds: Scores) -> None:
    assert seeds["mention all"][2] >= 0.60


def test_every_repository_of_the_seeds_is_found(seeds: Scores) -> None:
    assert seeds["mention Repo"][2] == 1.0
    assert seeds["entity Repo"][2] == 1.0


# What the trained pipeline owes on the papers that it was tuned on.
OWED = {
    "mention all": 0.75,
    "entity Model": 0.78,
    "entity Dataset": 0.80,
    "entity Metric": 0.73,
    "entity Task": 0.64,
    "entity Repo": 0.99,
    "edge all": 0.63,
    "results": 0.45,
}


def test_the_default_pipeline_gives_what_it_owes_on_dev(shared_folder: Path) -> None:
    corpus = shared_folder / "corpus"

    scores = scored(records(corpus / "dev.papers.jsonl"), records(corpus / "dev.gold.jsonl"), "default")

    assert {row: scores[row][2] for row, owed in OWED.items() if scores[row][2] < owed} == {}
