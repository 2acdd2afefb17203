"""The graph that an application serves: its store, its names, and what its current generation says."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import quote

from flask import current_app, request

from api import panels
from api.config import Config
from kg.names import FILE_NAME, Names
from kg.records import Node
from kg.store.embedded import open_graph
from kg.store.generations import Generation
from kg.store.results import select
from kg.store.seam import Store
from kg.vocabulary import Iris

EXTENSION = "paperatlas"
# The generation in use, and the one before it that a request may still be reading.
_GENERATIONS = 2


class ServedGraph:
    """Follows the current generation of a graph directory; queries run under the configured limits.

    Raises GraphDirectoryError where the directory holds no graph.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        open_limited = partial(
            open_graph,
            config.graph,
            deadline=config.deadline,
            memory=config.memory,
            max_bytes=config.max_answer_bytes,
        )
        self._store = open_limited(workers=config.query_workers)
        # Pages and /health ask short queries of our own: they must not queue behind those of users.
        self._own = open_limited(workers=1)
        self._names: dict[Path, Names] = {}
        self._opening = threading.Lock()

    @property
    def store(self) -> Store:
        """The store seam over the current generation, for queries that users write or choose."""
        return self._store

    @property
    def own(self) -> Store:
        """The same, for the short queries that pages are made of."""
        return self._own

    @property
    def generation(self) -> Generation:
        """The current generation."""
        return self._store.generation

    @property
    def iris(self) -> Iris:
        """Mints the IRIs of this graph."""
        return Iris(self.generation.manifest.base)

    @property
    def names(self) -> Names:
        """The names of the current generation's entities."""
        path = self.generation.path / FILE_NAME
        with self._opening:
            if path not in self._names:
                self._names[path] = Names(path)
                # Dropped, not closed: another thread may be reading one; it goes with its last reader.
                for older in list(self._names)[:-_GENERATIONS]:
                    del self._names[older]
            return self._names[path]

    def rows(self, panel: str, **bindings: Node) -> list[dict[str, Node]]:
        """Return the solutions of a panel's query with its variables bound."""
        return select(self.own, panels.text(panel), bindings)

    def href(self, iri: str) -> str:
        """Return the link to an IRI: relative to this service for one of the graph's, else the IRI itself.

        Anything but a web address leads nowhere, so that no statement of a loaded file becomes a script.
        """
        local = iri.removeprefix(self.generation.manifest.base)
        if local != iri:
            # Without the strip, an IRI with two slashes after the base would name another host.
            return f"{request.script_root}/{quote(local.lstrip('/'), safe='/%?#=&')}"
        return iri if iri.startswith(("http://", "https://")) else "#"

    def close(self) -> None:
        """End the query workers, and close the indexes of names."""
        self._store.close()
        self._own.close()
        with self._opening:
            while self._names:
                self._names.popitem()[1].close()


def served() -> ServedGraph:
    """Return the graph of the current application; for views alone."""
    return cast("ServedGraph", current_app.extensions[EXTENSION])
