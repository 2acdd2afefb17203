"""Extractions kept between builds, so that no text is extracted twice by one version of the pipeline."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import GraphDirectoryError
from kg.records import Extraction, Paper


class ExtractionCache:
    """A SQLite file of extractions under the hash of (text, pipeline version); a context manager.

    What was put survives a kill at any moment: an interrupted build goes on where it stopped. It is a
    cache: it may be deleted whenever no build runs. Raises GraphDirectoryError where it cannot be opened.
    """

    def __init__(self, path: Path, pipeline: str) -> None:
        self._path = path
        self._pipeline = pipeline
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS extraction"
                " (key BLOB PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as e:
            raise GraphDirectoryError(f"{path}: cannot be used as the cache of extractions: {e}") from e

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def get(self, paper: Paper) -> Extraction | None:
        """Return what was extracted from this paper's text, or None. Raises GraphDirectoryError."""
        try:
            row = self._database.execute(
                "SELECT record FROM extraction WHERE key = ?", (self._key(paper.text),)
            ).fetchone()
        except sqlite3.Error as e:
            raise GraphDirectoryError(f"{self._path}: cannot be read: {e}") from e
        if row is None:
            return None
        # Two papers may have one text; the extraction itself knows nothing of ids.
        return Extraction.from_json_object(json.loads(row[0]) | {"id": paper.id})

    def put(self, found: Iterable[tuple[Paper, Extraction]]) -> None:
        """Keep extractions; they are durable when this returns. Raises GraphDirectoryError."""
        rows = [
            (self._key(paper.text), json.dumps(extraction.to_json_object(paper.text)))
            for paper, extraction in found
        ]
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO extraction VALUES (?, ?)", rows)
        except sqlite3.Error as e:
            raise GraphDirectoryError(f"{self._path}: cannot be written: {e}") from e

    def _key(self, text: str) -> bytes:
        # Lone surrogates, which JSON can carry, have no UTF-8 form of their own.
        content = f"{self._pipeline}\0{text}".encode(errors="surrogatepass")
        return hashlib.sha256(content).digest()
