import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import repository_urls


def found(text: str) -> list[tuple[str, str]]:
    """Return (characters, clean URL) of each repository URL of a text."""
    return [(text[u.start : u.end], u.url) for u in repository_urls.find(text)]


@pytest.mark.parametrize(
    ("text", "mention", "url"),
    [
        ("Code is at https://github.com/o/r.", "https://github.com/o/r", "https://github.com/o/r"),
        ("(https://github.com/o/r).", "https://github.com/o/r", "https://github.com/o/r"),
        (r"at \url{https://github.com/o/r}", "https://github.com/o/r", "https://github.com/o/r"),
        (r"at https://github.com/o/a\_b.", r"https://github.com/o/a\_b", "https://github.com/o/a_b"),
        ("at github.com/o/r, where", "github.com/o/r", "https://github.com/o/r"),
        ("at https: //github.com/o/r.", "https: //github.com/o/r", "https://github.com/o/r"),
        ("at https://github.com/o/ my-repo.", "https://github.com/o/ my-repo", "https://github.com/o/my-repo"),
        ("at https://GitLab.com/o/r/ soon", "https://GitLab.com/o/r/", "https://gitlab.com/o/r"),
        ("at https://gitee.com/o/r", "https://gitee.com/o/r", "https://gitee.com/o/r"),
        ("at https://bitbucket.org/o/r", "https://bitbucket.org/o/r", "https://bitbucket.org/o/r"),
        ("see huggingface.co/datasets/o/d;", "huggingface.co/datasets/o/d", "https://huggingface.co/datasets/o/d"),
        ("data: zenodo.org/records/12345.", "zenodo.org/records/12345", "https://zenodo.org/records/12345"),
        ("Page: someone.github.io", "someone.github.io", "https://someone.github.io"),
        ("at https://anonymous.4open.science/r/x-1A2B", "https://anonymous.4open.science/r/x-1A2B",
         "https://anonymous.4open.science/r/x-1A2B"),
        ("available at lab.example.edu/tool.", "lab.example.edu/tool", "https://lab.example.edu/tool"),
        ("https://doi.org/10.5281/zenodo.99", "https://doi.org/10.5281/zenodo.99", "https://doi.org/10.5281/zenodo.99"),
        ("at https://github.com/o/r.The rest", "https://github.com/o/r", "https://github.com/o/r"),
        ("at https://example.net/a_(b).", "https://example.net/a_(b)", "https://example.net/a_(b)"),
    ],
)  # fmt: skip
def test_a_url_is_found_with_its_exact_characters(text: str, mention: str, url: str) -> None:
    assert found(text) == [(mention, url)]


def test_of_a_doubled_latex_link_both_halves_are_found_and_are_one() -> None:
    text = r"at \href{https://github.com/o/r}{https://github.com/o/r}."

    urls = found(text)

    assert len(urls) == 2
    assert {url for _, url in urls} == {"https://github.com/o/r"}


def test_two_urls_without_space_between_are_two() -> None:
    text = "https://github.com/o/rhttps://github.com/o/s"

    assert [m for m, _ in found(text)] == ["https://github.com/o/r", "https://github.com/o/s"]


@pytest.mark.parametrize(
    "text",
    [
        "https://arxiv.org/abs/2501.00001",
        "https://doi.org/10.1000/182",
        "https://www.youtube.com/watch?v=x",
        "https://en.wikipedia.org/wiki/Graph",
        "version 2.0.1 of Foo.Bar",
        "e.g. U.S.A. and i.e. this",
        "https://github.com/",
        "someone@example.com",
    ],
)
def test_what_is_no_repository_is_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/Owner/Repo", "http://www.github.com/owner/repo.git"),
        ("https://github.com/o/r", "https://github.com/o/r/tree/main/sub#readme"),
        ("https://hf.co/datasets/o/d", "https://huggingface.co/datasets/o/d/"),
        ("https://zenodo.org/record/99", "https://doi.org/10.5281/zenodo.99"),
    ],
)
def test_one_repository_has_one_key(one: str, other: str) -> None:
    assert repository_urls.canonical_key(one) == repository_urls.canonical_key(other)


def test_case_matters_where_the_host_says_so() -> None:
    key = repository_urls.canonical_key

    assert key("https://huggingface.co/o/Model") != key("https://huggingface.co/o/model")


def test_host_is_without_www_and_port() -> None:
    assert repository_urls.host("https://WWW.Example.net:8080/a") == "example.net"


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_spans_lie_in_any_text_and_clean_urls_are_stable(text: str) -> None:
    for url in repository_urls.find("see https://github.com/o/" + text):
        assert 0 <= url.start < url.end <= len(text) + 25
        assert repository_urls.clean(url.url) == url.url


@pytest.fixture(scope="module")
def dev() -> list[tuple[str, set[str]]]:
    corpus = Path(__file__).resolve().parents[2] / "../shared/corpus"
    if not corpus.is_dir():
        pytest.skip("the annotated papers (../shared/corpus) are not on this machine")
    texts = {}
    for line in (corpus / "dev.papers.jsonl").read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        texts[paper["id"]] = f"{paper['title']}\n{paper['abstract']}"
    records = map(json.loads, (corpus / "dev.gold.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        (texts[r["id"]], {m for e in r["entities"] if e["type"] == "Repo" for m in e["mentions"]})
        for r in records
    ]


def test_on_dev_every_repository_is_found_and_nothing_else(dev: list[tuple[str, set[str]]]) -> None:
    for text, mentions in dev:
        assert {mention for mention, _ in found(text)} == mentions


def test_the_seed_page_names_fourteen_repositories(shared_folder: Path) -> None:
    text = (shared_folder / "seeds" / "daily-papers-page.txt").read_text(encoding="utf-8")

    assert len({repository_urls.canonical_key(u.url) for u in repository_urls.find(text)}) == 14
