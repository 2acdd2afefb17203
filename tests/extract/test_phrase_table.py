"""The phrase table: matching, and taking a paper's own counts out."""

import numpy as np
import pytest

from kg.extract.phrase_table import Own, PhraseTable


@pytest.fixture
def table() -> PhraseTable:
    # "vision transformer" is a Model in 3 of 4 papers; "accuracy" a Metric in the one paper that has it.
    return PhraseTable(
        ["accuracy", "vision transformer"],
        np.array([[0, 0, 0, 0], [2, 0, 0, 0]], dtype=np.int8),
        np.array([1, 4], dtype=np.int32),
        np.array([[0, 0, 1, 0], [3, 0, 0, 0]], dtype=np.int32),
    )


def test_a_phrase_is_found_across_hyphens(table: PhraseTable) -> None:
    assert list(table.find(["a", "vision", "-", "transformer", "here"])) == [(1, 4, 1)]


def test_a_phrase_that_only_this_paper_has_says_nothing_about_this_paper(table: PhraseTable) -> None:
    own = Own({"accuracy": frozenset({2})})
    assert table.features(["accuracy"]).any()
    assert not table.features(["accuracy"], own).any()


def test_the_share_leaves_this_paper_out(table: PhraseTable) -> None:
    with_it = table.features(["vision", "transformer"])
    without = table.features(["vision", "transformer"], Own({"vision transformer": frozenset({0})}))
    assert with_it[0, 3] == pytest.approx((3 + 2 * 0.5) / (4 + 2))
    assert without[0, 3] == pytest.approx((2 + 2 * 0.5) / (3 + 2))
