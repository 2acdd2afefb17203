import csv
import json
import re
from collections.abc import Callable
from importlib import resources as package_files
from pathlib import Path

import pytest

from kg import readers, resources
from kg.readers import formats
from kg.records import Paper

Read = Callable[..., tuple[list[Paper], list[str]]]

FIRST = "We train a small network on drawings of birds. It names 91.5% of the birds in BirdSketch."
SECOND = (
    "Sorting letters by hand is slow. PostNet reads an address in two milliseconds and is wrong in one "
    "letter of a thousand, which is better than any clerk we asked."
)
CUT = "Weather maps are large. We show that a quarter of their pixels is enough for a forecast of…"

PAGE = f"""new

Get trending papers in your email inbox once a day!

Log In

Sign Up

Daily Papers

byAK and the research community

Jan 3

Submitted by

quill-user

128

Naming Birds from Drawings

{FIRST}

·
5 authors

Upvote

-

GitHub 1.2k

Fictional University of Letters

Published on Jan 2, 2026

PostNet: A Fast Reader of Addresses

{SECOND}

Ada Example, Ben Sample, Cleo Specimen

Submitted by other_user

How Much of a Weather Map Is Enough?

{CUT}

Company

TOS

Privacy

© 2026 Hugging Face
"""

EXPECTED = [
    ("Naming Birds from Drawings", FIRST),
    ("PostNet: A Fast Reader of Addresses", SECOND),
    ("How Much of a Weather Map Is Enough?", CUT),
]


def _pairs(papers: list[Paper]) -> list[tuple[str, str]]:
    return [(paper.title, paper.abstract) for paper in papers]


def test_titles_and_abstracts_are_read_and_furniture_is_left_out(read: Read) -> None:
    papers, errors = read(PAGE)
    assert _pairs(papers) == EXPECTED
    assert errors == []
    assert {paper.source for paper in papers} == {"https://huggingface.co/papers"}
    assert papers[0].id == "naming-birds-from-drawing"


@pytest.mark.parametrize(
    "variant",
    [
        PAGE.replace("\n", "\r\n"),
        PAGE.replace("\n\n", "\n"),
        PAGE.replace("\n\n", "\n \n\n\t\n"),
        "\ufeff" + PAGE,
        PAGE.replace("Jan 3", "Friday, January 2, 2026").replace("Daily Papers", "Trending Papers"),
        PAGE.replace(FIRST, f"Fictional Institute of Birds\n\n{FIRST}"),
        PAGE.replace(SECOND, f"Ada Example,\n\nBen Sample,\n\n{SECOND}"),
        PAGE.rstrip(),
    ],
    ids=["crlf", "no blank lines", "many blank lines", "bom", "dates", "organisation", "authors", "no end"],
)
def test_other_ways_of_saving_give_the_same_papers(read: Read, variant: str) -> None:
    assert _pairs(read(variant)[0]) == EXPECTED


def test_a_user_between_a_short_title_and_its_abstract_is_no_title(read: Read) -> None:
    papers, _ = read(f"Daily Papers\n\nPostNet 2\n\nSubmitted by\n\nquill-user\n\n{SECOND}\n")
    assert _pairs(papers) == [("PostNet 2", SECOND)]


def test_paragraphs_broken_at_a_width_are_joined(read: Read) -> None:
    filled = PAGE.replace(
        SECOND,
        "Sorting letters by hand is slow. PostNet reads an address in two\n"
        "milliseconds and is wrong in one letter of a thousand, which is\n"
        "better than any clerk we asked.",
    )
    assert _pairs(read(filled)[0]) == EXPECTED


def test_a_long_abstract_without_a_title_is_a_bad_record(read: Read) -> None:
    papers, errors = read(PAGE + "\n" + "Nothing stands before this text. " * 10 + "\n")
    assert _pairs(papers) == EXPECTED
    number = PAGE.count("\n") + 2
    assert errors == [f":{number}: an abstract without a title before it"]


def test_invalid_utf8_in_an_abstract_is_a_bad_record(read: Read) -> None:
    papers, errors = read(PAGE.encode().replace(b"birds in BirdSketch", b"birds in \xffird"))
    assert _pairs(papers) == EXPECTED[1:]
    assert len(errors) == 1
    assert "invalid UTF-8" in errors[0]


def test_every_pattern_of_furniture_matches_its_example() -> None:
    table = package_files.files(formats).joinpath("daily_papers.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["kind"] for row in rows} == {"mark", "furniture"}
    for row in rows:
        assert re.fullmatch(row["pattern"], row["example"], re.IGNORECASE), row


@pytest.mark.parametrize(
    "title",
    [
        "Attention",
        "Privacy Policies Read by Machines",
        "Copyright in Generated Pictures",
        "May 4D Scenes Be Learned?",
        "See More, Know More",
        "Search by Sketch",
        "New Views of Old Data",
    ],
)
def test_titles_that_resemble_furniture_are_kept(read: Read, title: str) -> None:
    papers, _ = read(f"Daily Papers\n\n{title}\n\n{SECOND}\n")
    assert _pairs(papers) == [(title, SECOND)]


def test_the_seed_page_gives_its_71_papers() -> None:
    page = Path(__file__).resolve().parents[2] / "../shared/seeds/daily-papers-page.txt"
    if not page.is_file():
        pytest.skip("the seed page is not beside this repository")
    papers = list(readers.read([str(page)]))
    lines = page.read_text(encoding="utf-8").splitlines()
    seeds = (resources.directory("seeds") / "daily-papers.jsonl").read_text(encoding="utf-8")
    assert [paper.title for paper in papers] == [json.loads(line)["title"] for line in seeds.splitlines()]
    assert len(papers) == 71
    # Everything past the six lines of furniture at the head is a title or an abstract, whole.
    assert [text for paper in papers for text in (paper.title, paper.abstract)] == [
        line for line in lines if line
    ][6:]
