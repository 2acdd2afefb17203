"""A build that is killed at any moment leaves the old generation in use, and the next one completes."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.build import build, stored_papers
from kg.errors import GraphDirectoryError
from kg.store.draft import Draft
from kg.store.embedded import open_graph
from kg.store.generations import GraphDirectory
from kg.store.results import select

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "daily-papers.jsonl"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?paper a pa:Paper }"


def papers_served(directory: Path) -> int:
    with open_graph(directory) as store:
        node = select(store, COUNT)[0]["n"]
    assert not isinstance(node, str)
    return int(node.value)


def start_build(directory: Path) -> subprocess.Popen[bytes]:
    command = "from kg.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", command, "build", str(SEEDS), "--graph", str(directory), "--processes", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def seconds_of_a_build(directory: Path) -> float:
    started = time.monotonic()
    assert start_build(directory).wait() == 0
    return time.monotonic() - started


def test_killed_at_random_moments(tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    few = tmp_path / "few.jsonl"
    few.write_text("".join(SEEDS.read_text(encoding="utf-8").splitlines(keepends=True)[:3]), encoding="utf-8")
    build([str(few)], directory, processes=1)
    whole = {cached: seconds_of_a_build(tmp_path / "timed") for cached in (False, True)}

    moments = random.Random(20)
    killed = 0
    for i in range(20):
        # Without its cache a build spends most of its time extracting, with it in what comes after.
        cached = i % 2 == 0
        if not cached:
            shutil.rmtree(directory / "cache")
        process = start_build(directory)
        try:
            process.wait(moments.uniform(0.3, 1.0) * whole[cached])
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        # A kill between the commit and the end of the process comes too late to stop anything.
        served = papers_served(directory)
        assert served == 71 if process.returncode == 0 else served in (3, 71)
        if served == 71:
            build([str(few)], directory, processes=1)

    assert killed >= 5, "most moments must fall within the build, on a machine of any load"
    assert start_build(directory).wait() == 0
    assert papers_served(directory) == 71
    assert len(stored_papers(GraphDirectory(directory).current)) == 71
    assert not list(directory.glob("generations/*.partial"))


@pytest.mark.parametrize("stage", ["bulk_load", "commit"])
def test_a_failing_build_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    directory = tmp_path / "graph"
    few = tmp_path / "few.jsonl"
    few.write_text("".join(SEEDS.read_text(encoding="utf-8").splitlines(keepends=True)[:3]), encoding="utf-8")
    build([str(few)], directory, processes=1)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    owner = Draft if stage == "bulk_load" else GraphDirectory
    with monkeypatch.context() as patched:
        patched.setattr(owner, stage, full)
        with pytest.raises(GraphDirectoryError, match="No space left"):
            build([str(SEEDS)], directory, processes=1)

    assert papers_served(directory) == 3
    build([str(SEEDS)], directory, processes=1)
    assert papers_served(directory) == 71
