"""Scores of extracted entities and results against annotated records.

The rows are, with precision, recall and F1 by type and over all (micro-averaged):

mention         exact span and type
entity          entities of a type matched one to one (see `matching.pairs`)
edge            matched, and the role agrees: the statement that the graph makes of a paper
results         rows whose metric and value agree
results linked  rows whose model, dataset, metric, value and delta agree
name            the share of matched entities that have the annotated name

`analyse` says what is wrong, item by item and by kind; `calibration.reliability` whether confidences hold;
`report.html` shows all of it, with the texts.
"""

from kg.evaluation.annotations import read_records
from kg.evaluation.errors import Analysis, Error, Kind, analyse
from kg.evaluation.scores import Score, score, table

__all__ = ["Analysis", "Error", "Kind", "Score", "analyse", "read_records", "score", "table"]
