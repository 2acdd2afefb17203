from collections.abc import Callable
from pathlib import Path

import pytest

from kg.records import Paper


@pytest.fixture
def corpus() -> Path:
    folder = Path(__file__).resolve().parents[2] / "../shared/corpus"
    if not folder.is_dir():
        pytest.skip("the annotated corpus is not beside this repository")
    return folder.resolve()


@pytest.fixture
def paper() -> Callable[[str], Paper]:
    """Make a paper of a title without entities and this abstract, so that offsets begin at 2."""
    return lambda abstract: Paper(id="p1", title="T", abstract=abstract)
