"""The index of names that a generation carries: which entity a text means, and search as one types.

It is an SQLite file, written once with its generation and only read from then on. A *name* is anything
that its bearer is known by: an entity's label and aliases, a paper's title and id, an author's name.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, unquote

from kg import arxiv_ids, lexicon
from kg.errors import AmbiguousEntityError, GraphDirectoryError, UnknownEntityError
from kg.keys import key
from kg.records import Extraction, Paper, Resolution
from kg.repository_urls import canonical_key
from kg.vocabulary import PATHS, Iris

# The index among the files of a generation.
FILE_NAME = "names.db"

# The path words of what has a name.
TYPES = ("paper", *PATHS.values(), "author")

_SCHEMA = """
CREATE TABLE bearer (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, path TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
    label TEXT NOT NULL, papers INTEGER NOT NULL
);
CREATE TABLE name (
    id INTEGER PRIMARY KEY, bearer INTEGER NOT NULL REFERENCES bearer, spelling TEXT NOT NULL,
    key TEXT NOT NULL, folded TEXT NOT NULL
);
CREATE INDEX name_key ON name (key);
CREATE INDEX name_folded ON name (folded);
CREATE VIRTUAL TABLE word USING fts5 (
    spelling, content = 'name', content_rowid = 'id', prefix = '2 3', tokenize = 'unicode61'
);
CREATE VIRTUAL TABLE piece USING fts5 (folded, content = 'name', content_rowid = 'id', tokenize = 'trigram');
"""

_BY_PATH = "SELECT iri, type FROM bearer WHERE iri = ? OR path = ?"

# A repository's key is of another kind than a name's, and never stands for one.
_BY_KEY = """
SELECT DISTINCT bearer.iri, bearer.type, bearer.label, bearer.papers
FROM name JOIN bearer ON bearer.id = name.bearer
WHERE name.key IN (:key, :url_key)
    AND name.key = CASE bearer.type WHEN 'repository' THEN :url_key ELSE :key END
    AND bearer.type IN (SELECT value FROM json_each(:types))
ORDER BY bearer.papers DESC, bearer.iri
"""

# The ways to match, best first: the whole name, its beginning, the beginnings of words in it.
_SEARCH = """
SELECT bearer.iri, bearer.type, bearer.label, name.spelling, bearer.papers, min(found.way) AS way
FROM (
    SELECT id, 0 AS way FROM name WHERE key = :key
    UNION ALL
    SELECT id, 1 AS way FROM name WHERE folded >= :folded AND folded < :after
    UNION ALL
    SELECT rowid AS id, 2 AS way FROM word WHERE word MATCH :words
) AS found
JOIN name ON name.id = found.id
JOIN bearer ON bearer.id = name.bearer
WHERE bearer.type IN (SELECT value FROM json_each(:types))
GROUP BY bearer.id
ORDER BY way, bearer.papers DESC, bearer.label, bearer.iri
LIMIT :limit
"""

_NEAR = """
SELECT DISTINCT name.spelling
FROM piece JOIN name ON name.id = piece.rowid JOIN bearer ON bearer.id = name.bearer
WHERE piece MATCH ? AND bearer.type IN (SELECT value FROM json_each(?))
ORDER BY piece.rank, name.id
LIMIT 50
"""

# Of longer texts only the beginning is searched for, and only so many of its words.
_SEARCHED_CHARACTERS = 300
_SEARCHED_WORDS = 20
_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found by name: `matched` is the spelling that fitted, `papers` in how many papers it is."""

    iri: str
    type: str
    label: str
    matched: str
    papers: int


def write(
    path: Path,
    papers: Iterable[Paper],
    extractions: Mapping[str, Extraction],
    resolution: Resolution,
    iris: Iris,
) -> None:
    """Write the index of a graph's names; the same graph gives the same bytes.

    The arguments are those of `kg.graph.statements`. Raises sqlite3.Error if `path` cannot be written.
    """
    with closing(sqlite3.connect(path)) as db:
        # A killed build throws the whole file away, so nothing needs to be rolled back.
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        for bearer in sorted(_bearers(papers, extractions, resolution, iris), key=lambda b: b.iri):
            row = (bearer.iri, bearer.iri.removeprefix(iris.base), bearer.type, bearer.label, bearer.papers)
            number = db.execute(
                "INSERT INTO bearer (iri, path, type, label, papers) VALUES (?, ?, ?, ?, ?)", row
            ).lastrowid
            db.executemany(
                "INSERT INTO name (bearer, spelling, key, folded) VALUES (?, ?, ?, ?)",
                [(number, name, _key(bearer.type, name), name.casefold()) for name in bearer.names],
            )
        db.executescript(
            """
            INSERT INTO word (word) VALUES ('rebuild');
            INSERT INTO piece (rowid, folded) SELECT name.id, folded
            FROM name JOIN bearer ON bearer.id = name.bearer WHERE type NOT IN ('paper', 'author');
            INSERT INTO word (word) VALUES ('optimize');
            INSERT INTO piece (piece) VALUES ('optimize');
            """
        )
        db.commit()


