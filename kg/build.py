"""From papers to the current generation of a graph: the composition root, read from top to bottom."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg import extract, names, readers
from kg.errors import GraphDirectoryError, InputError, InvalidGraphError, UsageError
from kg.extraction_cache import ExtractionCache
from kg.graph import shapes, statements
from kg.names import Names
from kg.records import Extraction, Paper, Resolution
from kg.resolve import resolve
from kg.store.draft import Draft
from kg.store.generations import Generation, GraphDirectory
from kg.vocabulary import DEFAULT_BASE, PATHS, Iris

PAPERS_FILE = "papers.jsonl"
_CACHE_FILE = "extractions.db"
# What would end a base early, or is no part of an IRI.
_UNSAFE = re.compile(r"[\s?#<>\"{}|\\^`]")
# How many papers are extracted between two commits to the cache: what a kill can cost.
_BATCH = 128
# Below this, starting worker processes takes longer than they save.
_WORTH_A_POOL = 200
_SHOWN_VIOLATIONS = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """What a build tells as it goes: a stage begins with its number of steps, steps are done."""

    begin: Callable[[str, int], None] = lambda _stage, _steps: None
    advance: Callable[[int], None] = lambda _steps: None


def build(
    inputs: Sequence[str],
    directory: Path,
    *,
    base: str | None = None,
    add: bool = False,
    on_bad: Callable[[InputError], None] | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Generation:
    """Build the graph of the papers in `inputs` and make it the current generation of `directory`.

    With `add`, the papers of the current generation are built along, and its named graphs stay. `on_bad`
    is called for each bad record, which is then skipped; without it the first one ends the build. Until
    the new generation is complete and valid, nothing that is stored changes. Without `add`, named graphs
    that were loaded go with the generation that is replaced.

    Raises InputError, GraphDirectoryError, UsageError (a base that is not that of the graph added to) or
    InvalidGraphError.
    """
    graph = GraphDirectory(directory)
    with graph.writing():
        kept = graph.current if add and graph.manifest is not None else None
        if kept is not None and base not in (None, kept.manifest.base):
            raise UsageError(f"--base {base} is not the base of {directory}, which is {kept.manifest.base}")
        papers = [] if kept is None else stored_papers(kept)
        if kept is not None and not papers and kept.manifest.facts["triples"]:
            raise UsageError(f"{directory} holds loaded statements and no papers; build in another --graph")
        papers = readers.distinct([*papers, *readers.read(inputs, on_bad=on_bad)])
        if not papers:
            raise InputError(f"{', '.join(inputs)}: no papers")
        return _build(
            graph,
            papers,
            kept=kept,
            base=kept.manifest.base if kept is not None else _checked_base(base or DEFAULT_BASE),
            inputs=inputs,
            processes=processes,
            progress=progress or Progress(),
        )


def remove(
    directory: Path, paper: str, *, processes: int | None = None, progress: Progress | None = None
) -> Generation:
    """Build the graph again without one paper, named as `Names.find` takes it.

    Returns the new generation. Raises UnknownEntityError or AmbiguousEntityError for the name, UsageError
    if the graph has no other paper, GraphDirectoryError.
    """
    graph = GraphDirectory(directory)
    with graph.writing():
        current = graph.current
        with Names(current.path / names.FILE_NAME) as index:
            iri = index.find(paper, ("paper",))
        iris = Iris(current.manifest.base)
        papers = [p for p in stored_papers(current) if iris.paper(p.id) != iri]
        if not papers:
            raise UsageError(f"{paper!r} is the only paper of {directory}; delete the directory instead")
        return _build(
            graph,
            papers,
            kept=current,
            base=current.manifest.base,
            inputs=current.manifest.facts["inputs"],
            processes=processes,
            progress=progress or Progress(),
        )


def load(directory: Path, file: Path, graph_name: str | None) -> Generation:
    """Add the statements of an RDF file as a named graph and return the new generation.

    Without `graph_name` they join the default graph, which only a graph without papers allows: the
    default graph of any other is built from its papers alone. A directory that holds no graph yet becomes
    one without papers. Raises InputError for a file that cannot be parsed, GraphDirectoryError, UsageError.
    """
    graph = GraphDirectory(directory)
    with graph.writing():
        manifest = graph.manifest
        base, facts = DEFAULT_BASE, _facts([], {}, Resolution({}, {}), pipeline="", inputs=())
        if manifest is not None:
            base, facts = manifest.base, dict(manifest.facts)
        if graph_name is None and facts["papers"]:
            raise UsageError(
                f"--graph-name is missing: the default graph of {directory} is built from papers"
            )
        if manifest is None:
            draft = graph.new_generation()
            _write_side_files(draft, [], {}, Resolution({}, {}), Iris(base))
        else:
            draft = graph.clone_current()
        draft.load_file(file, graph_name)
        return graph.commit(draft, base=base, **facts | {"triples": draft.count()})


def stored_papers(generation: Generation) -> list[Paper]:
    """Return the papers that a generation was built from, by id. Raises GraphDirectoryError if damaged."""
    path = generation.path / PAPERS_FILE
    try:
        with path.open(encoding="utf-8") as lines:
            return [_stored(json.loads(line)) for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise GraphDirectoryError(f"{path}: damaged: {e}") from e


def extract_all(
    papers: Sequence[Paper],
    cache: ExtractionCache,
    *,
    processes: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Extraction]:
    """Return the extraction of each paper by its id, from the cache where it has it.

    `processes` is by default one for few papers and one a core for many.
    """
    progress = progress or Progress()
    found = {p.id: known for p in papers if (known := cache.get(p)) is not None}
    missing = [p for p in papers if p.id not in found]
    progress.begin("Extracting", len(missing))
    if processes is None:
        processes = 1 if len(missing) < _WORTH_A_POOL else os.cpu_count() or 1
    fresh = zip(missing, extract.extract(missing, processes=processes), strict=True)
    while batch := list(islice(fresh, _BATCH)):
        cache.put(batch)
        found.update((paper.id, extraction) for paper, extraction in batch)
        progress.advance(len(batch))
    return found


def _build(
    graph: GraphDirectory,
    papers: Sequence[Paper],
    *,
    kept: Generation | None,
    base: str,
    inputs: Sequence[str],
    processes: int | None,
    progress: Progress,
) -> Generation:
    """Extract, resolve, write, check and commit; the lock is held."""
    pipeline = extract.pipeline_version()
    with ExtractionCache(graph.cache / _CACHE_FILE, pipeline) as cache:
        extractions = extract_all(papers, cache, processes=processes, progress=progress)
    progress.begin("Resolving", 1)
    resolution = resolve(papers, extractions)
    progress.advance(1)
    iris = Iris(base)
    progress.begin("Writing", len(papers))
    draft = graph.new_generation()
    draft.bulk_load(statements(_counted(papers, progress), extractions, resolution, iris))
    _write_side_files(draft, papers, extractions, resolution, iris)
    progress.begin("Checking", 1)
    _check(draft)
    progress.advance(1)
    if kept is not None:
        draft.copy_named_graphs(kept)
    facts = _facts(papers, extractions, resolution, pipeline=pipeline, inputs=inputs)
    return graph.commit(draft, base=base, **facts, triples=draft.count())


def _facts(
    papers: Sequence[Paper],
    extractions: Mapping[str, Extraction],
    resolution: Resolution,
    *,
    pipeline: str,
    inputs: Sequence[str],
) -> dict[str, Any]:
    """Return what the manifest says of a build."""
    entities = Counter(PATHS[kind] for kind, _ in resolution.entities)
    return {
        "papers": len(papers),
        "entities": {path: entities[path] for path in PATHS.values()},
        "results": sum(len(e.results) for e in extractions.values()),
        "pipeline": pipeline,
        "inputs": list(inputs),
    }


def _counted(papers: Iterable[Paper], progress: Progress) -> Iterator[Paper]:
    """Yield papers, and tell of each when the next is asked for."""
    for paper in papers:
        yield paper
        progress.advance(1)


def _check(draft: Draft) -> None:
    """Raise InvalidGraphError if the draft breaks a shape."""
    broken = shapes.violations(draft.select)
    if broken:
        shown = "; ".join(str(v) for v in broken[:_SHOWN_VIOLATIONS])
        raise InvalidGraphError(f"the built graph breaks its shapes ({len(broken)} violations): {shown}")


def _write_side_files(
    draft: Draft,
    papers: Sequence[Paper],
    extractions: Mapping[str, Extraction],
    resolution: Resolution,
    iris: Iris,
) -> None:
    """Write what a generation holds besides its store: its papers, and the index of names."""
    with (draft.path / PAPERS_FILE).open("w", encoding="utf-8") as out:
        for paper in papers:
            out.write(json.dumps(dataclasses.asdict(paper)) + "\n")
    names.write(draft.path / names.FILE_NAME, papers, extractions, resolution, iris)


def _stored(record: Mapping[str, Any]) -> Paper:
    """Return the paper of a line of PAPERS_FILE."""
    tuples = {name: tuple(record[name]) for name in ("authors", "categories")}
    return Paper(**{**record, **tuples})


def _checked_base(base: str) -> str:
    """Return a base that IRIs may be minted below. Raises UsageError for any other text."""
    try:
        parts = urlsplit(base)
        _ = parts.port
    except ValueError as e:
        raise UsageError(f"--base {base!r}: {e}") from e
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or not base.endswith("/")
        or _UNSAFE.search(base)
    ):
        raise UsageError(f"--base {base!r} is not an absolute http IRI that ends in a slash")
    return base
