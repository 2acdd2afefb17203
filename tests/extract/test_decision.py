from kg.extract.decision import agree, disjoint, spread
from kg.extract.proposals import Proposal


def test_the_surest_proposal_types_every_occurrence_of_a_name() -> None:
    text = "Foo and Foo"
    verdicts = agree(text, [Proposal(0, 3, "Model", 0.4), Proposal(8, 11, "Dataset", 0.8)], [])

    assert [(p.start, p.type) for p in spread(text, verdicts)] == [(0, "Dataset"), (8, "Dataset")]


def test_both_forms_of_an_abbreviation_get_one_verdict() -> None:
    text = "Big Bad Bench (BBB)"

    verdicts = agree(text, [Proposal(0, 13, "Dataset", 0.7)], [((15, 18), (0, 13))])

    assert verdicts["BBB"] == ("Dataset", 0.7)


def test_a_name_is_not_found_inside_a_longer_word_or_number() -> None:
    text = "GPT-4 GPT-4.1 GPT-4o"

    assert [p.start for p in spread(text, {"GPT-4": ("Model", 1.0)})] == [0]


def test_of_overlapping_spans_the_longest_stays() -> None:
    long, short, other = (
        Proposal(0, 9, "Task", 0.5),
        Proposal(4, 9, "Task", 0.9),
        Proposal(10, 12, "Model", 0.5),
    )

    assert disjoint([short, other, long]) == [long, other]


def test_of_equal_spans_the_surest_stays() -> None:
    sure, unsure = Proposal(0, 3, "Model", 0.9), Proposal(0, 3, "Dataset", 0.5)

    assert disjoint([unsure, sure]) == [sure]
