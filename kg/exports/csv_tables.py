"""Two CSV tables, nodes and edges, in one ZIP file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import IO

from kg.exports.property_graph import PropertyGraph, Row

# The earliest that ZIP can say: the day of writing would make the same graph another file tomorrow.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_NODE_COLUMNS = ("id", "type", "label", "papers", "date", "url", "aliases")
_EDGE_COLUMNS = ("id", "source", "target", "property", "confidence")


def write(graph: PropertyGraph, out: IO[bytes]) -> None:
    """Write nodes.csv and edges.csv (RFC 4180, UTF-8) into a ZIP file."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, columns, rows in (
            ("nodes.csv", _NODE_COLUMNS, graph.nodes),
            ("edges.csv", _EDGE_COLUMNS, graph.edges),
        ):
            info = zipfile.ZipInfo(name, _NO_DATE)
            archive.writestr(info, _table(columns, rows), zipfile.ZIP_DEFLATED)


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return rows as CSV; what a row does not have is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
