"""A generation under construction."""

from __future__ import annotations

import gzip
import io
import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import InputError
from kg.records import Node, Statement
from kg.store import rdf_formats, terms
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from kg.store.generations import Generation

PARTIAL = ".partial"
STORE = "store"
_GZ = ".gz"
# How many quads the loader sorts at once: 0.3 GB of memory, where all of a million take 0.8 GB.
_CHUNK = 200_000


class Draft:
    """A generation that is being written, in a folder that nobody reads until it is committed.

    `path` is the folder, for the build's side files. Where the disk refuses, methods raise OSError, which
    `GraphDirectory.writing` translates.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self._opened: ox.Store | None = None
        self._chunks = 0

    def start_from(self, generation: Path) -> None:
        """Fill the empty draft with a generation's triples and side files."""
        ox.Store.read_only(str(generation / STORE)).backup(str(self.path / STORE))
        for file in generation.iterdir():
            if file.name != STORE:
                shutil.copy2(file, self.path)

    def bulk_load(self, statements: Iterable[Statement]) -> None:
        """Add statements to the default graph. Raises InputError naming one that is no RDF triple."""
        self._extend(terms.quads(statements))

    def copy_named_graphs(self, generation: Generation) -> None:
        """Add the named graphs of a generation, which a build from papers does not make anew."""
        source = ox.Store.read_only(str(generation.store))
        for name in source.named_graphs():
            self._extend(source.quads_for_pattern(None, None, None, name))

    def load_file(self, path: Path, graph_iri: str | None) -> None:
        """Add the triples of a file to a named graph, whose IRI is also the base of relative IRIs.

        None stands for the default graph, without a base. The suffix gives the format: nt, ttl, rdf or
        jsonld, each also with .gz. Raises InputError for any other suffix, and for a file that cannot be
        read, naming the line where it is known.
        """
        suffix = Path(path.name.removesuffix(_GZ)).suffix.removeprefix(".")
        rdf_format = rdf_formats.TRIPLES_BY_SUFFIX.get(suffix)
        if rdf_format is None:
            known = ", ".join(rdf_formats.TRIPLES_BY_SUFFIX)
            raise InputError(f"{path}: its suffix is none of {known}, with or without {_GZ}")
        try:
            graph = ox.DefaultGraph() if graph_iri is None else terms.named_node(graph_iri)
        except ValueError as error:
            raise InputError(f"{graph_iri!r} is no IRI for a graph: {error}") from error
        try:
            with gzip.open(path) if path.name.endswith(_GZ) else path.open("rb") as file:
                source = io.BufferedReader(file)
                self._store.bulk_load(source, rdf_format, base_iri=graph_iri, to_graph=graph)
        except SyntaxError as error:
            raise InputError.at(str(path), error.lineno, error.msg) from error
        except (OSError, EOFError) as error:
            raise InputError.at(str(path), None, str(error)) from error

    def select(self, text: str) -> list[dict[str, Node]]:
        """Return the rows of a SELECT, run in this process and without deadline; unbound is absent."""
        solutions = self._store.query(text, prefixes=dict(PREFIXES))
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("not a SELECT")
        names = [variable.value for variable in solutions.variables]
        return [
            {name: terms.node(value) for name in names if (value := row[name]) is not None}
            for row in solutions
        ]

    def count(self) -> int:
        """Return the number of statements in all graphs of the draft."""
        return len(self._store)

    def seal(self) -> None:
        """Close the store and wait until everything in the folder is on the disk."""
        self._store.flush()
        if self._chunks > 1:
            self._store.optimize()  # each chunk left files of its own, that every query would look into
        self._opened = None
        for folder, _, files in os.walk(self.path):
            for name in files:
                sync(Path(folder, name))
            sync(Path(folder))

    @property
    def _store(self) -> ox.Store:
        if self._opened is None:
            self._opened = ox.Store(str(self.path / STORE))
        return self._opened

    def _extend(self, quads: Iterator[ox.Quad]) -> None:
        while chunk := list(islice(quads, _CHUNK)):
            self._store.bulk_extend(chunk)
            self._chunks += 1


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's list of entries, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
