from collections.abc import Callable, Mapping

import pytest

Entities = Callable[..., Mapping[str, tuple[str, str]]]


def test_what_is_outperformed_is_a_baseline(entities: Entities) -> None:
    found = entities("We propose ZorbNet, a novel network. It outperforms ResNet-50 on ImageNet.")

    assert found["ResNet-50"] == ("Model", "baseline")
    assert found["ImageNet"] == ("Dataset", "used")


def test_what_only_the_background_names_is_mentioned(entities: Entities) -> None:
    found = entities("Machine translation is popular since BERT. We count potholes.")

    assert found["BERT"] == ("Model", "mentioned")
    assert found["Machine translation"] == ("Task", "mentioned")


def test_a_model_that_is_built_on_is_used(entities: Entities) -> None:
    assert entities("In this work, we fine-tune LLaMA on our notes.")["LLaMA"] == ("Model", "used")


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Our code is available at https://github.com/o/r.", "code"),
        ("The dataset is available at https://huggingface.co/datasets/o/r.", "data"),
        ("Model weights: https://huggingface.co/o/r.", "model"),
        ("Project page: https://o.github.io/r.", "page"),
        ("Our code is available at https://o.github.io/r.", "code"),
        ("The benchmark is at https://github.com/o/r.", "data"),
    ],
)
def test_what_lives_in_a_repository(entities: Entities, sentence: str, role: str) -> None:
    assert [r for kind, r in entities(sentence).values() if kind == "Repo"] == [role]
