"""Marks that nest and cross become elements that nest."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evaluation.marking import Mark, Piece, pieces


def _drawn(found: list[Piece]) -> str:
    """Draw opened marks as "[", closed as "]", and where one is broken and resumed "}" and "{"."""
    signs = {"open": "[", "close": "]", "break": "}", "resume": "{"}
    return "".join(signs.get(piece.step, piece.text) for piece in found)


def test_apart_adjacent_and_none() -> None:
    assert _drawn(pieces("abcdef", [])) == "abcdef"
    assert _drawn(pieces("", [])) == ""
    assert (
        _drawn(pieces("abcdef", [Mark(0, 2, "Model"), Mark(2, 3, "Task"), Mark(5, 6, "Task")]))
        == "[ab][c]de[f]"
    )


def test_nested_marks_in_any_order() -> None:
    marks = [Mark(1, 3, "Task"), Mark(0, 5, "Model"), Mark(3, 5, "Task"), Mark(0, 3, "Task")]
    assert _drawn(pieces("abcdef", marks)) == "[[a[bc]][de]]f"
    assert pieces("abcdef", marks) == pieces("abcdef", marks[::-1])


def test_two_types_of_one_span() -> None:
    found = pieces("abc", [Mark(0, 2, "Task"), Mark(0, 2, "Model")])
    assert _drawn(found) == "[[ab]]c"
    assert [piece.mark.type for piece in found if piece.mark] == ["Model", "Task", "Task", "Model"]


def test_of_crossing_marks_the_later_is_broken() -> None:
    assert _drawn(pieces("abcdef", [Mark(0, 4, "Model"), Mark(2, 6, "Task")])) == "[ab[cd}]{ef]"


def test_a_part_of_a_text() -> None:
    marks = [Mark(0, 1, "Task"), Mark(1, 3, "Model"), Mark(3, 6, "Task"), Mark(6, 7, "Task")]
    assert _drawn(pieces("abcdefg", marks, 2, 5)) == "{c][de}"
    assert _drawn(pieces("abcdefg", [Mark(0, 7, "Task")], 2)) == "{cdefg]"


MARKS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 5), st.sampled_from(["Model", "Task"])).map(
        lambda m: Mark(m[0], min(10, m[0] + m[1]), m[2])
    ),
    max_size=6,
    unique=True,
)


@settings(max_examples=200, derandomize=True)
@given(MARKS, st.integers(0, 5), st.integers(5, 10))
def test_elements_nest_and_cover_what_the_marks_do(marks: list[Mark], start: int, end: int) -> None:
    text, stack, at = "abcdefghij", [], start
    for piece in pieces(text, marks, start, end):
        if piece.step == "text":
            assert piece.text == text[at : at + len(piece.text)]
            for i in range(at, at + len(piece.text)):
                assert set(stack) == {mark for mark in marks if mark.start <= i < mark.end}
            at += len(piece.text)
        elif piece.step in {"open", "resume"}:
            stack.append(piece.mark)
        else:
            assert stack.pop() == piece.mark
    assert at == end
    assert stack == []
