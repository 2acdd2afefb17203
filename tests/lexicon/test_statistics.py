"""The counts behind the derived tables, on two annotated papers of our own."""

import json
from pathlib import Path

import pytest
import spacy

from kg.extract.forms import Form, FormIndex
from kg.extract.tokenizer import AbstractTokenizer
from kg.training.annotated import AnnotatedPaper, read
from kg.training.form_statistics import annotated_forms, count_forms, form_id
from kg.training.head_noun_statistics import count_heads, count_modifiers

PAPERS = [
    {"id": "a", "title": "Big pothole detection", "abstract": "We do pothole detection with Zorb."},
    {"id": "b", "title": "On Zorb", "abstract": "We like pothole detection. Zorb is a town."},
]
GOLD = [
    {"id": "a", "mentions": {"Task": ["pothole detection"], "Model": ["Zorb"]}},
    {"id": "b", "entities": [{"type": "Task", "mentions": ["pothole detection"]}]},
]


@pytest.fixture
def papers(tmp_path: Path) -> list[AnnotatedPaper]:
    for name, records in (("papers", PAPERS), ("gold", GOLD)):
        (tmp_path / name).write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return list(read([str(tmp_path / "papers"), str(tmp_path / "gold")]))


@pytest.fixture
def tokenizer() -> AbstractTokenizer:
    return AbstractTokenizer(spacy.blank("en").vocab)


def test_all_occurrences_of_a_string_are_annotated(papers: list[AnnotatedPaper]) -> None:
    assert [len(paper.spans) for paper in papers] == [3, 1]


def test_forms_are_counted_by_paper(papers: list[AnnotatedPaper], tokenizer: AbstractTokenizer) -> None:
    forms = [Form("Zorb", "Model", True, 1.0), Form("pothole detection", "Task", False, 1.0)]

    counts = count_forms(papers, {form_id(form): form for form in forms}, tokenizer)

    assert counts["Zorb", True] == {"": 2, "Model": 1, "none": 1}
    assert counts["potholedetection", False] == {"": 2, "Task": 2}


def test_a_string_of_two_papers_is_a_form(papers: list[AnnotatedPaper], tokenizer: AbstractTokenizer) -> None:
    assert [(f.text, f.type) for f in annotated_forms(papers, tokenizer)] == [("pothole detection", "Task")]


def test_words_inside_and_before_terms_are_told_apart(papers: list[AnnotatedPaper]) -> None:
    counts = count_modifiers(papers)

    assert counts["pothole"] == [3, 0]
    assert counts["big"] == [0, 1]
    assert counts["with"] == [0, 1]


def test_heads_are_counted_where_no_form_is_known(
    papers: list[AnnotatedPaper], tokenizer: AbstractTokenizer
) -> None:
    odds = {"pothole": 1.0}
    known = FormIndex([Form("pothole detection", "Task", False, 1.0)], tokenizer)

    assert count_heads(papers, odds)["detection"] == {"": 3, "Task": 3}
    assert count_heads(papers, odds, known)["detection"] == {}
