"""Any text gives a record, in bounded time."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.pipeline import PIPELINES, extract_one
from kg.records import Extraction, Paper

MEGABYTE = 1_000_000
HOSTILE = {
    "empty": "",
    "no spaces": "a" * MEGABYTE,
    "capitals": "A-" * (MEGABYTE // 2),
    "brackets": "(" * MEGABYTE,
    "names": "GPT-4 " * (MEGABYTE // 6),
    "enumeration": "A, " * (MEGABYTE // 3),
    "newlines": "\n" * MEGABYTE,
    "numbers": "1-" * (MEGABYTE // 2),
    "urls": "https://a.b/" + "x" * MEGABYTE,
    "hosts": "a.b-" * (MEGABYTE // 4),
    "proposing": "we propose " * (MEGABYTE // 11),
    "addressing": "To address " * (MEGABYTE // 11),
    "control characters": "".join(map(chr, range(32))) * 1000,
    "another script": "模型准确率" * 50_000,
    "LaTeX": r"\textbf{\emph{$\alpha_{1}$" * 20_000,
    "HTML": "<p class='a'>B &amp; C</p>" * 20_000,
    "surrogates": json.loads(r'"\ud800 GPT-4o \udfff"'),
}
# An abstract takes some milliseconds; what is hostile may take a hundred times as long.
SECONDS = 5.0


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["title", "abstract"])
@pytest.mark.parametrize("pipeline", PIPELINES)
def test_hostile_text_gives_a_record_in_bounded_time(name: str, place: str, pipeline: str) -> None:
    paper = Paper("p", **{"title": "A Title", "abstract": "An abstract.", place: HOSTILE[name]})
    extract_one(Paper("warm", "up", ""), pipeline)

    begun = time.process_time()
    extraction = extract_one(paper, pipeline)

    assert time.process_time() - begun < SECONDS
    assert all(0 <= m.start < m.end <= len(paper.text) for e in extraction.entities for m in e.mentions)


def test_offsets_keep_behind_half_a_surrogate_pair() -> None:
    paper = Paper("p", "T", "\ud800 We use GPT-4o.")

    [entity] = extract_one(paper).entities

    assert [paper.text[m.start : m.end] for m in entity.mentions] == ["GPT-4o"]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=400))
def test_a_record_survives_json(title: str, abstract: str) -> None:
    paper = Paper("p", title, abstract)
    extraction = extract_one(paper)

    written = json.loads(json.dumps(extraction.to_json_object(paper.text)))

    assert Extraction.from_json_object(written) == extraction
