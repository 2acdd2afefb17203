import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.extract import extract, pipeline_version
from kg.extract import pipeline as pipeline_module
from kg.extract.workers import CHUNK
from kg.records import Paper

MANY = [Paper(str(n), f"Zorb{n}Net: Roads", f"We test Zorb{n}Net on ImageNet.") for n in range(3 * CHUNK)]


def test_workers_give_what_one_process_gives_in_the_same_order() -> None:
    done: list[int] = []

    spread = list(extract(MANY, processes=2, progress=done.append))

    assert spread == list(extract(MANY))
    assert [e.paper for e in spread] == [p.id for p in MANY]
    assert sum(done) == len(MANY)


def test_no_papers_give_no_extractions() -> None:
    assert list(extract([], processes=2)) == []


def test_the_version_names_the_pipeline_and_its_digest() -> None:
    name, version = pipeline_version().split(" ")

    assert name == "default"
    assert len(version.partition("+")[2]) == 8


def test_extraction_states_its_pipeline() -> None:
    assert next(extract(MANY[:1])).pipeline == pipeline_version()
    assert pipeline_module.pipeline_version() == pipeline_version()


PROGRAM = """
import sys
from kg.extract import extract
from kg.records import Paper
if __name__ == "__main__":
    papers = [Paper(str(n), "T", "We use BERT. " * 50) for n in range(20_000)]
    for done, _ in enumerate(extract(papers, processes=2)):
        if done == 0:
            print("begun", flush=True)
"""


def children(pid: int) -> set[int]:
    """Return the ids of the processes below a process."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    own = {int(p) for p in path.read_text().split()} if path.exists() else set()
    return own | {c for p in own for c in children(p)}


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts processes in Linux' /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_parent(tmp_path: Path, how: signal.Signals) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        workers = children(process.pid)
        assert len(workers) >= 2
        process.send_signal(how)
        process.wait(timeout=30)
    limit = time.monotonic() + 20
    while any(alive(pid) for pid in workers) and time.monotonic() < limit:
        time.sleep(0.05)
    assert [pid for pid in workers if alive(pid)] == []


def alive(pid: int) -> bool:
    """Return whether a process runs; one that ended and waits to be reaped does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_what_is_found_in_a_paper_does_not_depend_on_its_company() -> None:
    together = {e.paper: e for e in extract(MANY)}

    assert next(extract([MANY[3]])) == together[MANY[3].id]
    assert list(extract(MANY[::-1]))[-1] == together[MANY[0].id]
