from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from kg import stored_queries
from kg.errors import AmbiguousEntityError, InputError, UnknownEntityError, UsageError
from kg.names import Names
from kg.records import Literal
from kg.vocabulary import XSD

CATALOGUE = stored_queries.catalogue()

# By query: the values of its parameters, the columns looked at, and all rows of those.
GOLDEN: Mapping[str, tuple[Mapping[str, str], Sequence[str], Sequence[tuple[str, ...]]]] = {
    "baselines-of-model": ({"model": "BetaNet"}, ("label", "papers"), [("AlphaNet", "1")]),
    "co-used-datasets": (
        {"dataset": "CIFAR-10"},
        ("label", "papers"),
        [("ImageNet", "1"), ("ImageNet-1K", "1")],
    ),
    "comparisons-on-dataset": (
        {"dataset": "ImageNet-1K"},
        ("proposed_label", "baseline_label", "paper"),
        [("AlphaNet", "ResNet-50", "paper/2501.00001"), ("BetaNet", "AlphaNet", "paper/2501.00002")],
    ),
    "datasets-by-papers": (
        {},
        ("label", "papers", "members"),
        [("ImageNet", "3", "2"), ("CIFAR", "2", "1"), ("PondLife", "1", "1")],
    ),
    "evidence": (
        {"paper": "2501.00002", "entity": "BetaNet"},
        ("exact", "start", "end", "role", "confidence", "pipeline", "version"),
        [
            ("BetaNet", "0", "7", "proposed", "0.9", "hand", "1.0"),
            ("BetaNet", "36", "43", "proposed", "0.9", "hand", "1.0"),
            ("BetaNet", "146", "153", "proposed", "0.9", "hand", "1.0"),
        ],
    ),
    "family": (
        {"entity": "ImageNet"},
        ("label", "papers", "variant_of_label"),
        [("ImageNet-1K", "3", "ImageNet"), ("ImageNet", "1", "")],
    ),
    "leaderboard": (
        {"dataset": "ImageNet-1K", "metric": "top-1 accuracy"},
        ("value", "model_label", "direction"),
        [("83", "BetaNet", "higher"), ("82", "BetaNet", "higher"), ("81.5", "AlphaNet", "higher")],
    ),
    "metrics-of-task": (
        {"task": "image classification"},
        ("label", "direction", "papers"),
        [("top-1 accuracy", "higher", "2"), ("latency", "lower", "1")],
    ),
    "models-by-comparisons": ({}, ("label", "papers"), [("AlphaNet", "1"), ("ResNet-50", "1")]),
    "models-by-datasets": (
        {"minimum": "2"},
        ("model_label", "dataset_label", "papers"),
        [("AlphaNet", "ImageNet-1K", "2")],
    ),
    "models-with-code": (
        {},
        ("label", "paper", "date", "url"),
        [("AlphaNet", "paper/2501.00001", "2025-01-10", "https://github.com/lab/alphanet")],
    ),
    "paper-pairs": (
        {"minimum": "1"},
        ("paper", "other", "shared"),
        [("paper/2501.00001", "paper/2501.00002", "1"), ("paper/2501.00002", "paper/2502.00003", "1")],
    ),
    "papers-on-dataset": (
        {"dataset": "ImageNet-1K"},
        ("paper", "used_label", "exact"),
        [
            ("paper/2501.00002", "ImageNet-1K", "true"),
            ("paper/2501.00001", "ImageNet-1K", "true"),
            ("paper/2502.00003", "ImageNet", "false"),
        ],
    ),
    "papers-over-time": (
        {"entity": "ImageNet-1K"},
        ("month", "papers"),
        [("", "1"), ("2025-01", "1"), ("2025-02", "1")],
    ),
    "papers-sharing-datasets": (
        {"paper": "2501.00002"},
        ("other", "shared", "datasets"),
        [("paper/2501.00001", "1", "ImageNet-1K"), ("paper/2502.00003", "1", "CIFAR-10")],
    ),
    "papers-without-code": (
        {},
        ("paper", "date"),
        [("paper/2501.00002", "2025-02-11"), ("paper/2502.00003", ""), ("paper/2503.00005", "")],
    ),
    "repositories-by-host": (
        {},
        ("host", "repositories", "papers"),
        [("example.org", "1", "1"), ("github.com", "1", "1")],
    ),
    "results-of-paper": (
        {"paper": "2501.00002"},
        ("text", "value", "delta", "metric_label"),
        [
            ("83.0%", "83", "false", "top-1 accuracy"),
            ("82.0%", "82", "false", "top-1 accuracy"),
            ("12 ms", "12", "false", "latency"),
        ],
    ),
    "tasks-and-datasets": (
        {"minimum": "2"},
        ("task_label", "dataset_label", "papers"),
        [("image classification", "ImageNet-1K", "2")],
    ),
}


