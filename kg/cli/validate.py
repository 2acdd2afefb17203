"""kg validate: whether a graph keeps its shapes."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import graph_option
from kg.graph import shapes
from kg.store.embedded import open_graph
from kg.store.results import select

# Validation reads the whole graph; a query of the service never may take this long.
_DEADLINE = 600.0
_MEMORY = 4 << 30


@click.command("validate")
@graph_option
def command(graph: Path) -> int:
    """Check the graph against its shapes (SHACL): exit 0 if it keeps them, 1 with a line for each break."""
    with open_graph(graph, deadline=_DEADLINE, memory=_MEMORY) as store:
        broken = shapes.violations(lambda text: select(store, text))
    for violation in broken:
        click.echo(str(violation))
    click.echo(f"{graph}: {len(broken) or 'no'} violation{'s' * (len(broken) != 1)}", err=True)
    return 1 if broken else 0
