"""Namespaces, terms, and the minting of IRIs: no other module spells an IRI."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from kg.keys import slug, squash
from kg.records import TYPES

PA = "https://w3id.org/paperatlas#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SCHEMA = "https://schema.org/"
DCTERMS = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
MLS = "http://www.w3.org/ns/mls#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"

# What query texts may use undeclared, CURIEs are written with, and exports declare.
PREFIXES: Mapping[str, str] = {
    "pa": PA,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "schema": SCHEMA,
    "dcterms": DCTERMS,
    "skos": SKOS,
    "mls": MLS,
    "oa": OA,
    "prov": PROV,
    "owl": "http://www.w3.org/2002/07/owl#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "sh": "http://www.w3.org/ns/shacl#",
}

DEFAULT_BASE = "http://127.0.0.1:8000/"

# By entity type: the first segment of its path.
PATHS: Mapping[str, str] = {
    "Model": "model",
    "Dataset": "dataset",
    "Metric": "metric",
    "Task": "task",
    "Repo": "repository",
}

# By entity type: its classes.
CLASSES: Mapping[str, tuple[str, ...]] = {
    "Model": (PA + "Model",),
    "Dataset": (PA + "Dataset", SCHEMA + "Dataset"),
    "Metric": (PA + "Metric", MLS + "EvaluationMeasure"),
    "Task": (PA + "Task", MLS + "Task"),
    "Repo": (PA + "Repository",),
}

# By entity type and role: the property from a paper to the entity.
ROLE_PROPERTIES: Mapping[tuple[str, str], str] = {
    ("Model", "proposed"): PA + "proposesModel",
    ("Model", "baseline"): PA + "comparesWithModel",
    ("Model", "used"): PA + "usesModel",
    ("Model", "mentioned"): PA + "mentionsModel",
    ("Dataset", "introduced"): PA + "introducesDataset",
    ("Dataset", "used"): PA + "usesDataset",
    ("Dataset", "mentioned"): PA + "mentionsDataset",
    ("Metric", "reported"): PA + "reportsMetric",
    ("Metric", "proposed"): PA + "proposesMetric",
    ("Metric", "mentioned"): PA + "mentionsMetric",
    ("Task", "addressed"): PA + "addressesTask",
    ("Task", "mentioned"): PA + "mentionsTask",
    ("Repo", "code"): PA + "hasCode",
    ("Repo", "data"): PA + "hasData",
    ("Repo", "model"): PA + "hasModelRelease",
    ("Repo", "page"): PA + "hasPage",
}

# By entity type: the properties that count as using it, for "papers that share".
SHARING_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    kind: tuple(iri for (of, role), iri in ROLE_PROPERTIES.items() if of == kind and role != "mentioned")
    for kind in TYPES
}


def curie(iri: str) -> str:
    """Return an IRI in its prefixed form where a prefix of ours fits, else unchanged."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("_", "").replace("-", "").isalnum():
            return f"{prefix}:{local}"
    return iri


class Iris:
    """Mints the IRIs of one graph, all below its base (an absolute http IRI that ends in a slash)."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.base = base

    def paper(self, paper_id: str) -> str:
        """Return the IRI of a paper."""
        return f"{self.base}paper/{_segment(paper_id)}"

    def entity(self, kind: str, entity_slug: str) -> str:
        """Return the IRI of an entity of a type of `records.TYPES`."""
        return f"{self.base}{PATHS[kind]}/{entity_slug}"

    def author(self, name: str) -> str:
        """Return the IRI of the person of this name."""
        words = " ".join(name.split())
        return f"{self.base}author/{slug(words, squash(words) or words.casefold())}"

    def result(self, paper_id: str, number: int) -> str:
        """Return the IRI of a paper's result; numbers count from 1."""
        return f"{self.base}result/{_segment(paper_id)}/{number}"

    def mention(self, paper_id: str, start: int, end: int) -> str:
        """Return the IRI of the mention at these offsets of the paper's text."""
        return f"{self.base}mention/{_segment(paper_id)}/{start}-{end}"

    def at(self, word: str, name: str) -> str:
        """Return the IRI at a path below the base: its first word, and the rest of it decoded.

        It undoes what reading a URL does to the IRIs of the other methods ("paper", "cs/0112017"), whether
        or not the graph has such a thing.
        """
        if word not in ("result", "mention"):
            return f"{self.base}{word}/{_segment(name)}"
        paper_id, _, part = name.rpartition("/")
        return f"{self.base}{word}/{_segment(paper_id)}/{_segment(part)}"

    def pipeline(self, name: str) -> str:
        """Return the IRI of an extraction pipeline, by name and version."""
        return f"{self.base}pipeline/{_segment(name)}"


def _segment(text: str) -> str:
    """Return text as one path segment: whatever could end or leave it is percent-encoded."""
    return quote(text, safe="", errors="surrogatepass")
