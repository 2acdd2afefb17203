"""Our figures are those of the scorer that the corpus came with."""

import copy
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import evaluation, readers
from kg.records import ROLES, TYPES

Entity = dict[str, Any]
RecordOf = Callable[[Entity, str, random.Random], Entity]


def _unchanged(record: Entity, text: str, rng: random.Random) -> Entity:
    return record


def _dropped(record: Entity, text: str, rng: random.Random) -> Entity:
    kept = [entity for entity in record["entities"] if rng.random() < 0.7]
    for entity in kept:
        entity["mentions"] = [m for m in entity["mentions"] if rng.random() < 0.8] or entity["mentions"][:1]
    return record | {"entities": kept, "results": [r for r in record["results"] if rng.random() < 0.7]}


def _shifted(record: Entity, text: str, rng: random.Random) -> Entity:
    """Spans stand in place of strings, a few of them moved."""
    for entity in record["entities"]:
        spans = [list(m.span()) for s in entity.pop("mentions") for m in re.finditer(re.escape(s), text)]
        for span in spans:
            if rng.random() < 0.3:
                span[1] = min(len(text), span[1] + rng.randint(1, 9))
        entity["spans"] = spans
    return record


def _retyped(record: Entity, text: str, rng: random.Random) -> Entity:
    for entity in record["entities"]:
        if rng.random() < 0.3:
            entity["type"] = rng.choice(TYPES)
    return record


def _renamed(record: Entity, text: str, rng: random.Random) -> Entity:
    """Results go on speaking of the old names in part."""
    for entity in record["entities"]:
        if rng.random() < 0.4:
            old, entity["name"] = entity["name"], f"{entity['name']} {rng.choice(['', '2', '(new)'])}"
            for result in record["results"]:
                for field in ("model", "dataset", "metric"):
                    if result[field] == old and rng.random() < 0.7:
                        result[field] = entity["name"]
    return record


def _other_roles(record: Entity, text: str, rng: random.Random) -> Entity:
    for entity in record["entities"]:
        if rng.random() < 0.5:
            entity["role"] = rng.choice(ROLES[entity["type"]])
    return record


def _other_results(record: Entity, text: str, rng: random.Random) -> Entity:
    for result in record["results"]:
        if rng.random() < 0.5:
            field = rng.choice(["model", "dataset", "metric", "delta", "value"])
            result[field] = {"delta": True, "value": "3 percent"}.get(field)
    return record | {"results": record["results"] * rng.randint(1, 2)}


def _doubled_and_split(record: Entity, text: str, rng: random.Random) -> Entity:
    """Several predictions claim one entity, and one claims several: the assignment has choices."""
    entities = []
    for entity in record["entities"]:
        entities.append(entity)
        if rng.random() < 0.4:
            twin = copy.deepcopy(entity) | {"name": entity["name"] + " twin"}
            entities.insert(rng.randrange(len(entities) + 1), twin)
        if len(entities) > 1 and rng.random() < 0.3:
            entities[-2]["mentions"] = entities[-2]["mentions"] + entity["mentions"]
    rng.shuffle(entities)
    return record | {"entities": entities}


def _everything(record: Entity, text: str, rng: random.Random) -> Entity:
    for change in (_dropped, _retyped, _renamed, _other_roles, _other_results):
        record = change(record, text, rng)
    return record


def _everything_doubled(record: Entity, text: str, rng: random.Random) -> Entity:
    return _doubled_and_split(_everything(record, text, rng), text, rng)


CHANGES: list[RecordOf] = [
    _unchanged,
    _dropped,
    _shifted,
    _retyped,
    _renamed,
    _other_roles,
    _other_results,
    _doubled_and_split,
    _everything,
    _everything_doubled,
]
# Where two predictions claim the same spans in the same role, and neither has the gold name, either may be
# the matched one: the optimum is not unique. Only results, compared by the matched names, can tell.
AMBIGUOUS = {_everything_doubled: {"results", "results linked"}}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_all_rows_equal_those_of_the_given_scorer(change: RecordOf, corpus: Path, tmp_path: Path) -> None:
    papers = {p.id: p for p in readers.read([str(corpus / "dev.papers.jsonl")])}
    gold = evaluation.read_records(corpus / "dev.gold.jsonl")
    rng = random.Random(change.__name__)
    changed = [change(copy.deepcopy(record), papers[i].text, rng) for i, record in gold.items()]
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("".join(json.dumps(record) + "\n" for record in changed[:-3]), encoding="utf-8")

    ours = evaluation.score(papers, gold, evaluation.read_records(predicted))

    command = [sys.executable, str(corpus / "score.py"), str(corpus / "dev.papers.jsonl")]
    command += [str(corpus / "dev.gold.jsonl"), str(predicted), "--json"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    theirs = json.loads(answer.stdout)
    assert list(ours) == list(theirs)
    for row in theirs.keys() - AMBIGUOUS.get(change, set()):
        assert ours[row] == pytest.approx(theirs[row], abs=1e-9), row
