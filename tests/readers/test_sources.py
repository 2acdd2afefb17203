import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import readers
from kg.errors import InputError
from kg.readers import formats
from kg.readers.lines import Line, Lines
from kg.records import Paper

Read = Callable[..., tuple[list[Paper], list[str]]]
Write = Callable[..., str]

PLAIN = json.dumps({"id": "a1", "title": "Counting Sheep", "abstract": "FlockNet counts sheep."}) + "\n"
# By module of `formats`, a source of that format.
EXAMPLES = {
    "arxiv_snapshot": json.dumps({"id": "cs/0112017", "title": "T", "abstract": "A", "authors_parsed": []}),
    "daily_papers": "Daily Papers\n\nCounting Sheep\n\nWe count sheep and say how many there are of them.\n",
    "json_array": f"[\n{PLAIN},{PLAIN}]",
    "papers_csv": "title,abstract\nCounting Sheep,FlockNet counts sheep.\n",
    "papers_jsonl": PLAIN,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_format_alone_recognises_its_own(name: str) -> None:
    head = [Line(i, text) for i, text in enumerate(EXAMPLES[name].splitlines(keepends=True), 1)]
    claimants = [known.name for known in formats.known() if known.recognises(head)]
    assert claimants == [formats.recognise(head).name]


def test_every_format_has_an_example() -> None:
    assert len(formats.known()) == len(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_gzip_is_known_by_its_content(read: Read, name: str) -> None:
    assert read(EXAMPLES[name], zipped=True) == read(EXAMPLES[name])
    assert read(EXAMPLES[name])[0]


def test_standard_input_is_read_and_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(PLAIN.encode() + b"{\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    papers = readers.read(["-"])
    assert next(papers).id == "a1"
    with pytest.raises(InputError, match=r"^standard input:2: broken JSON"):
        next(papers)
    assert not stdin.buffer.closed


def test_sources_follow_each_other(write: Write) -> None:
    sources = [write(text, name=name) for name, text in EXAMPLES.items()]
    assert len(list(readers.read(sources))) == len(EXAMPLES) + 1


def test_records_come_before_the_end_is_read() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # narrower than any buffer
            data = PLAIN.encode()[: len(buffer)]
            buffer[: len(data)] = data
            return len(data)

    lines = Lines("endless", io.BufferedReader(Endless(), buffer_size=len(PLAIN)))
    records = formats.recognise(lines.head()).records(lines)
    assert [next(records).line for _ in range(1000)] == list(range(1, 1001))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary, not text"),
        ("title,abstract\n".encode("utf-16"), "UTF-16, not UTF-8"),
        (b"<html><body>Daily Papers</body></html>", "of no known format"),
        (b"Dear all,\n\nplease find attached the papers.\n", "of no known format"),
        (b"\x1f\x8b\x08\x00garbage", "broken gzip data"),
        (b"title,abstract\n", "holds no papers"),
        (b"Daily Papers\n\nSign Up\n\nLog In\n", "holds no papers"),
        (b"[]", "holds no papers"),
        (b'[{"id": 1} {"id": 2}]', "1: broken JSON: neither a comma nor"),
        (b'[\n{"id": 1},\n{"id": }]', "3: broken JSON: Expecting value"),
        (b"[{}] []", "broken JSON: text after the array's end"),
        (b"id,title\n1,T\n", "1: a table without a column title, or one abstract or summary"),
        (b"title,title,abstract\nT,T,A\n", "1: a table with two columns of one name"),
    ],
)
def test_what_is_unreadable_as_a_whole_always_raises(write: Write, content: bytes, reason: str) -> None:
    path = write(content)
    with pytest.raises(InputError) as raised:
        list(readers.read([path], on_bad=lambda _: None))
    assert str(raised.value).removeprefix(path + ":").strip().startswith(reason)
    assert str(raised.value).isprintable()


def test_a_cut_gzip_file_raises_after_what_is_whole(write: Write) -> None:
    path = write(PLAIN * 10_000, zipped=True)
    Path(path).write_bytes(Path(path).read_bytes()[:-20])
    papers = readers.read([path])
    assert next(papers).id == "a1"
    with pytest.raises(InputError, match="broken gzip data"):
        list(papers)


def test_missing_files_and_directories_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent: No such file or directory$"):
        list(readers.read([str(tmp_path / "absent")], on_bad=lambda _: None))
    with pytest.raises(InputError, match=r": Is a directory$"):
        list(readers.read([str(tmp_path)]))
    with pytest.raises(InputError, match=r"^a\\x00b: "):
        list(readers.read(["a\0b"]))


def test_the_first_bad_record_stops_and_is_one_printable_line(write: Write) -> None:
    path = write(PLAIN + '{"title": "\x1b[31m"}\n' + PLAIN, name="odd\nname\x1b")
    papers = readers.read([path])
    assert next(papers).id == "a1"
    with pytest.raises(InputError, match=r"odd\\nname\\x1b:2: broken JSON") as raised:
        next(papers)
    assert str(raised.value).isprintable()


@settings(max_examples=150, derandomize=True)
@given(name=st.sampled_from(sorted(EXAMPLES)), junk=st.binary(max_size=40), at=st.integers(0, 200))
def test_no_bytes_raise_anything_but_input_errors(
    tmp_path_factory: pytest.TempPathFactory, name: str, junk: bytes, at: int
) -> None:
    data = EXAMPLES[name].encode()
    path = tmp_path_factory.mktemp("junk") / "input"
    path.write_bytes(data[:at] + junk + data[at:])
    try:
        papers = list(readers.read([str(path)], on_bad=lambda error: assert_printable(str(error))))
    except InputError as error:
        assert_printable(str(error))
    else:
        for paper in papers:
            assert paper.id
            assert paper.title
            assert paper.abstract
            paper.text.encode()


def assert_printable(text: str) -> None:
    assert text.isprintable()