class Names:
    """The names of one generation, read from its file; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the index at `path`. Raises GraphDirectoryError if it is not there."""
        try:
            # A generation never changes, which spares SQLite its locks.
            self._db = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise GraphDirectoryError(f"{path}: no index of names: {error}") from error
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def find(self, text: str, types: Sequence[str] | None = None) -> str:
        """Return the IRI of what a text names, among all types or those given by path word.

        The text is an IRI of the graph, its path ("model/vcmamba-b"), a paper's id or arXiv address, or a
        name in any spelling with the same key. A label spelled exactly so wins if only one entity has it.

        Raises UnknownEntityError, with the nearest names, and AmbiguousEntityError.
        """
        wanted = tuple(TYPES if types is None else types)
        text = _encodable(text.strip())
        exact = self._by_path(text, wanted)
        if exact is not None:
            return exact
        word, _, slug = text.partition("/")
        if word in TYPES and slug:
            bearers = self._by_name(unquote(slug), (word,) if word in wanted else ())
        else:
            bearers = self._by_name(text, wanted)
        if not bearers:
            raise UnknownEntityError(self._unknown(text, wanted))
        labelled = [bearer for bearer in bearers if bearer.label == text]
        if len(labelled) == 1:
            return labelled[0].iri
        if len(bearers) > 1:
            raise AmbiguousEntityError(text, [bearer.iri for bearer in bearers])
        return bearers[0].iri

    def search(self, text: str, limit: int = 20, types: Sequence[str] | None = None) -> list[Hit]:
        """Return at most `limit` hits for a text that may still be being typed, the best first.

        Whole names come before names that begin so, and these before names with words that begin so; then
        what more papers have. Each entity is there once. Any text is allowed.
        """
        text = " ".join(_encodable(text)[:_SEARCHED_CHARACTERS].split())
        if not text:
            return []
        words = re.findall(r"[^\W_]+", text)[:_SEARCHED_WORDS]
        folded = text.casefold()
        parameters = {
            "key": key(text),
            "folded": folded,
            # The first string after all that begin so.
            "after": folded + "\U0010ffff",
            # The last word may be unfinished; quoted, no word is syntax.
            "words": " ".join(f'"{word}"' for word in words) + "*" if words else '""',
            "types": json.dumps(list(TYPES if types is None else types)),
            "limit": limit,
        }
        return [Hit(*row[:5]) for row in self._rows(_SEARCH, parameters)]

    def _by_path(self, text: str, types: Sequence[str]) -> str | None:
        """Return the IRI that a text is, or is the path or paper id of."""
        arxiv = arxiv_ids.parse(text)
        paper_id = arxiv[0] if arxiv else text
        for path in (text, f"paper/{quote(paper_id, safe='')}"):
            for iri, kind in self._rows(_BY_PATH, (path, path)):
                if kind in types:
                    return str(iri)
        return None

    def _by_name(self, text: str, types: Sequence[str]) -> list[_Bearer]:
        """Return who bears a name, in any spelling of it, the best known first."""
        parameters = {"key": key(text), "url_key": canonical_key(text), "types": json.dumps(list(types))}
        return [_Bearer(*row) for row in self._rows(_BY_KEY, parameters)]

    def _unknown(self, text: str, types: Sequence[str]) -> str:
        """Return the message for a name that nobody bears."""
        what = types[0] if len(types) == 1 else "entity"
        folded = text[:_SEARCHED_CHARACTERS].casefold()
        pieces = {folded[i : i + 3].replace('"', '""') for i in range(len(folded) - 2)}
        query = " OR ".join(f'"{piece}"' for piece in sorted(pieces)) or '""'
        rows = self._rows(_NEAR, (query, json.dumps(list(types))))
        near = {spelling.casefold(): spelling for (spelling,) in rows}
        names = [repr(near[match]) for match in get_close_matches(folded, near, n=_SUGGESTIONS)]
        hint = f"; did you mean {' or '.join(names)}?" if names else ""
        return f"the graph has no {what} {text!r}{hint}"

    def _rows(self, statement: str, parameters: Sequence[str] | Mapping[str, object]) -> list[Any]:
        with self._lock:
            try:
                return self._db.execute(statement, parameters).fetchall()
            except sqlite3.Error as error:
                raise GraphDirectoryError(f"the index of names cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class _Bearer:
    """What has names: an entity, a paper or an author."""

    iri: str
    type: str
    label: str
    papers: int
    names: tuple[str, ...] = ()


def _bearers(
    papers: Iterable[Paper], extractions: Mapping[str, Extraction], resolution: Resolution, iris: Iris
) -> Iterator[_Bearer]:
    """Yield everything in the graph that has a name, once."""
    authors: dict[str, tuple[set[str], set[str]]] = {}
    mentioned: Counter[tuple[str, str]] = Counter()
    for paper in papers:
        yield _Bearer(iris.paper(paper.id), "paper", paper.title, 1, (paper.title, paper.id))
        for author in paper.authors:
            spellings, written = authors.setdefault(iris.author(author), (set(), set()))
            spellings.add(author)
            written.add(paper.id)
        found = zip(extractions[paper.id].entities, resolution.links[paper.id], strict=True)
        mentioned.update({(entity.type, link.key) for entity, link in found})
    for iri, (spellings, written) in authors.items():
        names = tuple(sorted(spellings))
        yield _Bearer(iri, "author", names[0], len(written), names)
    known = {(kind, key(row.name)): row for kind in lexicon.TABLES for row in lexicon.load().rows(kind)}
    for (kind, of), entity in resolution.entities.items():
        row = known.get((kind, of))
        # What the lexicon knows it by finds it too, whether or not a paper writes it so.
        names = tuple(dict.fromkeys((entity.label, *entity.aliases, *(row.aliases if row else ()))))
        iri = iris.entity(kind, entity.slug)
        yield _Bearer(iri, PATHS[kind], entity.label, mentioned[kind, of], names)


def _key(kind: str, name: str) -> str:
    """Return the key under which a name of a type is kept: of a repository, what its URLs share."""
    return canonical_key(name) if kind == PATHS["Repo"] else key(name)


def _encodable(text: str) -> str:
    """Return text without what UTF-8 cannot carry, nor the NUL that ends SQLite's."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
