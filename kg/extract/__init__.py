"""Extraction: from a paper's title and abstract to the entities, roles and results that they state.

The stage is a spaCy pipeline whose components are the modules of this package, one each; `pipeline.py`
names them in order.
"""

from kg.extract.pipeline import DEFAULT, PIPELINES, load, pipeline_version
from kg.extract.workers import extract

__all__ = ["DEFAULT", "PIPELINES", "extract", "load", "pipeline_version"]
