"""Each kind of error on small examples of our own, and the sums that must hold on any."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import evaluation
from kg.errors import InputError
from kg.evaluation import Analysis, Error, Kind
from kg.evaluation.errors import MEANINGS, RESULT, Unit
from kg.records import TYPES, Paper

PaperOf = Callable[[str], Paper]
Entity = dict[str, Any]


def _entity(name: str, *mentions: str, of: str = "Model", role: str = "used") -> Entity:
    return {"type": of, "name": name, "role": role, "mentions": list(mentions or [name])}


def _at(*spans: tuple[int, int], of: str = "Model") -> Entity:
    return {"type": of, "name": "x", "role": "used", "spans": [list(span) for span in spans]}


def _record(*entities: Entity, results: list[Entity] | None = None) -> Entity:
    return {"id": "p1", "entities": list(entities), "results": results or []}


def _analyse(paper: Paper, gold: Entity, predicted: Entity) -> Analysis:
    return evaluation.analyse({"p1": paper}, {"p1": gold}, {"p1": predicted})


def _short(errors: tuple[Error, ...]) -> list[tuple[str, ...]]:
    return [(e.kind, e.type, e.gold, e.predicted, e.change) for e in errors]


def test_what_is_right_is_no_error(paper: PaperOf) -> None:
    record = _record(
        _entity("FlockNet"), results=[{"value": "3%", "metric": "accuracy", "model": None, "dataset": None}]
    )
    analysis = _analyse(paper("FlockNet gains 3% accuracy."), record, record)
    assert analysis.errors == ()
    assert analysis.right() == analysis.right("Model") == 1
    assert analysis.right("Task") == 0


@pytest.mark.parametrize(
    ("gold", "predicted", "change"),
    [
        ("sparse FlockNet", "FlockNet", "starts late"),
        ("FlockNet", "sparse FlockNet", "starts early"),
        ("FlockNet", "FlockNet cell", "ends late"),
        ("FlockNet cell", "FlockNet", "ends early"),
        ("sparse FlockNet", "FlockNet cell", "starts late, ends late"),
        ("sparse FlockNet cell", "FlockNet", "starts late, ends early"),
    ],
)
def test_other_ends_are_a_boundary_error(paper: PaperOf, gold: str, predicted: str, change: str) -> None:
    analysis = _analyse(
        paper("We use a sparse FlockNet cell."), _record(_entity(gold)), _record(_entity(predicted))
    )
    assert _short(analysis.errors) == [("boundary", "Model", gold, predicted, change)]
    assert analysis.right() == 0


@pytest.mark.parametrize("predicted", ["FlockNet", "FlockNet cell"])
def test_another_type_is_a_type_error_whatever_the_ends(paper: PaperOf, predicted: str) -> None:
    analysis = _analyse(
        paper("We use a FlockNet cell."),
        _record(_entity("FlockNet")),
        _record(_entity(predicted, of="Dataset")),
    )
    assert _short(analysis.errors) == [("type", "Model", "FlockNet", predicted, "Model → Dataset")]
    assert analysis.count(Kind.TYPE, "Model") == 1
    assert analysis.count(Kind.TYPE, "Dataset") == 0


def test_missed_and_spurious(paper: PaperOf) -> None:
    analysis = _analyse(
        paper("FlockNet and GoatNet."), _record(_entity("FlockNet")), _record(_entity("GoatNet"))
    )
    assert _short(analysis.errors) == [
        ("missed", "Model", "FlockNet", "", "nothing predicted there"),
        ("spurious", "Model", "", "GoatNet", "nothing annotated there"),
    ]
    assert [(e.gold_spans, e.predicted_spans) for e in analysis.errors] == [
        (((2, 10),), ()),
        ((), ((15, 22),)),
    ]


def test_one_prediction_over_two_annotations_leaves_one_missed(paper: PaperOf) -> None:
    analysis = _analyse(
        paper("FlockNet GoatNet2 here."), _record(_at((2, 10)), _at((11, 19))), _record(_at((2, 19)))
    )
    # Both share eight characters with it: the first is paired.
    assert _short(analysis.errors) == [
        ("boundary", "Model", "FlockNet", "FlockNet GoatNet2"[:17], "ends late"),
        ("missed", "Model", "GoatNet2", "", "overlaps a prediction"),
    ]


def test_the_most_overlapping_prediction_is_paired(paper: PaperOf) -> None:
    analysis = _analyse(
        paper("big old FlockNet here."), _record(_at((2, 18))), _record(_at((2, 5)), _at((6, 18)))
    )
    assert _short(analysis.errors) == [
        ("boundary", "Model", "big old FlockNet", "old FlockNet", "starts late"),
        ("spurious", "Model", "", "big", "overlaps an annotation"),
    ]


def test_the_type_comes_before_the_overlap(paper: PaperOf) -> None:
    analysis = _analyse(
        paper("big old FlockNet here."),
        _record(_at((2, 18))),
        _record(_at((2, 5)), _at((2, 18), of="Task")),
    )
    assert [e.kind for e in analysis.errors] == [Kind.BOUNDARY, Kind.SPURIOUS]


def test_a_prediction_within_what_is_right_is_spurious(paper: PaperOf) -> None:
    analysis = _analyse(
        paper("FlockNet GoatNet2."), _record(_at((2, 19))), _record(_at((2, 19)), _at((11, 19)))
    )
    assert _short(analysis.errors) == [("spurious", "Model", "", "GoatNet2", "overlaps an annotation")]


def test_spans_that_touch_do_not_overlap(paper: PaperOf) -> None:
    analysis = _analyse(paper("FlockNet."), _record(_at((2, 7))), _record(_at((7, 10))))
    assert [e.kind for e in analysis.errors] == [Kind.MISSED, Kind.SPURIOUS]


def test_a_matched_entity_of_another_role(paper: PaperOf) -> None:
    text = paper("FlockNet: a net of flocks. FlockNet beats GoatNet.")
    gold = _record(_entity("FlockNet", role="proposed"), _entity("GoatNet", role="baseline"))
    predicted = _record(_entity("flock net", "FlockNet", role="used"), _entity("GoatNet", role="baseline"))
    (error,) = _analyse(text, gold, predicted).errors
    assert error[:6] == (Kind.ROLE, "p1", "Model", "FlockNet", "flock net", "proposed → used")
    assert error.gold_spans == error.predicted_spans == ((2, 10), (29, 37))


def test_results(paper: PaperOf) -> None:
    def row(value: str, metric: str | None) -> Entity:
        return {"value": value, "metric": metric, "model": None, "dataset": None, "delta": False}

    text = paper("FlockNet has 91.5% accuracy and 2 percent error, at 3x speedup and 7 s.")
    gold = _record(
        _entity("accuracy", of="Metric"),
        results=[
            row("91.5%", "accuracy"),
            row("2 percent", "error"),
            row("3x", "speedup"),
            row("3x", "speedup"),
        ],
    )
    predicted = _record(
        _entity("Accuracy (top)", "accuracy", of="Metric"),
        results=[
            row("91.5 %", "Accuracy (top)"),
            row("2%", None),
            row("3×", "speedup"),
            row("7 s", "latency"),
        ],
    )
    analysis = _analyse(text, gold, predicted)
    assert [
        (*short, e.result) for short, e in zip(_short(analysis.errors), analysis.errors, strict=True)
    ] == [
        ("result missed", RESULT, "2 percent error", "", "value found with another metric", 1),
        # The second of two equal rows, of which one is found.
        ("result missed", RESULT, "3x speedup", "", "value not found", 3),
        ("result spurious", RESULT, "", "2% (no metric)", "value annotated with another metric", 1),
        ("result spurious", RESULT, "", "7 s latency", "value not annotated", 3),
    ]
    assert analysis.share(Kind.RESULT_MISSED) == 0.5


def test_counts_and_shares_by_kind_and_type(paper: PaperOf) -> None:
    text = paper("FlockNet, GoatNet and CowNet on SheepSet with PigNet and HenNet.")
    gold = _record(
        _entity("FlockNet"),
        _entity("GoatNet"),
        _entity("CowNet", role="baseline"),
        _entity("SheepSet", of="Dataset"),
    )
    predicted = _record(_entity("CowNet", role="used"), _entity("PigNet"), _entity("HenNet"))
    analysis = _analyse(text, gold, predicted)
    assert (analysis.total(Unit.MENTION), analysis.total(Unit.MENTION, "Model")) == (4, 3)
    assert (analysis.right(), analysis.right("Dataset")) == (1, 0)
    assert (analysis.count(Kind.MISSED), analysis.count(Kind.MISSED, "Model")) == (3, 2)
    assert (analysis.share(Kind.MISSED), analysis.share(Kind.MISSED, "Model")) == (3 / 4, 2 / 3)
    assert (analysis.share(Kind.SPURIOUS), analysis.share(Kind.SPURIOUS, "Dataset")) == (2 / 4, 0.0)
    assert (analysis.share(Kind.ROLE), analysis.share(Kind.ROLE, "Model")) == (1 / 4, 1 / 3)
    assert analysis.share(Kind.RESULT_MISSED) == 0.0


def test_errors_come_by_paper_whatever_the_order_of_records() -> None:
    papers = {i: Paper(id=i, title="T", abstract="FlockNet.") for i in ("b", "a", "c")}
    gold = {i: _record(_entity("FlockNet")) | {"id": i} for i in papers}
    analysis = evaluation.analyse(papers, gold, {})
    assert [e.paper for e in analysis.errors] == ["a", "b", "c"]
    assert analysis == evaluation.analyse(papers, dict(sorted(gold.items())), {})


def test_what_cannot_be_analysed_is_named(paper: PaperOf) -> None:
    with pytest.raises(InputError, match=r"^record p1: there is no such paper$"):
        evaluation.analyse({}, {"p1": _record()}, {})
    with pytest.raises(InputError, match=r"^record p1: span 2-99 is outside"):
        _analyse(paper("FlockNet."), _record(), _record(_at((2, 99))))


def test_every_kind_has_a_meaning() -> None:
    assert list(MEANINGS) == list(Kind)


SPANS = st.tuples(st.integers(0, 11), st.integers(1, 6)).map(lambda s: (s[0], s[0] + s[1]))
RECORDS = st.dictionaries(SPANS, st.sampled_from(TYPES), max_size=6).map(
    lambda mentions: _record(*(_at(span, of=kind) for span, kind in mentions.items()))
)


@settings(max_examples=200, derandomize=True)
@given(RECORDS, RECORDS)
def test_the_counts_of_mentions_add_up(gold: Entity, predicted: Entity) -> None:
    paper = Paper(id="p1", title="T", abstract="x" * 15)
    analysis = _analyse(paper, gold, predicted)
    scores = evaluation.score({"p1": paper}, {"p1": gold}, {"p1": predicted})
    for of in (*TYPES, "all"):
        row = scores[f"mention {of}"]
        assert analysis.total(Unit.MENTION, of) == row.gold
        assert analysis.right(of) == pytest.approx(row.recall * row.gold)
    paired = analysis.count(Kind.BOUNDARY) + analysis.count(Kind.TYPE)
    assert analysis.right() + paired + analysis.count(Kind.SPURIOUS) == len(predicted["entities"])
