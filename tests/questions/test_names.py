from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import names
from kg.errors import AmbiguousEntityError, GraphDirectoryError, UnknownEntityError
from kg.names import Names
from kg.records import Extraction, Paper, Resolution
from kg.vocabulary import Iris

BASE = "http://atlas.example/"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (BASE + "dataset/imagenet-1k", "dataset/imagenet-1k"),
        ("dataset/imagenet-1k", "dataset/imagenet-1k"),
        ("dataset/imagenet1k", "dataset/imagenet-1k"),
        ("dataset/ImageNet 1K", "dataset/imagenet-1k"),
        ("imagenet 1k", "dataset/imagenet-1k"),
        ("  ImageNet-1K  ", "dataset/imagenet-1k"),
        ("Alpha Nets", "model/alphanet"),
        ("2501.00001", "paper/2501.00001"),
        ("arXiv:2501.00001v3", "paper/2501.00001"),
        ("https://arxiv.org/abs/2501.00001", "paper/2501.00001"),
        ("http://arxiv.org/pdf/2501.00001v2.pdf", "paper/2501.00001"),
        ("https://huggingface.co/papers/2501.00001", "paper/2501.00001"),
        ("paper/2501.00001", "paper/2501.00001"),
        ("alphanet: SPARSE filters for pictures", "paper/2501.00001"),
        ("signs and <lines> of & titles", "paper/2503.00006"),
        ("github.com/Lab/AlphaNet", "repository/github-com-lab-alphanet"),
        ("https://www.github.com/lab/alphanet.git", "repository/github-com-lab-alphanet"),
        ("ada byron", "author/ada-byron"),
        ("author/ada-byron", "author/ada-byron"),
    ],
)
def test_whatever_names_a_thing_finds_it(index: Names, text: str, path: str) -> None:
    found = index.find(text).removeprefix(BASE)
    assert found == path or (path.startswith("repository/") and found.startswith(path))


def test_types_narrow_what_a_name_can_mean(index: Names) -> None:
    assert index.find("PondLife", ["model"]) == BASE + "model/pondlife"
    assert index.find("model/pondlife") == BASE + "model/pondlife"
    for text in ("2501.00001", BASE + "paper/2501.00001", "paper/2501.00001"):
        with pytest.raises(UnknownEntityError):
            index.find(text, ["dataset"])


def test_a_name_of_several_lists_them_best_known_first(index: Names) -> None:
    with pytest.raises(AmbiguousEntityError) as raised:
        index.find("PondLife")
    assert raised.value.candidates == [BASE + "dataset/pondlife", BASE + "model/pondlife"]
    assert "model/pondlife" in str(raised.value)


def test_a_label_spelled_exactly_so_wins(tmp_path: Path, iris: Iris) -> None:
    papers = [Paper("1", "Coda", ""), Paper("2", "CODA", "")]
    empty = {p.id: Extraction(p.id, (), (), (), "hand 1.0") for p in papers}
    path = tmp_path / "names.db"
    names.write(path, papers, empty, Resolution({}, {p.id: () for p in papers}), iris)
    with Names(path) as index:
        assert index.find("CODA") == BASE + "paper/2"
        with pytest.raises(AmbiguousEntityError):
            index.find("coda")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("AlphaNett", "did you mean 'AlphaNet'"),
        ("lAphaNet", "'AlphaNet'"),
        ("Imagenet-1000K", "'ImageNet-1K'"),
        ("zzzz qqqq", "no entity 'zzzz qqqq'$"),
        ("", "no entity ''$"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(index: Names, text: str, hint: str) -> None:
    with pytest.raises(UnknownEntityError, match=hint):
        index.find(text)


def test_the_hint_keeps_to_the_type_asked_for(index: Names) -> None:
    with pytest.raises(UnknownEntityError, match=r"no metric 'AlphaNett'$"):
        index.find("AlphaNett", ["metric"])


def _found(index: Names, text: str) -> list[str]:
    return [hit.iri.removeprefix(BASE) for hit in index.search(text)]


def test_search_puts_whole_names_first_then_beginnings_then_words(index: Names) -> None:
    assert _found(index, "imagenet")[:2] == ["dataset/imagenet", "dataset/imagenet-1k"]
    assert _found(index, "alphanet")[:2] == ["model/alphanet", "paper/2501.00001"]
    assert _found(index, "filters pict") == ["paper/2501.00001", "paper/2501.00002"]
    assert _found(index, "accur") == ["metric/accuracy", "metric/top-1-accuracy"]


def test_search_tells_what_matched_and_how_well_known_it_is(index: Names) -> None:
    hit = index.search("imagenet-1k")[0]
    assert (hit.type, hit.label, hit.matched, hit.papers) == ("dataset", "ImageNet-1K", "ImageNet-1K", 3)


def test_search_keeps_to_limit_and_types(index: Names) -> None:
    assert len(index.search("a", limit=2)) == 2
    assert {hit.type for hit in index.search("pondlife", types=["model"])} == {"model"}
    assert index.search("   ") == []


# Near the texts that mean something to FTS5, SQLite or this index.
_TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet='"*^():-+{}NEAR OR AND\0\ud800/aI', max_size=20),
    st.sampled_from(
        ["paper/", "model/%", "arxiv:", "https://", "http://[", '"', "NEAR(a b)", "a*", "x" * 2000]
    ),
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(text=_TEXTS)
def test_no_text_breaks_search_or_find(index: Names, text: str) -> None:
    assert isinstance(index.search(text, limit=3), list)
    with suppress(UnknownEntityError, AmbiguousEntityError):
        assert index.find(text).startswith(BASE)


def test_the_same_graph_gives_the_same_bytes_in_any_order(
    tmp_path: Path,
    papers: list[Paper],
    extractions: Mapping[str, Extraction],
    resolution: Resolution,
    iris: Iris,
) -> None:
    names.write(tmp_path / "a.db", papers, extractions, resolution, iris)
    names.write(tmp_path / "b.db", papers[::-1], extractions, resolution, iris)
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()


def test_threads_share_one_index(index: Names) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(index.find, ["imagenet 1k"] * 200))
    assert found == {BASE + "dataset/imagenet-1k"}


def test_a_missing_index_is_an_error_of_the_graph_directory(tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="no index of names"):
        Names(tmp_path / "names.db")
