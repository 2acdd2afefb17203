"""The nouns that the stages exchange: frozen, without behaviour beyond their own form.

Readers give a Paper; extraction an Extraction of it; resolution the Entities that all extractions speak
of and the Links between; the graph stage turns them into Statements. Offsets are in characters, from the
start of `Paper.text`, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

TYPES = ("Model", "Dataset", "Metric", "Task", "Repo")

# By type, the roles that an entity can play in a paper, strongest first.
ROLES: Mapping[str, tuple[str, ...]] = {
    "Model": ("proposed", "baseline", "used", "mentioned"),
    "Dataset": ("introduced", "used", "mentioned"),
    "Metric": ("reported", "proposed", "mentioned"),
    "Task": ("addressed", "mentioned"),
    "Repo": ("code", "data", "model", "page"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as a source gives it.

    `id` is its arXiv id without version, else the id given, else the slug of its title. `date` is
    ISO 8601 (a day, a month or a year). `version` and `updated` decide between two copies of one id.
    `source` says where the record is from: a URL, or the name of a collection.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    date: str | None = None
    categories: tuple[str, ...] = ()
    url: str | None = None
    license: str | None = None
    source: str | None = None
    version: int | None = None
    updated: str | None = None

    @property
    def text(self) -> str:
        """The text that offsets count in."""
        return f"{self.title}\n{self.abstract}"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text names an entity; confidence is in (0, 1]."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class PaperEntity:
    """An entity as one paper speaks of it: its catalogue name there, its role, its mentions in order."""

    type: str
    name: str
    role: str
    mentions: tuple[Mention, ...]

    @property
    def confidence(self) -> float:
        """The confidence of its surest mention."""
        return max(m.confidence for m in self.mentions)


@dataclass(frozen=True, slots=True)
class Result:
    """A number that an abstract reports.

    `model`, `dataset` and `metric` are indices into the extraction's entities, None where the text does
    not say. `value` is as written with its unit ("82.6%"); `delta` is true of a difference or ratio to
    something else. `start` and `end` enclose the value in the text; `confidence` is in (0, 1].
    """

    value: str
    delta: bool
    model: int | None
    dataset: int | None
    metric: int | None
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one paper's text says, found without looking at any other paper.

    `abbreviations` are (short form, long form) pairs that the text itself defines. `pipeline` is the name
    and version of what found it ("rules 0.1.0+1a2b3c4d").
    """

    paper: str
    entities: tuple[PaperEntity, ...]
    results: tuple[Result, ...]
    abbreviations: tuple[tuple[str, str], ...]
    pipeline: str

    def to_json_object(self, text: str) -> dict[str, Any]:
        """Return the record of the annotation guidelines, with spans, confidence and pipeline added.

        `text` is the paper's. Entities keep their order; `mentions` are the distinct strings in order of
        appearance; `confidences` go with `spans`.
        """
        names = [e.name for e in self.entities]
        return {
            "id": self.paper,
            "entities": [
                {
                    "type": e.type,
                    "name": e.name,
                    "role": e.role,
                    "mentions": list(dict.fromkeys(text[m.start : m.end] for m in e.mentions)),
                    "spans": [[m.start, m.end] for m in e.mentions],
                    "confidence": e.confidence,
                    "confidences": [m.confidence for m in e.mentions],
                }
                for e in self.entities
            ],
            "results": [
                {
                    "model": None if r.model is None else names[r.model],
                    "dataset": None if r.dataset is None else names[r.dataset],
                    "metric": None if r.metric is None else names[r.metric],
                    "value": r.value,
                    "delta": r.delta,
                    "span": [r.start, r.end],
                    "confidence": r.confidence,
                    "entities": [r.model, r.dataset, r.metric],
                }
                for r in self.results
            ],
            "abbreviations": [list(pair) for pair in self.abbreviations],
            "pipeline": self.pipeline,
        }

    @classmethod
    def from_json_object(cls, record: Mapping[str, Any]) -> Extraction:
        """Return the extraction that `to_json_object` wrote. Raises KeyError on any other record."""
        return cls(
            paper=record["id"],
            entities=tuple(
                PaperEntity(
                    e["type"],
                    e["name"],
                    e["role"],
                    tuple(
                        Mention(start, end, confidence)
                        for (start, end), confidence in zip(e["spans"], e["confidences"], strict=True)
                    ),
                )
                for e in record["entities"]
            ),
            results=tuple(
                Result(
                    value=r["value"],
                    delta=r["delta"],
                    model=r["entities"][0],
                    dataset=r["entities"][1],
                    metric=r["entities"][2],
                    start=r["span"][0],
                    end=r["span"][1],
                    confidence=r["confidence"],
                )
                for r in record["results"]
            ),
            abbreviations=tuple((short, long) for short, long in record["abbreviations"]),
            pipeline=record["pipeline"],
        )


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of the graph: what all its names, in all papers, mean.

    `type` and `key` identify it; `slug` is minted from the key alone. `parent` is the key of the entity of
    the same type that it is a variant of. `facts` are what the lexicon or a URL says of it: homepage,
    direction, unit, url, host.
    """

    type: str
    key: str
    slug: str
    label: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """The decision that a paper's entity is a certain entity of the graph, with its reason and score."""

    key: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """All entities, by type and key, and for every paper a link for each entity of its extraction.

    `entities` holds the ancestors of what is linked too, so that every parent is there.
    """

    entities: Mapping[tuple[str, str], Entity]
    links: Mapping[str, Sequence[Link]]


class Literal(NamedTuple):
    """An RDF literal: its lexical form, with a datatype IRI or a language tag (both absent: xsd:string)."""

    value: str
    datatype: str | None = None
    language: str | None = None


# An RDF term without blank nodes: a plain str is an IRI.
Node = str | Literal


class Statement(NamedTuple):
    """A triple of the default graph."""

    subject: str
    predicate: str
    object: Node
