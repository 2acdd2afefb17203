"""GEXF, for Gephi."""

from __future__ import annotations

from typing import IO

from networkx.readwrite.gexf import GEXFWriter

from kg.exports.property_graph import PropertyGraph


def write(graph: PropertyGraph, out: IO[bytes]) -> None:
    """Write nodes and edges as GEXF 1.2, in UTF-8."""
    writer = GEXFWriter(graph.to_networkx(), version="1.2draft", prettyprint=False)
    for meta in writer.xml.iter("meta"):
        # The day of writing: the same graph would be another file tomorrow.
        meta.attrib.clear()
    writer.write(out)
