"""kg load: a file of RDF as a named graph."""

from __future__ import annotations

from pathlib import Path

import click

from kg.build import load
from kg.cli.options import graph_option


@click.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--graph-name", metavar="IRI", help="The named graph that the statements go to.")
@graph_option
def command(file: Path, graph_name: str | None, graph: Path) -> None:
    """Load FILE (.nt, .ttl, .rdf, .jsonld; or those gzipped) as a named graph beside the papers' graph.

    Without --graph-name the statements go to the default graph, which only a directory that holds no
    papers allows: that of any other is built from its papers alone.
    """
    generation = load(graph, file, graph_name)
    click.echo(f"{graph}: {generation.manifest.facts['triples']} triples", err=True)
