"""Small examples of our own, with figures worked out by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import evaluation
from kg.errors import InputError
from kg.evaluation import matching
from kg.records import Paper

PaperOf = Callable[[str], Paper]
Entity = dict[str, Any]


def _entity(name: str, *mentions: str, of: str = "Model", role: str = "used") -> Entity:
    return {"type": of, "name": name, "role": role, "mentions": list(mentions or [name])}


def _record(*entities: Entity, results: list[Entity] | None = None) -> Entity:
    return {"id": "p1", "entities": list(entities), "results": results or []}


def _score(paper: Paper, gold: Entity, predicted: Entity) -> dict[str, evaluation.Score]:
    return evaluation.score({"p1": paper}, {"p1": gold}, {"p1": predicted})


def test_mentions_entities_edges_and_names(paper: PaperOf) -> None:
    text = paper("FlockNet beats GoatNet on SheepSet; FlockNet is small.")
    gold = _record(
        _entity("FlockNet", role="proposed"),
        _entity("GoatNet", role="baseline"),
        _entity("SheepSet", of="Dataset"),
    )
    predicted = _record(
        _entity("flock net", "FlockNet", role="proposed"),
        _entity("GoatNet", role="used"),
        _entity("SheepSet", of="Metric", role="reported"),
    )
    scores = _score(text, gold, predicted)
    # Gold has four mentions, FlockNet twice; three of them are found with their type.
    assert scores["mention Model"] == (1.0, 1.0, 1.0, 3)
    assert scores["mention Dataset"] == (0.0, 0.0, 0.0, 1)
    assert scores["mention all"] == (0.75, 0.75, 0.75, 4)
    assert scores["entity all"] == (2 / 3, 2 / 3, 2 / 3, 3)
    assert scores["edge all"] == (1 / 3, 1 / 3, 1 / 3, 3)
    assert scores["edge Model"] == (0.5, 0.5, 0.5, 2)
    assert scores["name"] == (1.0, 1.0, 1.0, 2)
    assert scores["entity Repo"] == (0.0, 0.0, 0.0, 0)


def test_precision_counts_what_is_predicted_and_recall_what_is_there(paper: PaperOf) -> None:
    text = paper("FlockNet and GoatNet and PigNet and CowNet.")
    gold = _record(_entity("FlockNet"), _entity("GoatNet"), _entity("PigNet"))
    scores = _score(text, gold, _record(_entity("FlockNet"), _entity("CowNet")))
    assert scores["mention all"] == (1 / 2, 1 / 3, pytest.approx(0.4), 3)


def test_strings_stand_for_whole_words_the_longest_first(paper: PaperOf) -> None:
    text = paper("SheepNet, SheepNet-2, SheepNet-2.1, SheepNets.").text
    entities = [_entity("SheepNet"), _entity("SheepNet-2", of="Dataset")]
    assert matching.mentions(entities, text, "") == {
        (2, 10): "Model",
        (12, 22): "Dataset",
        (24, 32): "Model",
    }


def test_given_spans_stand_in_place_of_strings(paper: PaperOf) -> None:
    text = paper("FlockNet and FlockNet.")
    once = _entity("FlockNet") | {"spans": [[2, 10]]}
    scores = _score(text, _record(_entity("FlockNet")), _record(once))
    assert scores["mention all"] == (1.0, 0.5, pytest.approx(2 / 3), 2)
    assert scores["entity all"].f1 == 1.0


def test_entities_are_matched_so_that_most_are(paper: PaperOf) -> None:
    """The first prediction shares spans with both; only one assignment leaves none over."""
    text = paper("FlockNet and GoatNet.")
    gold = _record(_entity("FlockNet"), _entity("GoatNet"))
    predicted = _record(_entity("Nets", "FlockNet", "GoatNet"), _entity("FlockNet"))
    assert _score(text, gold, predicted)["entity all"] == (1.0, 1.0, 1.0, 2)
    assert _score(text, gold, predicted)["name"].precision == 0.5


@pytest.mark.parametrize(
    ("change", "results", "linked"),
    [
        ({}, 1.0, 1.0),
        ({"value": "91.5 percent"}, 1.0, 1.0),
        ({"value": "$91.5\\%$"}, 1.0, 1.0),
        ({"value": "91.6%"}, 0.0, 0.0),
        ({"delta": True}, 1.0, 0.0),
        ({"dataset": None}, 1.0, 0.0),
        ({"metric": None}, 0.0, 0.0),
        ({"metric": "hits"}, 1.0, 1.0),
    ],
)
def test_results(paper: PaperOf, change: Entity, results: float, linked: float) -> None:
    text = paper("FlockNet has 91.5% accuracy (hits) on SheepSet.")
    entities = [_entity("FlockNet"), _entity("SheepSet", of="Dataset")]
    row = {
        "model": "FlockNet",
        "dataset": "SheepSet",
        "metric": "accuracy",
        "value": "91.5%",
        "delta": False,
    }
    gold = _record(*entities, _entity("accuracy", of="Metric", role="reported"), results=[row])
    # A result names the entities of its own record, whatever gold calls them.
    name = change.get("metric") or "accuracy"
    metric = _entity(name, "accuracy", of="Metric", role="reported")
    scores = _score(text, gold, _record(*entities, metric, results=[row | change]))
    assert (scores["results"].f1, scores["results linked"].f1) == (results, linked)


def test_a_missing_prediction_counts_as_empty_and_others_are_ignored(paper: PaperOf) -> None:
    papers = {"p1": paper("FlockNet.")}
    scores = evaluation.score(papers, {"p1": _record(_entity("FlockNet"))}, {"p2": _record()})
    assert scores["mention all"] == (0.0, 0.0, 0.0, 1)


def test_what_cannot_be_scored_is_named(paper: PaperOf) -> None:
    text = paper("FlockNet.")
    outside = _entity("FlockNet") | {"spans": [[2, 12]]}
    with pytest.raises(InputError, match=r"^record p1: span 2-12 is outside the text of 11 characters$"):
        _score(text, _record(), _record(outside))
    with pytest.raises(InputError, match=r"^record p1: there is no such paper$"):
        evaluation.score({}, {"p1": _record()}, {})


def test_scores_are_json_rows_and_a_table(paper: PaperOf) -> None:
    scores = _score(paper("FlockNet."), _record(_entity("FlockNet")), _record(_entity("FlockNet")))
    assert json.loads(json.dumps(scores))["mention Model"] == [1.0, 1.0, 1.0, 1]
    lines = evaluation.table(scores).splitlines()
    assert lines[0].split() == ["P", "R", "F1", "gold"]
    assert lines[1] == "mention Model     1.000  1.000  1.000      1"
    assert len(lines) == 1 + 3 * 6 + 3


GOOD = json.dumps(_record(_entity("FlockNet")))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON: "),
        ("[]", "[] is not an object"),
        (GOOD, "'p1' is given twice"),
        ('{"entities": []}', "no id"),
        ('{"id": 1, "entities": []}', "id: 1 is not a str"),
        ('{"id": "p2"}', "no entities"),
        ('{"id": "p2", "entities": [3]}', "entities: not a list of objects"),
        ('{"id": "p2", "entities": [{}]}', "entity 1: no type"),
        (json.dumps(_record(_entity("X", of="Tool")) | {"id": "p2"}), "entity 1: unknown type 'Tool'"),
        (
            json.dumps(_record(_entity("X") | {"spans": [[1]]}) | {"id": "p2"}),
            "entity 1: span [1] is not [start, end]",
        ),
        (json.dumps(_record(_entity("X", "")) | {"id": "p2"}), "entity 1: mention '' is not a string"),
        (json.dumps(_record(results=[{"model": "X"}]) | {"id": "p2"}), "result 1: no value"),
        (
            json.dumps(_record(results=[{"value": "1", "model": 1}]) | {"id": "p2"}),
            "result 1: model: 1 is not a str",
        ),
    ],
)
def test_malformed_records_are_named_by_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        evaluation.read_records(path)
    assert str(raised.value).startswith(f"{path}:3: {reason}")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent: No such file or directory$"):
        evaluation.read_records(tmp_path / "absent")
