"""kg neighbours: what surrounds an entity."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg import exports
from kg.cli.options import graph_option, open_names, write
from kg.cli.tables import short, table
from kg.neighbourhood import Neighbourhood, neighbourhood
from kg.store.embedded import open_graph


@click.command("neighbours")
@click.argument("entity")
@click.option("--depth", type=click.IntRange(1, 3), default=1, show_default=True)
@click.option(
    "--type", "types", multiple=True, metavar="TYPE", help="Only paper, dataset, model, … (repeatable)."
)
@click.option(
    "--limit", type=click.IntRange(1), default=200, show_default=True, help="At most so many nodes."
)
@click.option("--family", is_flag=True, help="Start from the entity's whole family of variants.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "cyjs", "graphml", "gexf", "ttl"]),
    default="table",
    show_default=True,
)
@graph_option
def command(
    entity: str, depth: int, types: tuple[str, ...], limit: int, family: bool, format_: str, graph: Path
) -> None:
    """Show what surrounds ENTITY: the papers, datasets, models … up to --depth steps away.

    ENTITY is an IRI, a path (model/vcmamba), a paper's id or title, or a name in any known spelling.
    """
    with open_graph(graph) as store, open_names(store.generation) as names:
        found = neighbourhood(store, names.find(entity), depth=depth, types=types, limit=limit, family=family)
    if format_ == "table":
        write(_table(found, store.generation.manifest.base))
        if found.truncated:
            click.echo("Not all is shown; --limit shows more", err=True)
    else:
        exports.write_neighbourhood(found, format_, sys.stdout.buffer)


def _table(found: Neighbourhood, base: str) -> str:
    """Return the edges, each with the labels of its ends."""
    label = {node.id: node.label for node in found.nodes}
    rows = [
        (label[e.source], short(e.property, base), label[e.target], short(e.target, base))
        for e in found.edges
    ]
    return table(("from", "property", "to", "path"), rows)
