"""The graph as a file, written by the store itself."""

from __future__ import annotations

from typing import IO

import pyoxigraph as ox

from kg.errors import UsageError
from kg.store import rdf_formats
from kg.store.generations import Generation
from kg.vocabulary import PREFIXES


def dump(generation: Generation, rdf_format: str, out: IO[bytes]) -> None:
    """Write a generation in the format of a suffix: nt, ttl, rdf, jsonld, nq or trig.

    The first four hold the default graph, which is the atlas; nq and trig also the named graphs. The order
    is the store's, which the statements alone decide. Raises UsageError for any other suffix.
    """
    if rdf_format not in rdf_formats.BY_SUFFIX:
        raise UsageError(f"unknown format {rdf_format!r}: none of {', '.join(rdf_formats.BY_SUFFIX)}")
    store = ox.Store.read_only(str(generation.store))
    triples = rdf_format in rdf_formats.TRIPLES_BY_SUFFIX
    store.dump(
        out,
        rdf_formats.BY_SUFFIX[rdf_format],
        from_graph=ox.DefaultGraph() if triples else None,
        prefixes=dict(PREFIXES),
    )
