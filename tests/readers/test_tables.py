from collections.abc import Callable

import pytest

from kg.records import Paper

Read = Callable[..., tuple[list[Paper], list[str]]]

TABLE = """\
ID,Title,Abstract,Authors,Note
a1,Counting Sheep,"FlockNet counts
sheep, and ""goats"".",Ada Example; Ben Sample,x
2510.14995v2,Counting Goats,GoatNet counts goats.,,
"""


@pytest.mark.parametrize(
    "table",
    [TABLE, "\ufeff" + TABLE, TABLE.replace("\n", "\r\n"), "\n" + TABLE.replace("\na1", "\n\na1")],
    ids=["plain", "bom", "crlf", "blank lines"],
)
def test_a_table_is_read_by_its_header(read: Read, table: str) -> None:
    papers, errors = read(table)
    assert errors == []
    assert [(p.id, p.title, p.abstract, p.authors) for p in papers] == [
        ("a1", "Counting Sheep", 'FlockNet counts sheep, and "goats".', ("Ada Example", "Ben Sample")),
        ("2510.14995", "Counting Goats", "GoatNet counts goats.", ()),
    ]


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_delimiters(read: Read, delimiter: str) -> None:
    rows = [["title", "summary"], ["Counting Sheep", "FlockNet counts sheep."]]
    [paper], _ = read("\n".join(delimiter.join(row) for row in rows))
    assert (paper.id, paper.abstract) == ("counting-sheep", "FlockNet counts sheep.")


def test_bad_rows_are_reported_at_the_line_where_they_begin(read: Read) -> None:
    good = b"Counting Sheep,FlockNet\ncounts sheep.\n".replace(b"FlockNet\ncounts", b'"FlockNet\ncounts')
    good = good.replace(b"sheep.\n", b'sheep."\n')
    rows = [good, b"one\n", b"a,b,c\n", b"No Abstract,\n", b'"quote" here,x\n', b"Bytes,\xff\n", good]
    papers, errors = read(b"title,abstract\n" + b"".join(rows))
    assert len(papers) == 2
    assert errors == [
        ":4: 1 cells under 2 columns",
        ":5: 3 cells under 2 columns",
        ":6: no abstract or summary",
        ":7: broken table row: ',' expected after '\"'",
        ":8: invalid UTF-8: byte 0xff at 7",
    ]


def test_an_unclosed_quote_is_a_bad_record(read: Read) -> None:
    papers, errors = read('title,abstract\nA Title,Words.\nAnother,"Never closed\nThird,Lost.\n')
    assert len(papers) == 1
    assert errors == [":3: broken table row: unexpected end of data"]
