"""kg shared: papers that share datasets, models, metrics or tasks."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg import sharing
from kg.cli.options import graph_option, open_names, write
from kg.cli.tables import short, table
from kg.store.embedded import open_graph


@click.command("shared")
@click.argument("entity", metavar="PAPER|DATASET")
@click.option(
    "--by",
    type=click.Choice(["dataset", "model", "metric", "task"]),
    help="What papers share with PAPER; by default dataset.",
)
@click.option(
    "--family", is_flag=True, help="Count variants of one family, such as ImageNet-1K and ImageNet."
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option(
    "--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@graph_option
def command(entity: str, by: str | None, family: bool, limit: int, format_: str, graph: Path) -> None:
    """List the papers that share datasets with PAPER, or that use DATASET, most telling first.

    PAPER or DATASET is an IRI, a path (dataset/imagenet), a paper's id or title, or a name in any known
    spelling. What is shared is marked ~ where it is not the same but of one family.
    """
    with open_graph(graph) as store, open_names(store.generation) as names:
        found = sharing.shared(store, names.find(entity), by=by, family=family, limit=limit)
        base = store.generation.manifest.base
    if format_ == "json":
        write(json.dumps(found.to_json_object(), indent=2, ensure_ascii=False) + "\n")
    elif format_ == "csv":
        write(found.to_csv())
    else:
        lines = [
            (
                f"{item.score:.2f}",
                item.title,
                ", ".join(("" if s.exact else "~") + s.label for s in item.shared),
                short(item.paper, base),
            )
            for item in found.items
        ]
        write(table(("score", "title", "shared", "paper"), lines))
        if found.truncated:
            click.echo(f"{len(found.items)} of {found.total} shown; --limit shows more", err=True)
