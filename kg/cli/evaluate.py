"""kg evaluate: scores against annotated records."""

from __future__ import annotations

import json
import os
from contextlib import nullcontext
from pathlib import Path

import click

from kg import evaluation, extract, readers
from kg.cli.options import pipeline_option, replacing, write
from kg.cli.progress import Bars
from kg.evaluation import report


@click.command("evaluate")
@click.argument("papers")
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--predicted",
    type=click.Path(path_type=Path),
    help="Records to score; by default PAPERS are extracted here and now.",
)
@pipeline_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print row: [precision, recall, F1, gold count] as JSON."
)
@click.option(
    "--html",
    "report_file",
    type=click.Path(path_type=Path),
    metavar="REPORT",
    help="Also write a page of scores, errors by kind, reliability of confidence and both annotations.",
)
def command(
    papers: str,
    gold: Path,
    predicted: Path | None,
    pipeline: str,
    as_json: bool,
    report_file: Path | None,
) -> None:
    """Score extraction on PAPERS against the annotated records GOLD.

    Rows: mentions, entities and edges (entity and role) by type and together; the share of entities with
    the annotated name; results by metric and value, and fully linked.
    """
    # Opened first: a path that cannot be written is said before the extraction, not after it.
    with nullcontext() if report_file is None else replacing(report_file, "--html") as out:
        read = {p.id: p for p in readers.read([papers])}
        wanted = evaluation.read_records(gold)
        given = (
            evaluation.read_records(predicted)
            if predicted is not None
            else _extracted(list(read.values()), pipeline)
        )
        scores = evaluation.score(read, wanted, given)
        if out is not None:
            out.write(report.html(read, wanted, given, scores).encode(errors="backslashreplace"))
    write(json.dumps(scores) + "\n" if as_json else evaluation.table(scores))


def _extracted(papers: list[readers.Paper], pipeline: str) -> dict[str, dict[str, object]]:
    """Return the records of our own extraction, by paper id."""
    with Bars() as bars:
        bars.progress.begin("Extracting", len(papers))
        found = {}
        for paper, extraction in zip(
            papers, extract.extract(papers, pipeline=pipeline, processes=os.cpu_count() or 1), strict=True
        ):
            found[paper.id] = extraction.to_json_object(paper.text)
            bars.progress.advance(1)
        return found
