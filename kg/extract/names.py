"""What a name looks like: the shapes and the runs of words that the rules for new names share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

# A word with a capital: "Net", "GPT4o", "3D", "iTransformer", "xLSTM".
_WORD = r"(?:[A-Z][\w+*@]*|[a-z]{1,3}[A-Z][\w+*@]*|\d+[A-Z][\w+*@]*|[Α-Ωα-ω]\w*)"
_PART = rf"(?:{_WORD}|\d[\w.]*\w|\d)"
# Small words may stand inside a long name ("Stress Test of Rendering Images").
_LINK = r"(?:of|for|and|via|with|to|from|in|by|the|on|as|a|at|meets|&)"
NAME = rf"(?<![\w\\]){_WORD}(?:[\-‐‑–/.]{_PART}|\+{{1,2}}){{0,6}}(?:\^?\d)?"
# Hyphens join only inside NAME and spaces only here: two ways to read one string would cost exponential time.
RUN = rf"{NAME}(?: {_PART}(?:[\-‐‑–/]{_PART}){{0,6}}|(?: {_LINK}){{1,2}} {NAME}){{0,8}}"

_INNER_CAPITAL = re.compile(r"\w[^\W\d_a-zß-ÿ]")
_LETTER_AND_DIGIT = re.compile(r"(?=.*[A-Z])(?=.*\d)")
# Measures and plain counts have a name's letters: "7B", "306M", "3D", "10K", "25X".
_QUANTITY = re.compile(r"[\d.,]+(?:[BKMGTXD]|k?Hz|[GMTK]B|nm|mm|[xX])?(?:[-–][\d.]*[BKMGTXD])?$")
_DATASET_NAME = re.compile(
    r"(?:Bench|BENCH|Dataset|Corpus|Eval|Arena|QA|DB|[Bb]enchmark|-Set|Suite|Gym|Challenge|Quest|Exam|Wiki)"
    r"(?:[-+\d.]*\w?)$"
)
_MEMBER = rf"{NAME}(?: [A-Z\d][\w.-]*(?<![.-]))?"
_AND = r"(?:,? and|,? or|,? as well as| &| vs\.?|,|/)(?: the)? ?"
_LIST = re.compile(rf"{_MEMBER}(?:{_AND}{_MEMBER}){{1,12}}")
_SEPARATOR = re.compile(_AND)


def is_dataset_name(name: str) -> bool:
    """Return whether a name ends as datasets' do: "…Bench", "…QA", "… Corpus"."""
    return bool(_DATASET_NAME.search(name))


def is_name_shaped(word: str) -> bool:
    """Return whether a word's letters show that it is a name: inner capitals, or a capital and digits."""
    if len(word) < 2 or _QUANTITY.match(word):  # noqa: PLR2004 - one letter is no name
        return False
    return bool(_INNER_CAPITAL.search(word) or _LETTER_AND_DIGIT.match(word))


def has_name_shape(name: str) -> bool:
    """Return whether a word of a name is name-shaped."""
    return any(is_name_shaped(word) for word in re.split(r"[\s\-‐‑–/]", name)) or is_name_shaped(name)


def shape(word: str) -> str:
    """Return the kind of a name-shaped word."""
    letters = [c for c in word if c.isalpha()]
    digits = " with digits" if any(c.isdigit() for c in word) else ""
    hyphen = " with hyphen" if "-" in word else ""
    if all(c.isupper() for c in letters):
        length = " of two" if len(letters) == 2 and not digits else ""  # noqa: PLR2004 - as it says
        return f"capitals{length}{digits}{hyphen}"
    if word[-1] == "s" and all(c.isupper() for c in letters[:-1]):
        return "plural capitals"
    if re.match(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)+$", word):
        return "hyphenated words"
    return f"mixed{digits}{hyphen}"


def category(name: str, common: Collection[str]) -> str:
    """Return what kind of string a name is: "shaped", "words" (capitalised), "word", or "common word"."""
    if has_name_shape(name):
        return "shaped" if " " not in name else "shaped words"
    if re.search(r"[\s-]", name):
        return "words"
    return "common word" if name.lower() in common else "word"


def lists(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the members of each enumeration of names, as spans in characters."""
    for match in _LIST.finditer(text):
        members = []
        at = match.start()
        for separator in _SEPARATOR.finditer(text, match.start(), match.end()):
            members.append((at, separator.start()))
            at = separator.end()
        members.append((at, match.end()))
        if len(members) > 1 and all(s < e for s, e in members):
            yield members
