r"""The tokenizer: keeps names, measures and URLs whole, splits what typesetting or hyphens glue.

`GPT-4o`, `ViT-B/16`, `Qwen2.5-VL-7B`, `top-1`, `pass@1`, `bits/dim` and URLs are one token each; the name in
`CNN-based`, `BERT/GPT` or `\textbf{Foo}` is a token of its own. It is written by hand because spaCy's own
needs quadratic time for a long run of brackets and cannot force a boundary where a URL ends; every pattern
here looks at a character a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from spacy.attrs import NORM  # type: ignore[import-not-found]  # compiled, without stubs
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from kg import repository_urls

# Pieces are cached: abstracts repeat them. The bound keeps a hostile stream from filling the memory.
_MAX_CACHED = 200_000

_PIECES = re.compile(
    r"""
      \s+
    | (?:https?://|www\.)[^\s<>{}"]*[^\s<>{}".,;:!?)\]'] # URLs that are no repositories
    | \\[A-Za-z]+ | \\.                                 # a LaTeX command or escape
    | (?:e\.g|i\.e|et\ al|vs|cf|w\.r\.t|Fig|resp|approx)\.
    | \w+ (?: [-‐‑–/@.'’+] \w+ )* (?: \+{1,2} (?!\w) )?
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_PARTS = re.compile(r"\w+|\W")
_LOWER_WORD = re.compile(r"[a-z]{3,}$")
_WORD = re.compile(r"[^\W\d_]{3,}$")
_SHORTEST_PLURAL = 4
# Units after a slash are short: "dim", "s", "sec".
_UNIT = 3
_TEXT = "paperatlas_text"
_HYPHENS = "-‐‑–"


def _joined(before: str, joint: str, after: str) -> bool:
    """Return whether a sign between two words holds them together as one token."""
    if joint in _HYPHENS:
        # "-based" and "CNN-Transformer" part; a side with a digit or of one or two letters is a name's.
        return not (_LOWER_WORD.match(after) or (_WORD.match(before) and _WORD.match(after)))
    if joint == "/":
        # "ViT-B/16", "bits/dim", "tokens/s" hold; "BERT/GPT" and "precision/recall" part.
        return (
            after[0].isdigit()
            or len(after) == 1
            or len(before) == 1
            or (after.islower() and len(after) <= _UNIT)
        )
    if joint == ".":
        return before[-1].isdigit() and after[0].isdigit()
    if joint == "+":
        return len(after) == 1
    return joint == "@"


def _split(piece: str) -> list[str]:
    """Return the tokens of a piece without white space."""
    if piece.isalnum() or piece[0] == "\\" or "://" in piece:
        return [piece]
    tokens: list[str] = []
    parts = _PARTS.findall(piece)
    i = 0
    while i < len(parts):
        token = before = parts[i]
        i += 1
        while i + 1 < len(parts) and parts[i + 1][0] != "+" and _joined(before, parts[i], parts[i + 1]):
            token += parts[i] + parts[i + 1]
            before = parts[i + 1]
            i += 2
        while i < len(parts) and parts[i] == "+" and (i + 1 == len(parts) or parts[i + 1] == "+"):
            token += parts[i]
            i += 1
        tokens.append(token)
    return tokens


def norm(word: str) -> str:
    """Return a token's norm: lower case, in the singular, so that phrases match in any number.

    It is rougher than `keys.singular`: what a match means is decided on the string itself.
    """
    lower = word.lower()
    if len(lower) > _SHORTEST_PLURAL and lower.endswith("ies"):
        return lower[:-3] + "y"
    if len(lower) > _SHORTEST_PLURAL and lower.endswith(("sses", "xes", "ches", "shes")):
        return lower[:-2]
    if lower[-2:-1].isalpha() and lower.endswith("s") and not lower.endswith("ss"):
        return lower[:-1]
    return lower


def text_of(doc: Doc) -> str:
    """Return the text that a document was made from.

    `doc.text` would join it from the tokens at each call, which took half of the pipeline's time.
    """
    return cast("str", doc.user_data[_TEXT])


class AbstractTokenizer:
    """Turns text into a Doc whose tokens, with their white space, are exactly the text."""

    def __init__(self, vocab: Vocab) -> None:
        vocab.lex_attr_getters[NORM] = norm  # type: ignore[attr-defined]  # missing in the stub
        self.vocab = vocab
        self._cache: dict[str, list[str]] = {}

    def __call__(self, text: str) -> Doc:
        """Return the document of a text, which must be encodable as UTF-8."""
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for url in repository_urls.find(text):
            self._add(text[at : url.start], words, spaces)
            words.append(text[url.start : url.end])
            spaces.append(False)
            at = url.end
        self._add(text[at:], words, spaces)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data[_TEXT] = text
        return doc

    def words(self, text: str) -> list[str]:
        """Return the tokens of a phrase, as strings."""
        words: list[str] = []
        self._add(text, words, [])
        return words

    def _add(self, text: str, words: list[str], spaces: list[bool]) -> None:
        """Append the tokens of a stretch without repository URLs."""
        for found in _PIECES.findall(text):
            piece: str = found
            if piece[0] == " " and spaces and not spaces[-1]:
                # A Doc keeps one space as a property of the token before it.
                spaces[-1] = True
                piece = piece[1:]
                if not piece:
                    continue
            tokens = self._cache.get(piece)
            if tokens is None:
                tokens = [piece] if piece.isspace() else _split(piece)
                if len(self._cache) < _MAX_CACHED:
                    self._cache[piece] = tokens
            words.extend(tokens)
            spaces.extend([False] * len(tokens))

    def to_bytes(self, **_: object) -> bytes:
        """Return nothing: the rules are code. spaCy asks for it when it saves a pipeline."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> AbstractTokenizer:
        """Return itself: there is nothing to restore."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Write nothing: the rules are code."""

    def from_disk(self, _path: object, **_: object) -> AbstractTokenizer:
        """Return itself: there is nothing to restore."""
        return self


@registry.tokenizers("paperatlas.AbstractTokenizer.v1")  # type: ignore[untyped-decorator]  # catalogue has no types
def make_tokenizer() -> Callable[[Language], AbstractTokenizer]:
    """Return what makes the tokenizer of a pipeline, under the name that a pipeline's config gives."""
    return lambda nlp: AbstractTokenizer(nlp.vocab)
