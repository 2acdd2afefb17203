"""kg build: from papers to a graph."""

from __future__ import annotations

from pathlib import Path

import click

from kg import resources
from kg.build import build
from kg.cli.options import BadRecords, graph_option, skip_bad_option
from kg.cli.progress import Bars


@click.command("build")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option("--seeds", is_flag=True, help="Read the papers of the demonstration that paperatlas ships.")
@graph_option
@click.option("--add", is_flag=True, help="Add to the papers that the graph has, instead of replacing them.")
@skip_bad_option
@click.option(
    "--base",
    envvar="PAPERATLAS_BASE",
    metavar="IRI",
    help="What IRIs of entities begin with; by default http://127.0.0.1:8000/, with --add the graph's own.",
)
@click.option(
    "--processes", type=click.IntRange(1), help="How many processes extract; by default one a core."
)
def command(
    inputs: tuple[str, ...],
    seeds: bool,
    graph: Path,
    add: bool,
    skip_bad: bool,
    base: str | None,
    processes: int | None,
) -> None:
    """Build a graph from papers.

    INPUT is a file, or - for standard input: a saved Daily Papers page, papers as JSON lines, arXiv's
    metadata snapshot, or CSV with a header; each may be gzipped. The format is recognised by content.

    What was there stays in use until the new graph is complete and valid. Without --add it is replaced
    whole, loaded named graphs included.
    """
    if seeds:
        inputs = (*inputs, str(resources.directory("seeds") / "daily-papers.jsonl"))
    if not inputs:
        raise click.UsageError("INPUT is missing: name a file of papers, or use --seeds")
    bad = BadRecords()
    with Bars() as bars:
        generation = build(
            inputs,
            graph,
            base=base,
            add=add,
            on_bad=bad if skip_bad else None,
            processes=processes,
            progress=bars.progress,
        )
    bad.report()
    facts = generation.manifest.facts
    click.echo(
        f"{graph}: {facts['papers']} papers, {sum(facts['entities'].values())} entities,"
        f" {facts['results']} results, {facts['triples']} triples",
        err=True,
    )
