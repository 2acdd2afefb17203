"""What a paper's text says about the role of one of its entities, as named features.

A feature is a string; it is there or it is not. They say where the entity's mentions stand, which words
stand around them, what else of its type the paper names, and how well known the name is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Words before a mention, and after it, that count by their distance; near ones; those of its sentence.
_EXACT_BEFORE, _EXACT_AFTER, _NEAR, _FAR = 3, 2, 4, 12
_STOPS = frozenset(".!?\n")
_INNER = re.compile(r"\w[A-Z]|\d")
_BOUNDS = (0, 1, 2, 3, 5, 8, 13)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity to judge: its type, its mentions in tokens (start, end exclusive), one of its names.

    `papers` is in how many annotated papers the name occurs; `known` whether the lexicon has it.
    """

    type: str
    mentions: tuple[tuple[int, int], ...]
    name: str
    papers: int
    known: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A paper's tokens in lower case, each token's sentence, the title's length, and its colon (0: none)."""

    words: tuple[str, ...]
    sentences: tuple[int, ...]
    title_words: int
    colon: int


def text_of(words: Sequence[str], title_words: int) -> Text:
    """Return the text of tokens as features read it."""
    sentences, number = [], 0
    for word in words:
        sentences.append(number)
        number += word in _STOPS
    colon = next((i for i in range(title_words) if words[i] == ":"), 0)
    return Text(tuple(w.lower() for w in words), tuple(sentences), title_words, colon)


def features(text: Text, entity: Candidate, all_entities: Sequence[Candidate]) -> set[str]:
    """Return the features of one entity of a paper."""
    name = entity.name
    found = {"bias", f"mentions {_bin(len(entity.mentions))}", f"papers {_bin(entity.papers)}"}
    found.update(_places(text, entity))
    found.update(_company(text, entity, all_entities))
    if entity.known:
        found.add("known")
    elif not entity.papers:
        found.add("never seen")
    found.add("name inner" if _INNER.search(name) else "name plain")
    found.add("name lower" if name.islower() else "name capital")
    found.add(f"name words {min(4, name.count(' '))}")
    for number, (start, end) in enumerate(entity.mentions):
        found.update(_around(text, start, end))
        if number == 0 and start >= text.title_words:
            found.update(f"first {f}" for f in _around(text, start, end) if f.startswith(("L1", "L2", "R1")))
    return found


def _places(text: Text, entity: Candidate) -> Iterator[str]:
    """Yield where the mentions stand."""
    starts = [s for s, _ in entity.mentions]
    total = max(1, text.sentences[-1] - 1)
    in_title = [s for s in starts if s < text.title_words]
    if in_title:
        yield "in title"
        yield (
            "before colon" if in_title[0] < text.colon else "after colon" if text.colon else "in plain title"
        )
        if entity.mentions[0] == (0, text.colon):
            yield "is the title's name"
    body = [text.sentences[s] - 1 for s in starts if s >= text.title_words]
    if body:
        yield f"first sentence {min(4, body[0])}"
        yield f"first at {int(4 * body[0] / total)}"
        yield f"last at {int(4 * body[-1] / total)}"
        yield f"sentences {_bin(len(set(body)))}"
        if body[-1] == total:
            yield "in last sentence"
        yield from (f"in sentence at {int(4 * b / total)}" for b in set(body))
    else:
        yield "title alone"


def _company(text: Text, entity: Candidate, all_entities: Sequence[Candidate]) -> Iterator[str]:
    """Yield how the entity stands among those of its type, and whether the paper has a name in its title."""
    same = [e for e in all_entities if e.type == entity.type]
    yield f"of its type {_bin(len(same))}"
    if min(e.mentions[0] for e in same) == entity.mentions[0]:
        yield "first of its type"
    if max(len(e.mentions) for e in same) == len(entity.mentions):
        yield "most mentioned of its type"
    for other in all_entities:
        if other is not entity and other.mentions[0][0] < text.colon:
            yield f"title names another {other.type}"
    sentence_mates = {text.sentences[s] for s, _ in entity.mentions}
    mates = {
        e.type
        for e in all_entities
        if e is not entity and any(text.sentences[s] in sentence_mates for s, _ in e.mentions)
    }
    yield from (f"beside {kind}" for kind in mates)


def _around(text: Text, start: int, end: int) -> Iterator[str]:
    """Yield the words around a mention: by place when next to it, by side when near or in its sentence."""
    words, sentence = text.words, text.sentences[start]
    before = [i for i in range(max(0, start - _FAR), start) if text.sentences[i] == sentence]
    after = [i for i in range(end, min(len(words), end + _FAR)) if text.sentences[i] == sentence]
    part = "T" if start < text.title_words else ""
    for distance, i in enumerate(reversed(before), 1):
        if distance <= _EXACT_BEFORE:
            yield f"{part}L{distance} {words[i]}"
        if distance <= _NEAR:
            yield f"{part}near L {words[i]}"
        yield f"{part}L {words[i]}"
    for distance, i in enumerate(after, 1):
        if distance <= _EXACT_AFTER:
            yield f"{part}R{distance} {words[i]}"
        if distance <= _NEAR:
            yield f"{part}near R {words[i]}"
        yield f"{part}R {words[i]}"
    if len(before) > 1:
        yield f"{part}L21 {words[before[-2]]} {words[before[-1]]}"
    if len(after) > 1:
        yield f"{part}R12 {words[after[0]]} {words[after[1]]}"


def _bin(count: int) -> int:
    """Return the place of a count among rough bounds."""
    return sum(count >= bound for bound in _BOUNDS)
