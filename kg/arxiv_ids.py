"""arXiv identifiers, in the spellings that people give them."""

from __future__ import annotations

import re

# The two schemes: YYMM.NNNNN since 2007, archive[.SUBJECT]/YYMMNNN before
# (https://info.arxiv.org/help/arxiv_identifier.html).
_ID = re.compile(
    r"""
    (?: arxiv:\s*
      | (?:https?://)? (?:www\.|export\.)? arxiv\.org/(?:abs|pdf|html)/
      | (?:https?://)? (?:www\.)? (?:huggingface\.co|hf\.co)/papers/
      | (?:(?:https?://)? (?:dx\.)? doi\.org/)? 10\.48550/arxiv\.
    )?
    (?: (?P<new> \d\d (?:0[1-9]|1[0-2]) \.\d{4,5})
      | (?P<archive> [a-z]+(?:-[a-z]+)?) (?:\.[a-z]{2})? / (?P<number> \d\d (?:0[1-9]|1[0-2]) \d{3})
    )
    (?: v(?P<version> [1-9]\d{0,2}))?
    (?: \.pdf)? /?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def parse(text: str) -> tuple[str, int | None] | None:
    """Return the bare id and the version that a text is, None where it is no arXiv id.

    An old id loses its subject class, which is no part of the identity: math.GT/0309136 is math/0309136.
    """
    match = _ID.fullmatch(text.strip())
    if match is None:
        return None
    bare = match["new"] or f"{match['archive'].lower()}/{match['number']}"
    return bare, int(match["version"]) if match["version"] else None


def url(bare: str) -> str:
    """Return the address of an arXiv id's abstract."""
    return f"https://arxiv.org/abs/{bare}"
