from collections.abc import Callable

import pytest

from kg.records import Extraction

Extract = Callable[..., Extraction]


def rows(extraction: Extraction) -> list[tuple[str, bool, str | None, str | None, str | None]]:
    """Return (value, delta, model, dataset, metric) of each result, by name."""
    names = [e.name for e in extraction.entities]
    return [
        (r.value, r.delta, *(None if i is None else names[i] for i in (r.model, r.dataset, r.metric)))
        for r in extraction.results
    ]


def test_a_result_is_linked_to_what_its_sentence_names(extraction: Extract) -> None:
    result = extraction(
        "We propose ZorbNet, a novel network. It attains a top-1 accuracy of 82.6% on ImageNet-1K."
    )

    assert rows(result) == [("82.6%", False, "ZorbNet", "ImageNet-1K", "top-1 accuracy")]


def test_a_gain_and_the_score_it_leads_to(extraction: Extract) -> None:
    result = extraction("It improves top-1 accuracy by 0.3% to 82.6% on ImageNet-1K.")

    assert rows(result)[0][:2] == ("0.3%", True)
    assert {r.value for r in result.results} == {"0.3%", "82.6%"}


def test_before_and_after_are_two_scores(extraction: Extract) -> None:
    result = extraction("We raise accuracy from 75.3% to 98.6% there.")

    assert [(value, delta) for value, delta, *_ in rows(result)] == [("75.3%", False), ("98.6%", False)]


@pytest.mark.parametrize("value", ["2.5x", "+4.2%", "3.1 percentage points", "12-fold"])
def test_ratios_and_signed_values_are_deltas(extraction: Extract, value: str) -> None:
    [result] = extraction(f"Its latency is {value} on average.").results

    assert (result.value, result.delta) == (value, True)


def test_offsets_enclose_the_value(extraction: Extract) -> None:
    abstract = "We reach an accuracy of 91.2% here."
    [result] = extraction(abstract, "T").results

    assert f"T\n{abstract}"[result.start : result.end] == "91.2%"


@pytest.mark.parametrize(
    "text", ["We use 3 models of GPT-4.1.", "In 2024 we had 12 papers.", "ViT-B/16 and Qwen2.5-7B."]
)
def test_counts_years_and_names_are_no_results(extraction: Extract, text: str) -> None:
    assert extraction(text).results == ()
