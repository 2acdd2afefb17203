"""Keys unite the spellings of one name and keep apart those of two; slugs never share what keys do not."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.keys import key, slug, squash

# Any text at all, lone surrogates too, and text of the characters that the rules speak of.
NAMES = st.text(st.characters(), max_size=30) | st.text("abcsS 0129.-+#*/$\\{}αβ_'é", max_size=14)
SLUG = re.compile(r"[a-z0-9.]*(?:-[a-z0-9.]+)*")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ImageNet-1K", "imagenet 1k"),
        ("U-Net", "UNets"),
        ("Vision Transformers", "vision transformer"),
        ("ViTs", "ViT"),
        ("state-space model", "State Space Models"),
        ("mixtures", "mixture"),
        ("boxes", "box"),
        ("queries", "query"),
        ("$\\tau^2$-Bench", "τ2-bench"),
        ("$\\mathrm{Foo}$Net", "FooNet"),
        ("Foo\u00a0Bar", "foo bar"),
        ("ﬁne-tuner", "fine tuner"),
        ("AP$_{50}$", "AP50"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HumanEval", "HumanEval+"),
        ("C", "C#"),
        ("C", "C++"),
        ("GPT-4.1", "GPT-41"),
        ("DeiT", "DeiT-S"),
        ("YOLOv5", "YOLOv5s"),
        ("α-Net", "β-Net"),
        ("CIFAR-10", "CIFAR-100"),
        ("a*", "a"),
    ],
)
def test_names_of_two_things_have_two_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    "name", ["time series", "species", "loss", "focus", "analysis", "gas", "YOLOv8s", "ResNet-S"]
)
def test_a_last_s_that_is_no_plural_stays(name: str) -> None:
    assert key(name).endswith("s")


@pytest.mark.parametrize(
    ("text", "of", "expected"),
    [
        ("GPT-4.1", key("GPT-4.1"), "gpt-4.1"),
        ("ImageNet-1K", key("ImageNet-1K"), "imagenet-1k"),
        ("Vision Transformers", key("Vision Transformers"), "vision-transformer"),
        ("fooNet", "foonet", "foonet"),
        ("James Woods", squash("James Woods"), "james-woods"),
        ("time series forecasting", key("time series forecasting"), "time-series-forecasting"),
    ],
)
def test_a_slug_that_leads_back_to_its_key_is_bare(text: str, of: str, expected: str) -> None:
    assert slug(text, of) == expected


@pytest.mark.parametrize("name", ["C++", "α-β", "Müller", "~", "x" * 200])
def test_a_slug_that_loses_something_bears_a_digest_of_the_key(name: str) -> None:
    assert re.search(r"-[0-9a-f]{6}$", slug(name, key(name)))
    assert slug(name, key(name)) != slug(name, key(name) + "x")


@settings(derandomize=True, max_examples=500)
@given(NAMES)
def test_whatever_has_characters_has_a_key(name: str) -> None:
    assert bool(key(name)) == bool(name)


@settings(derandomize=True, max_examples=500)
@given(NAMES)
def test_squashing_squashed_changes_nothing(name: str) -> None:
    once = squash(name)
    assert squash(once) == once
    assert unicodedata.is_normalized("NFC", once)


@settings(derandomize=True, max_examples=500)
@given(st.from_regex(r"[abcxyz019 -]{0,6}[abcxyz][abcxyz019 -]{0,6}", fullmatch=True))
def test_case_hyphens_and_spaces_do_not_matter(name: str) -> None:
    assert key(name.upper()) == squash(name)
    assert squash(name.replace("-", " ")) == squash(name)


@settings(derandomize=True, max_examples=1000)
@given(NAMES.filter(bool))
def test_a_slug_is_a_short_ascii_path_segment(name: str) -> None:
    for text in (name, key(name)):
        made = slug(text, key(name))
        assert SLUG.fullmatch(made)
        assert 0 < len(made) <= 87
        assert made.strip(".")


@settings(derandomize=True, max_examples=2000)
@given(NAMES.filter(bool), NAMES.filter(bool))
def test_two_keys_never_share_a_slug(one: str, other: str) -> None:
    slugs = [{slug(text, key(name)) for text in (name, key(name))} for name in (one, other)]
    assert key(one) == key(other) or slugs[0].isdisjoint(slugs[1])
