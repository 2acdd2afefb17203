"""From a record's fields, as they stand in a source, to a Paper."""

from __future__ import annotations

import re
import reprlib
import unicodedata
from collections.abc import Iterable, Mapping

from kg import arxiv_ids
from kg.keys import key, slug
from kg.readers import dates
from kg.records import Paper

# What an IRI may hold (RFC 3987): a URL with anything else could not be written into a graph.
_URL = re.compile(
    r"https?://[^\s/?#\[\]<>\"{}|\\^`%]+(?:[/?](?:[^\s#\[\]<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\#(?:[^\s#\[\]<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})*)?"
)
# "cs.LG stat.ML", "hep-th": what a string of arXiv categories consists of, as against a phrase.
_ARXIV_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)?\.[A-Za-z-]+|[a-z]+-[a-z]+")
_VERSION = re.compile(r"v?([1-9]\d{0,5})", re.ASCII)


class FieldError(ValueError):
    """A field that is missing or not what it should be; the message names it."""


def to_paper(fields: Mapping[str, object]) -> Paper:
    """Return the paper that a record describes.

    Read are `id`, `title`, `abstract` or `summary`, `authors` (strings, objects with a `name`, or one
    string), `date` or `published`, `categories` (strings, or one), `url`, `license`, `source`, `version`
    and `updated`; all but title and abstract may be missing, null or empty. Other fields are ignored.

    Raises FieldError.
    """
    title = _required(fields, "title")
    abstract = _required(fields, "abstract", "summary")
    url = _url(fields)
    paper_id, version = _identity(fields, url)
    source = _string(fields, "source")
    if paper_id is not None and arxiv_ids.parse(paper_id):
        source = arxiv_ids.url(paper_id)
        url = url or source
    return Paper(
        id=paper_id or slug(title, key(title)),
        title=title,
        abstract=abstract,
        authors=_authors(fields.get("authors")),
        date=_date(fields, "date") or _date(fields, "published"),
        categories=_categories(fields.get("categories")),
        url=url,
        license=_string(fields, "license"),
        source=source,
        version=_version(fields) or version,
        updated=_date(fields, "updated"),
    )


def plain(text: str) -> str:
    """Return text in NFC with every run of white space (arXiv's hard line breaks) as one space."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _text(value: object, field: str) -> str:
    """Return a field's value, which must be a string that can be encoded, in plain form."""
    if not isinstance(value, str):
        raise FieldError(f"{field}: {reprlib.repr(value)} is not a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise FieldError(f"{field}: a lone surrogate, U+{ord(value[error.start]):04X}") from error
    return plain(value)


def _string(fields: Mapping[str, object], field: str) -> str | None:
    """Return a string field in plain form, None where it is missing, null or empty."""
    value = fields.get(field)
    return None if value is None else _text(value, field) or None


def _required(fields: Mapping[str, object], *names: str) -> str:
    """Return the first of these string fields that says something."""
    for name in names:
        value = _string(fields, name)
        if value:
            return value
    raise FieldError(f"no {' or '.join(names)}")


def _identity(fields: Mapping[str, object], url: str | None) -> tuple[str | None, int | None]:
    """Return a paper's id, None where it has none, and the version that an arXiv id states.

    A whole number is taken for an id: tables have them. A fraction is not: 2510.1490 is 2510.149 to JSON.
    """
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    given = None if value is None else _text(value, "id") or None
    if given is None:
        return (url and arxiv_ids.parse(url)) or (None, None)
    if not given.isprintable():
        raise FieldError(f"id: {reprlib.repr(given)} holds control characters")
    return arxiv_ids.parse(given) or (given, None)


def _url(fields: Mapping[str, object]) -> str | None:
    """Return the field `url`, which must be one that a graph can hold."""
    url = _string(fields, "url")
    if url is not None and not (url.isprintable() and _URL.fullmatch(url)):
        raise FieldError(f"url: {reprlib.repr(url)} is not an http(s) URL")
    return url


def _version(fields: Mapping[str, object]) -> int | None:
    """Return the field `version`: a number, or one after a v."""
    value = fields.get("version")
    if value is None or value == "":
        return None
    match = _VERSION.fullmatch(str(value)) if isinstance(value, int | str) else None
    if match is None:
        raise FieldError(f"version: {reprlib.repr(value)} is not a version number")
    return int(match[1])


def _date(fields: Mapping[str, object], field: str) -> str | None:
    """Return a date field in ISO 8601; a year may be a number."""
    value = fields.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = None if value is None else _text(value, field)
    if not text:
        return None
    try:
        return dates.normalise(text)
    except ValueError as error:
        raise FieldError(f"{field}: {reprlib.repr(text)} is not a date: {error}") from error


def _authors(value: object) -> tuple[str, ...]:
    """Return the authors' names, each once, in order."""
    if value is None:
        return ()
    if isinstance(value, str):
        return _each(_split_authors(_text(value, "authors")))
    if not isinstance(value, list | tuple):
        raise FieldError(f"authors: {reprlib.repr(value)} is neither a list nor a string")
    names = [author.get("name") if isinstance(author, Mapping) else author for author in value]
    return _each(_text(name, "authors") for name in names)


def _split_authors(text: str) -> list[str]:
    """Return the names in one string: parted by semicolons where it has any, else by commas and "and".

    One comma between two single words is no list but a name with the family name first.
    """
    if ";" in text:
        return text.split(";")
    if re.fullmatch(r"\S+, \S+", text):
        return [text]
    return re.split(r",(?: and )?| and ", text)


def _categories(value: object) -> tuple[str, ...]:
    """Return the categories, each once, in order: a real one holds several, "I.4.0; J.3", or line breaks."""
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        raise FieldError(f"categories: {reprlib.repr(value)} is neither a list nor a string")
    parts: list[str] = []
    for category in value:
        text = _text(category, "categories")
        words = text.split()
        arxiv = all(_ARXIV_CATEGORY.fullmatch(word) for word in words)
        parts += words if arxiv else re.split("[;,]", text)
    return _each(parts)


def _each(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that say something, stripped, without repetition."""
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
