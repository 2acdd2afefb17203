"""kg export: the graph as a file of another tool."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg import exports
from kg.cli.options import graph_option, replacing
from kg.errors import UsageError
from kg.store.generations import GraphDirectory


@click.command("export")
@click.argument("format_", metavar="FORMAT")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; else standard output."
)
@graph_option
def command(format_: str, output: Path | None, graph: Path) -> None:
    """Export the graph as FORMAT, the usual file suffix.

    Statements: nt, ttl, jsonld, rdf; with named graphs: nq, trig. Papers and entities as nodes and edges
    for other graph tools: graphml, gexf, cyjs, csv.zip.
    """
    if format_ not in exports.FORMATS:
        raise UsageError(f"FORMAT {format_!r} is none of {', '.join(exports.FORMATS)}")
    generation = GraphDirectory(graph).current
    if output is None:
        exports.export(generation, format_, sys.stdout.buffer)
        return
    with replacing(output, "--output") as out:
        exports.export(generation, format_, out)
