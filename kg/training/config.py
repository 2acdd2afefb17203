"""The configuration of a training run, read from TOML; `tagger.toml` here made what is shipped."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import InputError

SHIPPED = Path(__file__).resolve().parent / "tagger.toml"


@dataclass(frozen=True, slots=True)
class Vectors:
    """Subword vectors: their width, rows of the table, passes over the text."""

    width: int = 96
    rows: int = 50_000
    epochs: int = 4


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes of the network; `reaches` are those of its layers, before and after the document memory."""

    word: int = 64
    affix: int = 24
    hidden: int = 192
    reaches: tuple[int, ...] = (1, 2, 4)
    dropout: float = 0.3
    encoder_layers: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the network is trained.

    The rate is planned over `epochs`; the run stops after `stop` of them (0: all). `words` is the size of
    a batch; `rate` the top learning rate and `warmup` the share of steps until it is reached; `average`
    how much of the running mean of weights a step keeps. The encoder, where there is one, has a rate of
    its own, and its embeddings and first `frozen_layers` stay as they are.
    """

    epochs: int = 12
    stop: int = 0
    words: int = 6_000
    rate: float = 3e-3
    warmup: float = 0.1
    decay: float = 0.01
    clip: float = 2.0
    word_dropout: float = 0.05
    average: float = 0.995
    encoder_rate: float = 2e-4
    frozen_layers: int = 2


@dataclass(frozen=True, slots=True)
class Roles:
    """The role classifiers: weight of the squared weights, and entities that a feature must occur with."""

    penalty: float = 2.0
    least: int = 3


@dataclass(frozen=True, slots=True)
class Config:
    """A whole run; the same config, seed and data give the same files on the same machine with one thread.

    `tier` names the file of the network's weights. `biases` are added to the scores of a type's tags, see
    `tagger.Tagger`.
    """

    tier: str = "default"
    seed: int = 1
    threads: int = 1
    vectors: Vectors = field(default_factory=Vectors)
    size: Size = field(default_factory=Size)
    schedule: Schedule = field(default_factory=Schedule)
    roles: Roles = field(default_factory=Roles)
    biases: dict[str, float] = field(default_factory=dict)


_SECTIONS = {"vectors": Vectors, "size": Size, "schedule": Schedule, "roles": Roles}


def read(path: Path) -> Config:
    """Return the config of a file. Raises InputError for bad TOML and for names that there are not."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as e:
        raise InputError.at(str(path), None, str(e)) from e
    try:
        sections = {name: kind(**_tuples(given.pop(name, {}))) for name, kind in _SECTIONS.items()}
        return Config(**given, **sections)
    except TypeError as e:
        raise InputError.at(str(path), None, f"unknown setting ({e})") from e


def _tuples(section: dict[str, Any]) -> dict[str, Any]:
    """Return a section with its lists as tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in section.items()}


def as_object(config: Config) -> dict[str, Any]:
    """Return a config as JSON can hold it."""
    return dataclasses.asdict(config)
