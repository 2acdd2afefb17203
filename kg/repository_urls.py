"""Finds the URLs of repositories and project pages in running text, and says which of them are one.

A repository is where code, data, models or a project page live. What the hosts are and how they treat
case is data: `lexicon/repository_hosts.tsv`.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from kg.lexicon import DIRECTORY


class RepositoryUrl(NamedTuple):
    """A repository URL at its place in a text; `url` is the one clean form."""

    start: int
    end: int
    url: str


class _Host(NamedTuple):
    """What the table says of a host: "bare" ones count without a scheme, "none" are no repositories."""

    use: str
    role: str
    ignores_case: bool


# A label and a path are bounded, so that a megabyte without spaces costs linear time.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}(?<!-))?"
_URL = re.compile(
    rf"""
    (?P<scheme> https? \s? : \s? // \s? | (?<![\w.@/-]) (?=[\w-]{{1,63}}\.[\w.-]{{2,80}}) )
    (?P<host> (?:{_LABEL}\.){{1,6}} [A-Za-z]{{2,24}} (?::\d{{1,5}})? )
    (?P<path> (?: / (?: (?!https?:/) (?: \\[_\#%&~^$] | [^\s<>{{}}"`|\\^\[\]“”‘’,;] ) ){{0,300}} )? )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SCHEME = re.compile(r"(https?)\s?:\s?//\s?", re.IGNORECASE)
# What comes before a bare host that no table knows: "available at lab.example.edu/tool".
_BARE_CUE = re.compile(
    r"\b(?:(?:available|found|accessible|released|hosted|visit|see|website|page|demo|code)(?:\s+(?:is|are))?"
    r"(?:\s+(?:at|through|via|on|from))?)\s*:?\s*$",
    re.IGNORECASE,
)
_BARE_CUE_REACH = 40
_ESCAPED = re.compile(r"\\([_#%&~^$])")
_TRAILING = ".,;:!?'*\\$"
# The rest of a URL that a line break cut after "/", "_" or "-": one word that ends its sentence.
_CONTINUATION = re.compile(r"[ \n]([A-Za-z0-9][\w.-]{0,80}\w)(?=[.}\])]*(?:\s|$))")
# Data archives mint DOIs; others name papers.
_DATA_DOI = re.compile(r"/10\.(?:5281/zenodo|17632|5683|7910|6084|5061|34740|57967)", re.IGNORECASE)
# Words of a path that lead into a repository rather than name another.
_INSIDE = re.compile(r"/(?:-/)?(?:tree|blob|raw|wiki|issues|releases|actions|pulls?)(?:/.*)?$")
_ZENODO = re.compile(r"^(?:zenodo\.org/records?/|(?:dx\.)?doi\.org/10\.5281/zenodo\.)(\d+)", re.IGNORECASE)


def find(text: str) -> list[RepositoryUrl]:
    r"""Return the repository URLs of a text in order of appearance, every occurrence of each.

    A span holds the characters of the URL alone: no braces, brackets or closing punctuation. Of a URL with
    a scheme inside `\href{…}{…}` both occurrences are found.
    """
    found = []
    for match in _URL.finditer(text):
        end = _end(text, match)
        host_name = _host_name(match["host"])
        path = text[match.start("path") : end]
        said = bool(match["scheme"]) or _is_announced(text, match)
        if _is_repository(host_name, path, has_scheme=said):
            found.append(RepositoryUrl(match.start(), end, clean(text[match.start() : end])))
    return found


def clean(url: str) -> str:
    """Return the one URL that a mention, as it stands in a text, means.

    Typesetting, white space and a trailing slash go; the host is in lower case; "https" is the scheme of a
    bare host and path.
    """
    match = _SCHEME.match(url)
    scheme = match[1].lower() if match else "https"
    name, slash, path = _ESCAPED.sub(r"\1", url[match.end() if match else 0 :]).partition("/")
    path = re.sub(r"\s+", "", path).rstrip("/")
    return f"{scheme}://{name.lower()}{slash if path else ''}{path}"


def host(url: str) -> str:
    """Return the host of a URL, lower-cased, without "www." and port."""
    return _host_name(url.partition("://")[2].partition("/")[0])


def canonical_key(url: str) -> str:
    """Return what two URLs of one repository share.

    It is host and path without scheme, "www.", ".git", query, fragment, trailing slash, or the way into a
    branch or file; lower-cased where the host ignores case. A record of Zenodo and its DOI share a key.
    """
    url = clean(url)
    name = host(url)
    name = "huggingface.co" if name == "hf.co" else name
    path = unquote(url.partition("://")[2].partition("/")[2])
    path = re.split(r"[?#]", path, maxsplit=1)[0].rstrip("/")
    if record := _ZENODO.match(f"{name}/{path}"):
        return f"zenodo.org/records/{record[1]}"
    known = _known(name)
    if known is not None and known.ignores_case:
        path = _INSIDE.sub("", "/" + path.lower())[1:].removesuffix(".git")
    return f"{name}/{path}" if path else name


def default_role(url: str) -> str:
    """Return the role that a URL's host suggests: "code", "data", "model" or "page"."""
    name = host(url)
    if name in {"huggingface.co", "hf.co"}:
        kind = url.partition("://")[2].partition("/")[2].partition("/")[0]
        return {"datasets": "data", "spaces": "page", "papers": "page"}.get(kind, "model")
    if _DATA_DOI.search(url):
        return "data"
    known = _known(name)
    return "page" if known is None else known.role


@functools.cache
def _hosts() -> Mapping[str, _Host]:
    """Return the table of hosts, by name; a leading "*." stands for any label."""
    with (DIRECTORY / "repository_hosts.tsv").open(encoding="utf-8", newline="") as lines:
        return {
            record["host"]: _Host(record["use"], record["role"], record["path_case"] == "ignored")
            for record in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


def _known(name: str) -> _Host | None:
    """Return what is known of a host, by its own name or that of a domain above it."""
    hosts = _hosts()
    labels = name.split(".")
    for i in range(len(labels) - 1):
        domain = ".".join(labels[i:])
        entry = hosts.get(domain) if i == 0 else hosts.get("*." + domain)
        if entry is not None:
            return entry
        above = hosts.get(domain)
        if above is not None and above.use == "none":
            return above
    # Institutes run GitLab of their own.
    return hosts["gitlab.com"] if labels[0] == "gitlab" else None


def _host_name(name: str) -> str:
    """Return a host as the table spells it."""
    return name.lower().partition(":")[0].removeprefix("www.")


def _is_repository(name: str, path: str, *, has_scheme: bool) -> bool:
    """Return whether a host and path, found with or without a scheme, are a repository's."""
    known = _known(name)
    if known is None:
        return has_scheme
    if known.use == "none":
        return bool(_DATA_DOI.match(path))
    if known.use == "site":
        return True
    return path.strip("/") != "" and (has_scheme or known.use == "bare")


def _is_announced(text: str, match: re.Match[str]) -> bool:
    """Return whether the words before a bare lower-case host say that something lives there."""
    name = match["host"]
    if not name.islower() or (not match["path"] and name.count(".") == 1):
        return False
    return _BARE_CUE.search(text, max(0, match.start() - _BARE_CUE_REACH), match.start()) is not None


def _end(text: str, match: re.Match[str]) -> int:
    """Return where a URL ends once the sentence's own punctuation and brackets are left out."""
    end = match.end()
    start = match.start("path")
    while end > start:
        last = text[end - 1]
        if (last in _TRAILING and not (last == "$" and text[end - 2] == "\\")) or (
            last == ")" and text.count(")", start, end) > text.count("(", start, end)
        ):
            end -= 1
        else:
            break
    # "…/repo).Then" and "…/repo.The": a sentence that begins without a space is no path.
    if glued := re.compile(r"\)?\.(?=[A-Z][a-z]+[\s:,])").search(text, max(start, end - 40), end + 1):
        end = min(end, glued.start())
    if end == match.end() and end > start and text[end - 1] in "/_-" and "/" in text[start + 1 : end]:
        cut = _CONTINUATION.match(text, end)
        if cut and (re.search(r"[\d_-]", cut[1]) or text[end - 1] in "_-"):
            return cut.end(1)
    return end
