import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract.tokenizer import norm


@pytest.mark.parametrize(
    "name",
    ["GPT-4o", "top-1", "bits/dim", "ViT-B/16", "pass@1", "Qwen2.5-VL-7B", "HumanEval+", "GPT-4.1", "82.6"],
)
def test_names_and_measures_are_one_token(nlp: Language, name: str) -> None:
    assert [t.text for t in nlp.make_doc(f"Here ({name}), and {name}.")].count(name) == 2


@pytest.mark.parametrize(
    ("glued", "inside"),
    [
        ("CNN-based", "CNN"),
        ("BERT/GPT", "GPT"),
        ("CNN-Transformer", "Transformer"),
        (r"\textbf{Foo}", "Foo"),
        ("Foo's", "Foo"),
        ("82.6\\%", "82.6"),
        ("results.We", "We"),
        ("GPT-4o-mini", "GPT-4o"),
    ],
)
def test_what_is_glued_parts(nlp: Language, glued: str, inside: str) -> None:
    assert inside in [t.text for t in nlp.make_doc(f"the {glued} one")]


def test_a_url_is_one_token_without_the_sentence_around_it(nlp: Language) -> None:
    tokens = [t.text for t in nlp.make_doc(r"Code: \href{https://github.com/o/r}{github.com/o/r}.")]

    assert "https://github.com/o/r" in tokens
    assert "github.com/o/r" in tokens


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_tokens_are_exactly_the_text(nlp: Language, text: str) -> None:
    assert nlp.make_doc(text).text == text


@pytest.mark.parametrize(
    ("word", "expected"),
    [("CNNs", "cnn"), ("Studies", "study"), ("losses", "loss"), ("loss", "loss"), ("YOLOv5s", "yolov5s")],
)
def test_norm_is_lower_case_in_the_singular(word: str, expected: str) -> None:
    assert norm(word) == expected
