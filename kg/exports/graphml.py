"""GraphML, for Gephi, yEd, igraph and networkx."""

from __future__ import annotations

from typing import IO

import networkx as nx

from kg.exports.property_graph import PropertyGraph


def write(graph: PropertyGraph, out: IO[bytes]) -> None:
    """Write nodes and edges as GraphML, in UTF-8."""
    nx.write_graphml_xml(graph.to_networkx(), out)
