"""kg stats: what a graph holds."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg import statistics
from kg.cli.options import graph_option, write
from kg.store.embedded import open_graph


@click.command("stats")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@graph_option
def command(as_json: bool, graph: Path) -> None:
    """Count papers, entities by type, results and triples, and name the datasets that most papers share."""
    with open_graph(graph) as store:
        found = statistics.statistics(store, store.generation)
    write(json.dumps(found.to_json_object(), ensure_ascii=False) + "\n" if as_json else found.text())
