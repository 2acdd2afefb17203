from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import readers
from kg.readers.fields import to_paper
from kg.records import Paper

SHEEP = Paper(id="2510.14995", title="Counting Sheep", abstract="FlockNet counts sheep.")
GOATS = Paper(id="2510.14996", title="Counting Goats", abstract="GoatNet counts goats.")


@pytest.mark.parametrize(
    "newer",
    [
        replace(SHEEP, version=2, updated="2020"),
        replace(SHEEP, version=1, updated="2025-10-18"),
        replace(SHEEP, version=1, updated="2025-10-17", authors=("Ada Example",)),
        replace(
            SHEEP, version=1, updated="2025-10-17", abstract="FlockNet counts sheep. And it counts well."
        ),
    ],
    ids=["version", "updated", "fuller", "whole"],
)
def test_of_one_id_the_newest_record_stays(newer: Paper) -> None:
    older = replace(SHEEP, version=1, updated="2025-10-17")
    if newer.abstract != older.abstract:
        older = replace(older, abstract="FlockNet counts sheep. And…")
    assert (
        readers.distinct([older, newer, GOATS]) == readers.distinct([newer, GOATS, older]) == [newer, GOATS]
    )


def test_of_one_text_the_arxiv_id_stays_then_the_smallest() -> None:
    loud = Paper(id="0-first", title="COUNTING  sheep", abstract="flocknet counts\nsheep.")
    assert readers.distinct([loud, SHEEP]) == [SHEEP]
    other = replace(loud, id="1-second")
    assert readers.distinct([other, loud]) == [loud]


def test_a_title_alone_makes_no_duplicate() -> None:
    assert len(readers.distinct([SHEEP, replace(GOATS, title=SHEEP.title)])) == 2


# Ids whose text never changes may share it with others; those of versions with their own words share none.
_TEXTS = [("a", "Sheep."), ("b", "Goats."), ("2510.00001", "SHEEP. "), ("2510.00002", "goats.")]
_SHARED = st.builds(
    lambda text, version, updated: Paper(
        id=text[0], title="T", abstract=text[1], version=version, updated=updated
    ),
    st.sampled_from(_TEXTS),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, "2025", "2025-10-17"]),
)
_OWN = st.builds(
    lambda n, version, words: Paper(id=f"own-{n}", title="T", abstract=f"{n} {words}", version=version),
    st.integers(0, 2),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from(["is short.", "is short…", "is quite long."]),
)
_PAPERS = st.lists(_SHARED | _OWN, max_size=12)


@settings(max_examples=300, derandomize=True)
@given(first=_PAPERS, second=_PAPERS, data=st.data())
def test_parts_give_what_the_whole_gives_in_any_order(
    first: list[Paper], second: list[Paper], data: st.DataObject
) -> None:
    whole = readers.distinct(first + second)
    assert readers.distinct(readers.distinct(first) + readers.distinct(second)) == whole
    assert readers.distinct(readers.distinct(first) + second) == whole
    assert readers.distinct(data.draw(st.permutations(first + second))) == whole
    assert readers.distinct(whole) == whole


def test_the_one_exception_is_a_text_left_behind_by_a_newer_version() -> None:
    """No rule that keeps one record an id and one a text can do without: the docstring says it."""
    copy = replace(SHEEP, id="zz-copy")
    second = replace(SHEEP, version=2, abstract="FlockNet counts sheep faster.")
    assert readers.distinct([SHEEP, copy, second]) == [second, copy]
    assert readers.distinct([*readers.distinct([SHEEP, copy]), second]) == [second]


_words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(
    lambda text: text.split() != []
)


@settings(max_examples=200, derandomize=True)
@given(
    record=st.fixed_dictionaries(
        {"title": _words, "abstract": _words},
        optional={
            "id": st.sampled_from(["x", "2510.14995v3", "cs/0112017", 7]),
            "authors": st.lists(_words, max_size=3) | _words,
            "categories": st.lists(_words, max_size=3) | _words,
            "date": st.sampled_from(
                ["2025", 2024, "2025-10", "2025-10-17 10:00", "17 Oct 2025 10:00:00 +0200"]
            ),
            "source": _words,
            "version": st.integers(1, 9),
        },
    )
)
def test_what_is_written_of_a_paper_reads_back_the_same(record: dict[str, object]) -> None:
    paper = to_paper(record)
    assert to_paper(asdict(paper)) == paper
