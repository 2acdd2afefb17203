"""A build that is killed, at any moment, costs nothing but itself."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.records import Literal, Statement
from kg.store.generations import GraphDirectory

# Builds generation after generation; told a step, it kills itself at that step of its third build.
BUILDER = """
import os, shutil, signal, sys
from pathlib import Path
from kg.records import Literal, Statement
from kg.store import draft, generations
from kg.store.generations import GraphDirectory

graph = GraphDirectory(Path(sys.argv[1]))
fault = sys.argv[2] if len(sys.argv) > 2 else None
commits = 0

def dying(name, function):
    def call(*arguments, **options):
        if commits == 2 and fault == "before " + name:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **options)
        if commits == 2 and fault == "after " + name:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call

for name in ("mkdir", "rename", "replace", "write_text"):
    setattr(Path, name, dying(name, getattr(Path, name)))
shutil.rmtree = dying("rmtree", shutil.rmtree)
draft.Draft.bulk_load = dying("bulk_load", draft.Draft.bulk_load)
draft.Draft.seal = dying("seal", draft.Draft.seal)

while True:
    with graph.writing():
        new = graph.new_generation()
        size = 1000 + int(new.path.name[:6])
        new.bulk_load(Statement(f"http://x/{i}", "http://x/p", Literal(f"text {i}")) for i in range(size))
        (new.path / "summary.json").write_text(str(size))
        graph.commit(new, base="http://x/", size=size)
        commits += 1
        print(size, flush=True)
"""
STEPS = [
    f"{when} {step}"
    for step in ("mkdir", "bulk_load", "seal", "rename", "write_text", "replace", "rmtree")
    for when in ("before", "after")
]


def check(graph: GraphDirectory) -> None:
    """See that the current generation is whole."""
    generation = graph.current
    size = generation.manifest.facts["size"]
    assert len(ox.Store.read_only(str(generation.store))) == size
    assert (generation.path / "summary.json").read_text() == str(size)


def check_next_build_completes(graph: GraphDirectory) -> None:
    before = graph.current.name
    with graph.writing():
        draft = graph.new_generation()
        draft.bulk_load([Statement("http://x/0", "http://x/p", Literal("text"))])
        (draft.path / "summary.json").write_text("1")
        graph.commit(draft, base="http://x/", size=1)
    check(graph)
    assert sorted(path.name for path in (graph.path / "generations").iterdir()) == [
        before,
        graph.current.name,
    ]


@pytest.mark.parametrize("step", STEPS)
def test_a_build_killed_at_a_step(tmp_path: Path, step: str) -> None:
    graph = GraphDirectory(tmp_path / "graph")
    done = subprocess.run(
        [sys.executable, "-c", BUILDER, graph.path, step],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -9, done.stderr
    assert len(done.stdout.split()) == 2
    check(graph)
    check_next_build_completes(graph)


def kill_at_random_moments(path: Path, times: int) -> None:
    moments = random.Random(times)
    graph = GraphDirectory(path / "graph")
    for _ in range(times):
        with subprocess.Popen([sys.executable, "-c", BUILDER, graph.path], stdout=subprocess.PIPE) as builder:
            assert builder.stdout is not None
            builder.stdout.readline()
            time.sleep(moments.uniform(0, 0.2))
            builder.kill()
        check(graph)
    check_next_build_completes(graph)


def test_builds_killed_at_random_moments(tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path, 6)


@pytest.mark.soak
def test_many_builds_killed_at_random_moments(tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path, 200)


def test_a_first_build_killed(tmp_path: Path) -> None:
    graph = GraphDirectory(tmp_path / "graph")
    moments = random.Random(1)
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", BUILDER, graph.path], stdout=subprocess.DEVNULL
        ) as builder:
            while not (graph.path / "generations").is_dir():
                time.sleep(0.001)
            time.sleep(moments.uniform(0, 0.02))
            builder.kill()
        if graph.manifest is not None:
            check(graph)
    with graph.writing():
        pass
