import json
from collections.abc import Callable
from typing import Any

import pytest

from kg.readers import lines
from kg.records import Paper

Read = Callable[..., tuple[list[Paper], list[str]]]

PLAIN = {"id": "a1", "title": "Counting Sheep", "abstract": "FlockNet counts sheep."}


def _lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_all_fields_are_read_and_unknown_ones_ignored(read: Read) -> None:
    record = PLAIN | {
        "authors": ["Ada Example", {"name": "Ben Sample"}, "Ada Example"],
        "date": "2025-10-17T08:00:00Z",
        "categories": ["cs.CV", "I.4.0; J.3\n", "cs.LG\ncs.AI"],
        "url": "https://example.org/sheep",
        "license": "CC0-1.0",
        "source": "shepherds",
        "version": "v3",
        "updated": "Mon, 3 Nov 2025 19:18:42 GMT",
        "colour": {"of": "sheep"},
    }
    assert read(_lines(record)) == (
        [
            Paper(
                id="a1",
                title="Counting Sheep",
                abstract="FlockNet counts sheep.",
                authors=("Ada Example", "Ben Sample"),
                date="2025-10-17",
                categories=("cs.CV", "I.4.0", "J.3", "cs.LG", "cs.AI"),
                url="https://example.org/sheep",
                license="CC0-1.0",
                source="shepherds",
                version=3,
                updated="2025-11-03",
            )
        ],
        [],
    )


def test_summary_and_published_stand_in(read: Read) -> None:
    record = {"title": "Counting Sheep", "summary": "It counts.", "published": "2025-10", "abstract": None}
    [paper], _ = read(_lines(record))
    assert (paper.abstract, paper.date, paper.id) == ("It counts.", "2025-10", "counting-sheep")


def test_white_space_is_collapsed_and_letters_are_composed(read: Read) -> None:
    [paper], _ = read(
        _lines(PLAIN | {"title": "  Cafe\u0301\n  Noise ", "abstract": "One\r\n\ttwo\u00a0three."})
    )
    assert (paper.title, paper.abstract) == ("Caf\u00e9 Noise", "One two three.")


@pytest.mark.parametrize(
    ("given", "paper_id", "version"),
    [
        ("2510.14995", "2510.14995", None),
        ("arXiv:2510.14995v2", "2510.14995", 2),
        ("https://arxiv.org/abs/2510.14995v12", "2510.14995", 12),
        ("http://www.arxiv.org/pdf/2510.14995v1.pdf", "2510.14995", 1),
        ("https://huggingface.co/papers/2510.14995", "2510.14995", None),
        ("10.48550/arXiv.2510.14995", "2510.14995", None),
        ("cs/0112017", "cs/0112017", None),
        ("math.GT/0309136v3", "math/0309136", 3),
    ],
)
def test_spellings_of_arxiv_ids(read: Read, given: str, paper_id: str, version: int | None) -> None:
    [paper], _ = read(_lines(PLAIN | {"id": given}))
    assert (paper.id, paper.version) == (paper_id, version)
    assert paper.source == paper.url == f"https://arxiv.org/abs/{paper_id}"


@pytest.mark.parametrize("given", ["2513.14995", "2510.149", "seed-01", "10.1000/182", "v2", "Ärger/0112017"])
def test_other_ids_stay_as_they_are(read: Read, given: str) -> None:
    [paper], _ = read(_lines(PLAIN | {"id": given}))
    assert (paper.id, paper.version, paper.source, paper.url) == (given, None, None, None)


