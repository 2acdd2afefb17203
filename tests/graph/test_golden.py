"""Canned papers give exactly the graphs that were checked by eye once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import graph_diff, isomorphic, to_isomorphic

from kg.records import Extraction, Paper, Statement

GOLDEN = Path(__file__).with_name("golden")
CASES = sorted(path.stem for path in GOLDEN.glob("*.jsonl"))

Canned = Callable[[str], tuple[list[Paper], dict[str, Extraction]]]
State = Callable[[list[Paper], Mapping[str, Extraction]], list[Statement]]
ToRdflib = Callable[[Iterable[Statement]], rdflib.Graph]


@pytest.mark.parametrize("case", CASES)
def test_golden_graph(case: str, canned: Canned, state: State, to_rdflib: ToRdflib) -> None:
    made = to_rdflib(state(*canned(case)))
    expected = rdflib.Graph().parse(GOLDEN / f"{case}.ttl")
    _, missing, surplus = graph_diff(to_isomorphic(expected), to_isomorphic(made))
    assert isomorphic(made, expected), (
        f"missing:\n{missing.serialize(format='nt')}surplus:\n{surplus.serialize(format='nt')}"
    )


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_stated_twice_and_the_order_is_fixed(case: str, canned: Canned, state: State) -> None:
    once = state(*canned(case))
    assert len(set(once)) == len(once)
    assert state(*canned(case)) == once


@pytest.mark.parametrize("case", CASES)
def test_the_order_of_papers_does_not_matter(case: str, canned: Canned, state: State) -> None:
    papers, extractions = canned(case)
    assert set(state(papers[::-1], extractions)) == set(state(papers, extractions))
