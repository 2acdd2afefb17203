"""kg evaluate: scores against annotated records."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from kg import evaluation, extract, readers
from kg.cli.options import write
from kg.cli.progress import Bars


@click.command("evaluate")
@click.argument("papers")
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--predicted",
    type=click.Path(path_type=Path),
    help="Records to score; by default PAPERS are extracted here and now.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print row: [precision, recall, F1, gold count] as JSON."
)
def command(papers: str, gold: Path, predicted: Path | None, as_json: bool) -> None:
    """Score extraction on PAPERS against the annotated records GOLD.

    Rows: mentions, entities and edges (entity and role) by type and together; the share of entities with
    the annotated name; results by metric and value, and fully linked.
    """
    read = {p.id: p for p in readers.read([papers])}
    records = evaluation.read_records(predicted) if predicted is not None else _extracted(list(read.values()))
    scores = evaluation.score(read, evaluation.read_records(gold), records)
    write(json.dumps(scores) + "\n" if as_json else evaluation.table(scores))


def _extracted(papers: list[readers.Paper]) -> dict[str, dict[str, object]]:
    """Return the records of our own extraction, by paper id."""
    with Bars() as bars:
        bars.progress.begin("Extracting", len(papers))
        found = {}
        for paper, extraction in zip(
            papers, extract.extract(papers, processes=os.cpu_count() or 1), strict=True
        ):
            found[paper.id] = extraction.to_json_object(paper.text)
            bars.progress.advance(1)
        return found