def test_there_are_golden_rows_for_every_shipped_query() -> None:
    assert set(GOLDEN) == set(CATALOGUE)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_query_answers_its_question(
    name: str, rows: Callable[..., list[dict[str, str]]], index: Names
) -> None:
    values, columns, expected = GOLDEN[name]
    query = CATALOGUE[name]
    found = rows(query.text, query.bind(values, index.find))
    assert [tuple(row.get(column, "") for column in columns) for row in found] == list(expected)


def test_a_leaderboard_puts_the_least_first_where_lower_is_better(
    rows: Callable[..., list[dict[str, str]]], index: Names
) -> None:
    query = CATALOGUE["leaderboard"]
    bindings = query.bind({"dataset": "ImageNet-1K", "metric": "latency"}, index.find)
    assert [row["value"] for row in rows(query.text, bindings)] == ["9", "12"]


@pytest.mark.parametrize("query", CATALOGUE.values(), ids=str)
def test_a_query_is_written_as_the_readme_says(query: stored_queries.StoredQuery) -> None:
    head, _, body = query.text.partition("WHERE")
    selected = re.findall(r"\?(\w+)", head.partition("SELECT")[2])
    assert {parameter.name for parameter in query.parameters} <= set(selected)
    order = query.text.rpartition("ORDER BY")[2]
    assert re.search(r"[?]\w+$", order.strip()), "no order to its rows"
    assert "LIMIT" not in body
    assert query.summary
    assert query.description.endswith(".")


def _resolve(text: str, types: Sequence[str]) -> str:
    return f"http://atlas.example/{types[0]}/{text.lower()}"


def _query(
    tmp_path: Path, header: str, text: str = "SELECT ?n WHERE { ?s ?p ?n }"
) -> stored_queries.StoredQuery:
    path = tmp_path / "asked.rq"
    lines = "".join(f"#+ {line}\n" for line in header.splitlines())
    path.write_text(lines + text + "\n", encoding="utf-8")
    return stored_queries.read(path)


def _with_parameter(tmp_path: Path, fields: str) -> stored_queries.StoredQuery:
    return _query(tmp_path, f"summary: S\ndescription: D.\nparameters:\n  - {{name: n, label: N, {fields}}}")


@pytest.mark.parametrize(
    ("fields", "value", "term"),
    [
        ("type: string", 'a "quoted" } text', Literal('a "quoted" } text')),
        ("type: string", "", Literal("")),
        ("type: integer", "-12", Literal("-12", XSD + "integer")),
        ("type: number", "0.5", Literal("0.5", XSD + "decimal")),
        ("type: boolean", "true", Literal("true", XSD + "boolean")),
        ("type: iri", "https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("type: dataset", "ImageNet", "http://atlas.example/dataset/imagenet"),
        ("type: string, choices: [a, b]", "b", Literal("b")),
    ],
)
def test_a_value_becomes_a_term_of_its_type(tmp_path: Path, fields: str, value: str, term: object) -> None:
    assert _with_parameter(tmp_path, fields).bind({"n": value}, _resolve) == {"n": term}


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ("type: integer", "1.5"),
        ("type: integer", "٣"),
        ("type: number", "1e400"),
        ("type: number", "nan"),
        ("type: boolean", "yes"),
        ("type: iri", "relative/path"),
        ("type: iri", "http://a/b> } DROP ALL"),
        ("type: iri", "http://a/b\n"),
        ("type: string, choices: [a, b]", "c"),
    ],
)
def test_an_ill_typed_value_is_refused_by_name(tmp_path: Path, fields: str, value: str) -> None:
    with pytest.raises(UsageError, match=r"^parameter n: ") as raised:
        _with_parameter(tmp_path, fields).bind({"n": value}, _resolve)
    assert raised.value.parameter == "n"


