"""Graph directories: immutable generations, of which one becomes current by one atomic rename.

    graph/manifest.json            names the current generation
    graph/generations/000002/      store/ and the side files of the build
    graph/generations/000003.partial/  a build under way, or the leftover of a killed one
    graph/cache/  graph/lock

A writer that is killed at any moment leaves the old manifest and the old generation; what else it left is
removed by the next writer.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import GraphDirectoryError
from kg.store import manifest as manifests
from kg.store.draft import PARTIAL, STORE, Draft, sync
from kg.store.manifest import Manifest

_LOCK = "lock"
_GENERATIONS = "generations"
_CACHE = "cache"
# What a directory without a manifest may hold and still be ours: the trace of a first build cut short.
_OURS = frozenset({_LOCK, _GENERATIONS, _CACHE, manifests.FILE_NAME + PARTIAL})


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete, immutable state of the graph: its folder, and the manifest that names it."""

    name: str
    path: Path
    manifest: Manifest

    @property
    def store(self) -> Path:
        """The folder of its triple store."""
        return self.path / STORE


class GraphDirectory:
    """A directory of generations; making the object touches nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = False

    @property
    def cache(self) -> Path:
        """The folder for what makes the next build faster; anybody may remove it."""
        return self.path / _CACHE

    @property
    def manifest(self) -> Manifest | None:
        """The manifest, None before the first build. Raises GraphDirectoryError for a foreign directory."""
        try:
            names = set(os.listdir(self.path))  # noqa: PTH208 - tells a missing directory from a file
        except FileNotFoundError:
            return None
        except OSError as error:
            raise GraphDirectoryError(f"{self.path}: {error.strerror}") from error
        found = manifests.read(self.path)
        if found is None and not names <= _OURS:
            raise GraphDirectoryError(f"{self.path}: holds other files and no paperatlas graph")
        return found

    @property
    def current(self) -> Generation:
        """The current generation. Raises GraphDirectoryError where there is none."""
        manifest = self.manifest
        if manifest is None:
            raise GraphDirectoryError(f"{self.path}: no graph here; `kg build` makes one")
        return self._generation(manifest)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the directory for one writer, and remove what killed or failed writers left.

        Raises GraphDirectoryError where another writer holds it, or where it is foreign or unwritable.
        """
        self.manifest  # noqa: B018 - raises for a foreign directory before anything is made in it
        try:
            (self.path / _GENERATIONS).mkdir(parents=True, exist_ok=True)
            lock = (self.path / _LOCK).open("wb")
        except OSError as error:
            raise GraphDirectoryError(f"{self.path}: cannot be written: {error.strerror}") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise GraphDirectoryError(f"{self.path}: another process is writing to it") from error
            self._remove_leftovers()
            self._writing = True
            try:
                yield
            except OSError as error:
                # A disk that is full or fails, whichever step meets it.
                raise GraphDirectoryError(f"{self.path}: cannot be written: {error}") from error
            finally:
                self._writing = False
                self._remove_leftovers()

    def new_generation(self) -> Draft:
        """Return an empty draft of the next generation. To be called while `writing`."""
        if not self._writing:
            raise RuntimeError("a draft needs the writer's lock")
        manifest = self.manifest
        number = 1 if manifest is None else int(manifest.current) + 1
        return Draft(self.path / _GENERATIONS / f"{number:06}{PARTIAL}")

    def clone_current(self) -> Draft:
        """Return a draft that starts as the current generation, side files included.

        The store's files are hard links, the side files copies: a draft's owner may write into those.
        """
        current = self.current
        draft = self.new_generation()
        draft.start_from(current.path)
        return draft

    def commit(self, draft: Draft, *, base: str, **facts: object) -> Generation:
        """Make a draft the current generation, durably, and remove all but the previous one.

        `base` and `facts` go into the manifest. A running service may still read the previous
        generation; it follows the manifest before the next build ends.
        """
        previous = self.manifest
        final = draft.path.with_name(draft.path.name.removesuffix(PARTIAL))
        draft.seal()
        draft.path.rename(final)
        sync(final.parent)
        manifest = Manifest(final.name, base, facts)
        written = self.path / (manifests.FILE_NAME + PARTIAL)
        written.write_text(manifest.to_json(), encoding="utf-8")
        sync(written)
        written.replace(self.path / manifests.FILE_NAME)
        sync(self.path)
        self._prune(keep={final.name} | ({previous.current} if previous else set()))
        return self._generation(manifest)

    def _generation(self, manifest: Manifest) -> Generation:
        path = self.path / _GENERATIONS / manifest.current
        if not (path / STORE).is_dir():
            raise GraphDirectoryError(f"{path}: missing, though the manifest names it as current")
        return Generation(manifest.current, path, manifest)

    def _remove_leftovers(self) -> None:
        """Remove partial files, and generations later than the manifest's, whose commit was cut short."""
        manifest = self.manifest
        (self.path / (manifests.FILE_NAME + PARTIAL)).unlink(missing_ok=True)
        for path in (self.path / _GENERATIONS).iterdir():
            newer = manifest is None or path.name > manifest.current
            if path.name.endswith(PARTIAL) or newer:
                shutil.rmtree(path)

    def _prune(self, keep: set[str]) -> None:
        for path in (self.path / _GENERATIONS).iterdir():
            if path.name not in keep:
                shutil.rmtree(path)
