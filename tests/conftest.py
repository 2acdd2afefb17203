"""What tests of every area build on: the seeds as a graph, and the command line run in this process."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.build import build
from kg.cli import main

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds" / "daily-papers.jsonl"


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `kg` with arguments, and standard input where given, as a shell would."""

    def run(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        written = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, written.out, written.err)

    return run


@pytest.fixture(scope="session")
def seed_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the graph directory of the seed papers. Tests only read it."""
    directory = tmp_path_factory.mktemp("seeds") / "graph"
    build([str(SEEDS)], directory, processes=1)
    return directory


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Return the folder of development material beside the repository, or skip where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the development material (../shared) is not on this machine")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_the_user() -> None:
    """Tests must not see a graph or base that the user's environment names."""
    for name in ("PAPERATLAS_GRAPH", "PAPERATLAS_BASE"):
        os.environ.pop(name, None)