def test_a_default_stands_in_and_is_written_as_one_would_type_it(tmp_path: Path) -> None:
    query = _with_parameter(tmp_path, "type: integer, default: 010")
    assert query.bind({}, _resolve) == {"n": Literal("010", XSD + "integer")}


def test_missing_and_unknown_parameters_are_named(tmp_path: Path) -> None:
    query = _with_parameter(tmp_path, "type: integer")
    with pytest.raises(UsageError, match="parameter n: asked needs it, of type integer"):
        query.bind({}, _resolve)
    with pytest.raises(UsageError, match="parameter m: asked takes n") as raised:
        query.bind({"n": "1", "m": "2"}, _resolve)
    assert raised.value.parameter == "m"


def test_names_that_do_not_settle_say_which_parameter_they_were(index: Names) -> None:
    with pytest.raises(UnknownEntityError, match=r"^parameter dataset: .*Imagenets?1k") as raised:
        CATALOGUE["co-used-datasets"].bind({"dataset": "Imagenet1kk"}, index.find)
    assert raised.value.parameter == "dataset"
    with pytest.raises(AmbiguousEntityError, match=r"^parameter entity: ") as ambiguous:
        CATALOGUE["family"].bind({"entity": "pondlife"}, index.find)
    assert len(ambiguous.value.candidates) == 2


@pytest.mark.parametrize(
    ("header", "line", "reason"),
    [
        ("", 1, "expected a mapping"),
        ("summary: S", 1, "'description' is missing"),
        ("summary: S\ndescription: [", 2, "not YAML"),
        ("summary: S\ndescription: [a]", 2, "expected a text"),
        ("summary: S\ndescription: D.\nendpoint: E", 3, "'endpoint' is unknown"),
        ("summary: S\nsummary: S\ndescription: D.", 2, "there twice"),
        ("summary: S\ndescription: D.\nparameters: n", 3, "expected a list"),
        ("summary: S\ndescription: D.\nparameters:\n  - {name: n, label: N}", 4, "'type' is missing"),
        (
            "summary: S\ndescription: D.\nparameters:\n  - {name: n, label: N, type: date}",
            4,
            "'date' is no type",
        ),
        (
            "summary: S\ndescription: D.\nparameters:\n  - {name: m, label: N, type: iri}",
            4,
            "no variable [?]m",
        ),
        ("summary: S\ndescription: D.\nparameters:\n  - {name: N, label: N, type: iri}", 4, "lower-case"),
        (
            "summary: S\ndescription: D.\nparameters:\n- {name: n, label: N, type: integer,\n   default: x}",
            5,
            "default of parameter n: 'x' is not of type integer",
        ),
        (
            (
                "summary: S\ndescription: D.\nparameters:\n"
                "  - {name: n, label: N, type: iri}\n  - {name: n, label: N, type: iri}"
            ),
            5,
            "parameter n is there twice",
        ),
    ],
)
def test_a_malformed_header_is_refused_with_file_and_line(
    tmp_path: Path, header: str, line: int, reason: str
) -> None:
    with pytest.raises(InputError, match=rf"asked\.rq:{line}: .*{reason}"):
        _query(tmp_path, header)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "asked.rq"
    path.write_bytes(b"#+ summary: \xff")
    with pytest.raises(InputError, match=r"asked\.rq"):
        stored_queries.read(path)
