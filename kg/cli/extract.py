"""kg extract: the records of what each abstract says."""

from __future__ import annotations

import json
import os

import click

from kg import extract, readers
from kg.cli.options import BadRecords, pipeline_option, skip_bad_option, write
from kg.cli.progress import Bars


@click.command("extract")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@skip_bad_option
@pipeline_option
@click.option(
    "--processes", type=click.IntRange(1), help="How many processes extract; by default one a core."
)
def command(inputs: tuple[str, ...], skip_bad: bool, pipeline: str, processes: int | None) -> None:
    """Write what each abstract says as one JSON record a line, sorted by paper id.

    A record has the paper's entities (type, name, role, mentions with spans and confidence), the results
    it reports, and the pipeline's name and version. No graph is needed or changed.
    """
    bad = BadRecords()
    papers = readers.distinct(readers.read(inputs, on_bad=bad if skip_bad else None))
    with Bars() as bars:
        bars.progress.begin("Extracting", len(papers))
        found = extract.extract(papers, pipeline=pipeline, processes=processes or os.cpu_count() or 1)
        for paper, extraction in zip(papers, found, strict=True):
            write(json.dumps(extraction.to_json_object(paper.text)) + "\n")
            bars.progress.advance(1)
    bad.report()
