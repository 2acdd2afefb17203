"""kg remove: a graph without one of its papers."""

from __future__ import annotations

from pathlib import Path

import click

from kg.build import remove
from kg.cli.options import graph_option
from kg.cli.progress import Bars


@click.command("remove")
@click.argument("paper")
@graph_option
def command(paper: str, graph: Path) -> None:
    """Remove PAPER, given by its IRI, path, id or title, with all that only it says."""
    with Bars() as bars:
        generation = remove(graph, paper, progress=bars.progress)
    facts = generation.manifest.facts
    click.echo(f"{graph}: {facts['papers']} papers, {facts['triples']} triples", err=True)
