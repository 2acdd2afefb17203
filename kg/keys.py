"""The normalised keys that decide which spellings are one name, and the slugs minted from them."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_LATEX_WORD = re.compile(r"\\([A-Za-z]+)\s*")
_LATEX_FONT = re.compile(r"\\(?:text|math|emph|boldsymbol|bm)[a-z]*\s*(?=\{)")
_LATEX_SIGNS = str.maketrans("", "", "${}")
# A plural s follows a lower-case word of at least three more letters, or an acronym ("ViTs", "CNNs").
_PLURAL = re.compile(r"(?<=[^\W\d_]{3})s$")
_SIGNIFICANT = "+#*"
_MAX_SLUG = 80


def _latex_word(match: re.Match[str]) -> str:
    """Return the Greek letter that a LaTeX command writes, or nothing for any other command."""
    name = match[1]
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        return ""


def _plain(name: str) -> str:
    """Return a name in compatibility form, without LaTeX markup."""
    name = _LATEX_FONT.sub("", unicodedata.normalize("NFKC", name))
    return _LATEX_WORD.sub(_latex_word, name).translate(_LATEX_SIGNS).strip()


def _singular(name: str) -> str:
    """Drop the plural ending of a name's last word; a capital S or an s after a digit is none."""
    word = re.split(r"[\s\-/]", name)[-1]
    if re.search(r"(?:ss|us|is)$|^(?:series|species)$", word):
        return name
    if re.search(r"[a-z]{2}(?:sses|xes|ches|shes)$", word):
        return name[:-2]
    if re.search(r"[a-z]{2}ies$", word):
        return name[:-3] + "y"
    return _PLURAL.sub("", name)


def squash(name: str) -> str:
    """Return a name's letters, digits and significant signs alone, casefolded.

    Significant are `+`, `#` and `*` (HumanEval+ is not HumanEval, C# is not C), and a full stop between
    digits (GPT-4.1 is not GPT-41).
    """
    kept = []
    for i, c in enumerate(name):
        between_digits = c == "." and name[i - 1 : i].isdigit() and name[i + 1 : i + 2].isdigit()
        if c.isalnum() or c in _SIGNIFICANT or between_digits or unicodedata.category(c) == "Mn":
            kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept).casefold())


def key(name: str) -> str:
    """Return the key that a name shares with its case, hyphen, space and plural variants.

    Never empty for a name that shows anything: one of signs alone is its own key.
    """
    plain = _plain(name)
    return squash(_singular(plain)) or plain.casefold() or name


def slug(text: str, of: str) -> str:
    """Return the path segment for the key `of`, readable after `text` (the key itself, or a name of it).

    It is lower-case ASCII. Where `text` does not lead back to the key through it, six hex digits of the
    key's SHA-256 are appended, so that two keys never share a slug. It depends on nothing else.
    """
    plain = ""
    for name in (text, _plain(text), _singular(_plain(text))):
        plain = _hyphenated(name)
        if squash(plain) == of and len(plain) <= _MAX_SLUG:
            return plain
    # A lone surrogate, which JSON can hold, has no strict UTF-8 form.
    digest = hashlib.sha256(of.encode(errors="surrogatepass")).hexdigest()[:6]
    return f"{plain[:_MAX_SLUG].rstrip('-.')}-{digest}"


def _hyphenated(name: str) -> str:
    """Return the ASCII letters and digits of a name in lower case, with hyphens for what is between."""
    ascii_form = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+(?:(?<=[0-9])\.(?=[0-9])[a-z0-9]+)*", ascii_form))
