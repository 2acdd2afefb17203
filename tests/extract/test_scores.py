"""The rules on the seeds: a smoke test, no measure of quality."""

import json
from pathlib import Path

import pytest

from kg.evaluation import score
from kg.extract import extract
from kg.records import Paper

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def records(name: str) -> dict[str, dict[str, object]]:
    lines = (SEEDS / name).read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


@pytest.fixture(scope="module")
def scores() -> dict[str, tuple[float, float, float, int]]:
    papers = {
        i: Paper(i, str(p["title"]), str(p["abstract"])) for i, p in records("daily-papers.jsonl").items()
    }
    predicted = {e.paper: e.to_json_object(papers[e.paper].text) for e in extract(list(papers.values()))}
    return dict(score(papers, records("annotations.jsonl"), predicted))


def test_mentions_of_the_seeds_are_found(scores: dict[str, tuple[float, float, float, int]]) -> None:
    assert scores["mention all"][2] >= 0.60


def test_every_repository_of_the_seeds_is_found(scores: dict[str, tuple[float, float, float, int]]) -> None:
    assert scores["mention Repo"][2] == 1.0
    assert scores["entity Repo"][2] == 1.0