def test_an_arxiv_address_gives_the_id_that_is_missing(read: Read) -> None:
    [paper], _ = read(_lines(PLAIN | {"id": None, "url": "https://arxiv.org/abs/2510.14995v2"}))
    assert (paper.id, paper.version, paper.url) == ("2510.14995", 2, "https://arxiv.org/abs/2510.14995v2")


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Ada Example; Sample, Ben", ("Ada Example", "Sample, Ben")),
        ("Ada Example, Ben Sample and Cleo Specimen", ("Ada Example", "Ben Sample", "Cleo Specimen")),
        ("Ada Example, Ben Sample, and Cleo Specimen", ("Ada Example", "Ben Sample", "Cleo Specimen")),
        ("Example, Ada", ("Example, Ada",)),
        ("", ()),
    ],
)
def test_authors_in_one_string(read: Read, authors: str, expected: tuple[str, ...]) -> None:
    [paper], _ = read(_lines(PLAIN | {"authors": authors}))
    assert paper.authors == expected


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        ("cs.CV cs.LG hep-th", ("cs.CV", "cs.LG", "hep-th")),
        ("machine learning", ("machine learning",)),
        ("vision, speech", ("vision", "speech")),
    ],
)
def test_categories_in_one_string(read: Read, categories: str, expected: tuple[str, ...]) -> None:
    [paper], _ = read(_lines(PLAIN | {"categories": categories}))
    assert paper.categories == expected


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": None}, "no title"),
        ({"title": " \n"}, "no title"),
        ({"id": "", "title": ""}, "no title"),
        ({"abstract": ""}, "no abstract or summary"),
        ({"title": 5}, "title: 5 is not a string"),
        ({"abstract": ["It counts."]}, "abstract: ['It counts.'] is not a string"),
        ({"title": "\ud800"}, "title: a lone surrogate, U+D800"),
        ({"id": 2510.1}, "id: 2510.1 is not a string"),
        ({"id": "a\u0007"}, r"id: 'a\x07' holds control characters"),
        ({"authors": 7}, "authors: 7 is neither a list nor a string"),
        ({"authors": [{"nom": "Ada"}]}, "authors: None is not a string"),
        ({"categories": {}}, "categories: {} is neither a list nor a string"),
        ({"url": "sheep.html"}, "url: 'sheep.html' is not an http(s) URL"),
        ({"url": "https://a.b/{x}"}, "url: 'https://a.b/{x}' is not an http(s) URL"),
        ({"version": "one"}, "version: 'one' is not a version number"),
        ({"date": "soon"}, "date: 'soon' is not a date: neither ISO 8601 nor RFC 2822"),
        ({"date": "2025-02-30"}, "date: '2025-02-30' is not a date: day is out of range for month"),
    ],
)
def test_bad_fields_are_reported_with_their_line(read: Read, change: dict[str, Any], reason: str) -> None:
    papers, errors = read(_lines(PLAIN, PLAIN | change, PLAIN))
    assert len(papers) == 2
    assert errors == [f":2: {reason}"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "x", ', "broken JSON: "),
        (b"{} {}", "broken JSON: extra data at column 3"),
        (b"[1, 2]", "a JSON value that is no object"),
        (b'{"a": ' + b"[" * 100_000, "broken JSON: nested too deeply"),
        (b'{"title": "\xff"}', "invalid UTF-8: byte 0xff at 12"),
        (b'{"title": "\x01"}', "broken JSON: Invalid control character at at column 12"),
        (b'{"n": ' + b"1" * 5000 + b"}", "Exceeds the limit"),
    ],
)
def test_a_broken_line_3_is_reported_and_no_other_lost(read: Read, line: bytes, reason: str) -> None:
    good = _lines(PLAIN).encode()
    papers, errors = read(good + b"\n" + line + b"\n" + good)
    assert len(papers) == 2
    assert len(errors) == 1
    assert errors[0].startswith(f":3: {reason}")
    assert errors[0].isprintable()


def test_a_broken_first_line_hides_no_format(read: Read) -> None:
    papers, errors = read("oops\n" + _lines(PLAIN))
    assert len(papers) == 1
    assert errors[0].startswith(":1: broken JSON")


def test_a_line_too_long_is_passed_over(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 100)
    papers, errors = read(_lines(PLAIN, PLAIN | {"abstract": "long " * 100}, PLAIN))
    assert len(papers) == 2
    assert errors == [":2: line longer than 100 bytes"]


def test_an_array_is_read_with_the_lines_of_its_objects(read: Read) -> None:
    papers, errors = read(json.dumps([PLAIN, PLAIN | {"title": ""}, 3, PLAIN], indent=1))
    assert len(papers) == 2
    assert errors == [":7: no title", ":12: a JSON value that is no object"]


SNAPSHOT = {
    "id": "cs/0112017",
    "submitter": "Ada Example",
    "authors": "Ada Example, Ben de la Sample",
    "title": "Counting\n  Sheep",
    "abstract": "  FlockNet counts\nsheep.\n",
    "categories": "cs.CV cs.LG",
    "license": "http://creativecommons.org/licenses/by/4.0/",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [["Example", "Ada", ""], ["de la Sample", "Ben", "Jr.", "Fictional University"]],
}


def test_the_arxiv_snapshot(read: Read) -> None:
    assert read(_lines(SNAPSHOT)) == (
        [
            Paper(
                id="cs/0112017",
                title="Counting Sheep",
                abstract="FlockNet counts sheep.",
                authors=("Ada Example", "Ben de la Sample Jr."),
                date="2007-04-02",
                categories=("cs.CV", "cs.LG"),
                url="https://arxiv.org/abs/cs/0112017",
                license="http://creativecommons.org/licenses/by/4.0/",
                source="https://arxiv.org/abs/cs/0112017",
                version=2,
                updated="2008-11-26",
            )
        ],
        [],
    )


def test_a_bare_snapshot_record_is_enough(read: Read) -> None:
    bare = SNAPSHOT | {"versions": [], "authors_parsed": []}
    [paper], _ = read(_lines(bare))
    assert (paper.date, paper.version) == ("2008-11-26", None)
    assert paper.authors == ("Ada Example", "Ben de la Sample")


@pytest.mark.parametrize(
    "change", [{"versions": [1]}, {"authors_parsed": ["Ada"]}, {"authors_parsed": [[1]]}]
)
def test_bad_parts_of_a_snapshot_record(read: Read, change: dict[str, Any]) -> None:
    papers, errors = read(_lines(SNAPSHOT, SNAPSHOT | change))
    assert len(papers) == 1
    assert errors[0].startswith(f":2: {next(iter(change))}: ")
