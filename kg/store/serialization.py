"""Statements as a small RDF document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

import pyoxigraph as ox

from kg.records import Statement
from kg.store import rdf_formats, terms
from kg.vocabulary import PREFIXES


def serialize(statements: Iterable[Statement], rdf_format: str, out: IO[bytes]) -> None:
    """Write statements, in their order, in the format of a suffix: nt, ttl, rdf or jsonld."""
    triples = (quad.triple for quad in terms.quads(statements))
    ox.serialize(triples, out, rdf_formats.BY_SUFFIX[rdf_format], prefixes=dict(PREFIXES))
