"""The manifest of a graph directory: which generation is current, and what it was built from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import GraphDirectoryError

FORMAT_VERSION = 1
FILE_NAME = "manifest.json"

# The member that tells a manifest of ours; its value is the version of the directory's format.
_MARK = "paperatlas"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says.

    `current` is the name of the current generation, `base` the IRI below which its entities lie;
    `facts` are the further members, as the build gave them (pipeline, inputs, papers, triples …).
    """

    current: str
    base: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the manifest as the text of its file."""
        record = {_MARK: FORMAT_VERSION, "base": self.base, "current": self.current, **self.facts}
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def read(directory: Path) -> Manifest | None:
    """Return the manifest of a graph directory, None where it has none.

    Raises GraphDirectoryError for one that is unreadable, foreign, or of another format version.
    """
    path = directory / FILE_NAME
    try:
        record = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GraphDirectoryError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise GraphDirectoryError(f"{path}: not JSON: {error}") from error
    if not isinstance(record, dict) or _MARK not in record:
        raise GraphDirectoryError(f"{path}: not the manifest of a paperatlas graph")
    version = record.pop(_MARK)
    if version != FORMAT_VERSION:
        raise GraphDirectoryError(
            f"{path}: format version {version}, but this paperatlas reads version {FORMAT_VERSION}"
        )
    try:
        return Manifest(record.pop("current"), record.pop("base"), record)
    except KeyError as error:
        raise GraphDirectoryError(f"{path}: lacks the member {error}") from error
