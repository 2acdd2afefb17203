"""Reliability of confidences, with figures worked out by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import evaluation
from kg.errors import InputError
from kg.evaluation.calibration import Reliability, confidences, reliability
from kg.records import TYPES, Paper

PaperOf = Callable[[str], Paper]
Entity = dict[str, Any]


def _sure(of: str, *mentions: tuple[int, int, float]) -> Entity:
    return {
        "type": of,
        "name": "x",
        "role": "used",
        "spans": [[start, end] for start, end, _ in mentions],
        "confidences": [confidence for _, _, confidence in mentions],
    }


def _measure(paper: Paper, gold: list[Entity], predicted: list[Entity]) -> dict[str, Reliability]:
    return reliability({"p1": paper}, {"p1": {"entities": gold}}, {"p1": {"entities": predicted}})


def test_bins_and_the_expected_calibration_error(paper: PaperOf) -> None:
    text = paper("abcdefghij")
    gold = [_sure("Model", (2, 3, 1), (3, 4, 1), (5, 6, 1)), _sure("Task", (8, 9, 1))]
    predicted = [
        # Two of three right at a mean of 0.95; at 0.55 one of one; a wrong type at 0.25.
        _sure("Model", (2, 3, 0.92), (3, 4, 0.95), (4, 5, 0.98), (5, 6, 0.55)),
        _sure("Dataset", (8, 9, 0.25)),
    ]
    measured = _measure(text, gold, predicted)
    model = measured["Model"]
    assert [(b.low, b.high, b.mentions) for b in model.bins] == [(0.5, 0.6, 1), (0.9, 1.0, 3)]
    assert [b.confidence for b in model.bins] == pytest.approx([0.55, 0.95])
    assert [b.right for b in model.bins] == pytest.approx([1.0, 2 / 3])
    assert model.mentions == 4
    assert model.error == pytest.approx((1 * 0.45 + 3 * (0.95 - 2 / 3)) / 4)
    assert measured["Dataset"].bins == ((0.2, 0.3, 1, 0.25, 0.0),)
    assert measured["all"].error == pytest.approx((0.25 + 0.45 + 3 * (0.95 - 2 / 3)) / 5)
    assert measured["Task"] == (0, 0.0, ())
    assert list(measured) == [*TYPES, "all"]


@pytest.mark.parametrize(
    ("confidence", "low"),
    [
        (0, 0.0),
        (0.1, 0.0),
        (0.11, 0.1),
        (0.3, 0.2),
        (0.7, 0.6),
        (0.9, 0.8),
        (0.9001, 0.9),
        (1, 0.9),
        (1.0, 0.9),
    ],
)
def test_a_bin_holds_its_upper_end(paper: PaperOf, confidence: float, low: float) -> None:
    (only,) = _measure(paper("abc"), [], [_sure("Model", (2, 3, confidence))])["all"].bins
    assert only.low == low


def test_mentions_without_confidence_are_not_counted(paper: PaperOf) -> None:
    plain = {"type": "Model", "name": "abc", "role": "used", "mentions": ["abc"]}
    measured = _measure(paper("abc de"), [plain], [plain, _sure("Task", (6, 8, 0.5))])
    assert measured["Model"].mentions == 0
    assert measured["all"].mentions == 1


def test_a_paper_without_prediction_and_one_without_annotation(paper: PaperOf) -> None:
    predicted = {"p2": {"entities": [_sure("Model", (2, 3, 0.5))]}}
    assert reliability({"p1": paper("abc")}, {"p1": {"entities": []}}, predicted)["all"].mentions == 0


def test_of_two_entities_at_one_place_the_scored_one_counts(paper: PaperOf) -> None:
    twice = [_sure("Model", (2, 5, 0.9)), _sure("Task", (2, 5, 0.4))]
    measured = _measure(paper("abc"), [_sure("Task", (2, 5, 1))], twice)
    assert measured["all"].bins == ((0.3, 0.4, 1, 0.4, 1.0),)
    assert confidences(twice) == {((2, 5), "Model"): 0.9, ((2, 5), "Task"): 0.4}


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ([0.5], "entity 1: 1 confidences for 2 spans"),
        ([0.5, 1.5], "entity 1: confidence 1.5 is not from 0 to 1"),
        ([0.5, float("nan")], "entity 1: confidence nan is not from 0 to 1"),
        ([0.5, True], "entity 1: confidence True is not from 0 to 1"),
        ([0.5, "high"], "entity 1: confidence 'high' is not from 0 to 1"),
        (0.5, "entity 1: confidences: 0.5 is not a list"),
    ],
)
def test_malformed_confidences_are_named(tmp_path: Path, stated: object, reason: str) -> None:
    entity = _sure("Model", (2, 3, 0), (4, 5, 0)) | {"confidences": stated}
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps({"id": "p1", "entities": [entity]}) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        evaluation.read_records(path)
    assert str(raised.value) == f"{path}:1: {reason}"
