"""Stand-off annotations: offsets come back, changed texts are noticed."""

from pathlib import Path

import pytest
from spacy.vocab import Vocab

from kg.errors import InputError
from kg.extract.tokenizer import AbstractTokenizer
from kg.records import Paper
from kg.training import aligned, standoff

PAPER = Paper(
    "2601.00001", "FooNet: counting bars", "We propose FooNet, a Foo Network. FooNet-2 is not FooNet."
)
RECORD = {
    "id": PAPER.id,
    "entities": [
        {"type": "Model", "name": "FooNet", "role": "proposed", "mentions": ["FooNet", "Foo Network"]},
        {"type": "Model", "name": "FooNet-2", "role": "mentioned", "mentions": ["FooNet-2"]},
    ],
    "results": [],
}


def test_spans_are_those_of_the_guidelines() -> None:
    first, second = standoff.of_record(RECORD, PAPER.text).entities
    assert [PAPER.text[s:e] for s, e in first.spans] == ["FooNet", "FooNet", "Foo Network", "FooNet"]
    assert [PAPER.text[s:e] for s, e in second.spans] == ["FooNet-2"]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    annotation = standoff.of_record(RECORD, PAPER.text)
    standoff.write([annotation], tmp_path / "a.jsonl")
    assert standoff.read(tmp_path / "a.jsonl") == [annotation]
    assert "We " not in (tmp_path / "a.jsonl").read_text(encoding="utf-8")


def test_an_unknown_role_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "text": "0", "entities": [{"type": "Task", "role": "code", "spans": []}]}\n')
    with pytest.raises(InputError, match=r"a\.jsonl:1: .*Task code"):
        standoff.read(path)


def test_a_changed_text_is_left_out() -> None:
    changed = Paper(PAPER.id, PAPER.title, PAPER.abstract + " More.")
    found, lost = aligned.join(
        [standoff.of_record(RECORD, PAPER.text)], {PAPER.id: changed}, AbstractTokenizer(Vocab())
    )
    assert (found, lost) == ([], 1)


def test_spans_become_tokens() -> None:
    paper = aligned.align(standoff.of_record(RECORD, PAPER.text), PAPER.text, AbstractTokenizer(Vocab()))
    names = [" ".join(paper.words[s:e]) for s, e, _ in paper.spans]
    assert names == ["FooNet", "FooNet", "Foo Network", "FooNet-2", "FooNet"]
    assert paper.words[paper.title_words] == "\n"
