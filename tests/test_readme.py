"""What the README shows is what happens: its console sessions and Python examples are run."""

import doctest
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """Return (command, output as shown) for each `$ ` line of the console blocks, in order."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = command[:-1] + more.strip()
            found.append((command, output))
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, seed_graph: Path) -> Iterator[tuple[Path, str]]:
    """Yield a folder that holds the seeds and their graph, and the port that serves it."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(seed_graph, folder / "graph")
    (folder / "seeds").symlink_to(ROOT / "seeds")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [Path(sys.executable).with_name("kg"), "serve", "--port", str(port)],
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()
            break
        except urllib.error.URLError:
            assert server.poll() is None
            time.sleep(0.1)
    yield folder, str(port)
    server.terminate()
    server.wait(10)


@pytest.mark.parametrize(("command", "shown"), sessions(), ids=[command[:60] for command, _ in sessions()])
def test_a_session(served: tuple[Path, str], command: str, shown: str) -> None:
    if command.startswith(("make ", "git ")):
        pytest.skip("set-up is run by .ci/run itself")
    folder, port = served
    done = subprocess.run(
        ["bash", "-c", command.replace(":8000", f":{port}")],
        cwd=folder,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "110"},
        capture_output=True,
        text=True,
        check=False,
    )

    got = (done.stdout + done.stderr).replace(f":{port}", ":8000")
    assert doctest.OutputChecker().check_output(shown.strip() + "\n", got.strip() + "\n", FLAGS), got


@pytest.mark.parametrize("code", blocks("python"))
def test_a_python_example(served: tuple[Path, str], code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=served[0],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_it_names_every_command() -> None:
    assert [name for name in COMMANDS if f"kg {name}" not in README] == []
