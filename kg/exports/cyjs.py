"""Cytoscape JSON, for Cytoscape and Cytoscape.js."""

from __future__ import annotations

import json
from typing import IO

from kg.exports.property_graph import PropertyGraph


def write(graph: PropertyGraph, out: IO[bytes]) -> None:
    """Write nodes and edges as Cytoscape JSON.

    networkx's own form is not it: it renames nodes and leaves their edges behind.
    """
    elements = {
        "nodes": [{"data": node} for node in graph.nodes],
        "edges": [{"data": edge} for edge in graph.edges],
    }
    out.write(json.dumps({"elements": elements}, ensure_ascii=False).encode())
