import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import readers
from kg.errors import InputError
from kg.records import Paper

Reading = tuple[list[Paper], list[str]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Write text or bytes to a file whose name says nothing, and return its path."""

    def write_file(content: str | bytes, *, zipped: bool = False, name: str = "input") -> str:
        data = content if isinstance(content, bytes) else content.encode()
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if zipped else data)
        return str(path)

    return write_file


@pytest.fixture
def read(write: Callable[..., str]) -> Callable[..., Reading]:
    """Read content: its papers, and the errors of its bad records without the path."""

    def read_content(content: str | bytes, **options: bool) -> Reading:
        path = write(content, **options)
        errors: list[InputError] = []
        papers = list(readers.read([path], on_bad=errors.append))
        return papers, [str(error).removeprefix(path) for error in errors]

    return read_content
