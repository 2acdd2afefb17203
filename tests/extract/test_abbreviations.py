import pytest

from kg.extract.abbreviations import find


def pairs(text: str) -> list[tuple[str, str]]:
    return [(text[slice(*a.short)], text[slice(*a.long)]) for a in find(text)]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("We use graph neural networks (GNNs) here.", ("GNNs", "graph neural networks")),
        ("the Low-Rank Adapter Bank (LoRAB) of", ("LoRAB", "Low-Rank Adapter Bank")),
        ("We call it TIDE (Timed Iterative Decoding Engine).", ("TIDE", "Timed Iterative Decoding Engine")),
        ("on Visual Question Answering (VQA, for short)", ("VQA", "Visual Question Answering")),
        ("mean squared error (MSE) loss", ("MSE", "mean squared error")),
    ],
)
def test_a_definition_is_found_in_either_order(text: str, pair: tuple[str, str]) -> None:
    assert pairs(text) == [pair]


@pytest.mark.parametrize(
    "text",
    [
        "It improves (see Table 2).",
        "three steps (i) and (ii)",
        "a set (e.g. ours)",
        "we win (82.6%)",
        "nothing (XYZ)",
    ],
)
def test_other_parentheses_define_nothing(text: str) -> None:
    assert pairs(text) == []


def test_a_long_form_does_not_reach_over_a_sentence() -> None:
    assert pairs("Great networks. Neural ones (GNN) exist.") == []
