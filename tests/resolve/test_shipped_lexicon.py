"""What resolution relies on in the lexicon that is shipped."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from kg import lexicon
from kg.keys import key, slug
from kg.lexicon import TABLES, Row
from kg.resolve.knowledge_base import KnowledgeBase


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [row for kind in TABLES for row in lexicon.load().rows(kind)]


def test_no_two_rows_share_a_key_or_a_slug(rows: list[Row]) -> None:
    for of in (lambda row: key(row.name), lambda row: slug(row.name, key(row.name))):
        counts = Counter((row.type, of(row)) for row in rows)
        assert [place for place, count in counts.items() if count > 1] == []


def test_parents_are_rows_and_form_a_forest(rows: list[Row]) -> None:
    base = KnowledgeBase(rows)
    parents = {(row.type, key(row.name)): row.parent for row in rows}
    assert [row for row in rows if row.parent and (row.type, key(row.parent)) not in parents] == []
    assert [row for row in rows if len(list(islice(base.ancestors(row), 10))) == 10] == []


def test_an_alias_of_one_row_is_no_form_of_another(rows: list[Row]) -> None:
    forms = Counter(
        (row.type, form) for row in rows for form in {key(name) for name in (row.name, *row.aliases)}
    )
    assert [form for form, count in forms.items() if count > 1] == []
