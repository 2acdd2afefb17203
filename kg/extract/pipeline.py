"""The pipeline: which components run, in which order, and what version they make together."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.lang.en import English
from spacy.language import Language

from kg import __version__, lexicon
from kg.extract import (  # noqa: F401 - importing a component's module registers its factory
    abbreviated_names,
    abbreviations,
    decision,
    entities,
    head_nouns,
    lexicon_matcher,
    new_names,
    repositories,
    results,
    roles,
    shapes,
    statistical_mentions,
    tokenizer,
    trained_roles,
)
from kg.extract.statistical_mentions import MODELS
from kg.records import Extraction, Paper

# By name: the components of a pipeline in order, with what their config says other than its defaults.
PIPELINES: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]] = {
    "default": (
        ("paperatlas_repositories", {}),
        ("paperatlas_abbreviations", {}),
        ("paperatlas_statistical", {}),
        ("paperatlas_decider", {}),
        ("paperatlas_entities", {}),
        ("paperatlas_trained_roles", {}),
        ("paperatlas_results", {}),
    ),
    # No trained part: for comparison, and where speed is all.
    "rules": (
        ("paperatlas_repositories", {}),
        ("paperatlas_abbreviations", {}),
        ("paperatlas_abbreviated_names", {}),
        ("paperatlas_lexicon", {}),
        ("paperatlas_new_names", {}),
        ("paperatlas_head_nouns", {}),
        ("paperatlas_shapes", {}),
        (
            "paperatlas_decider",
            {
                "groups": ["repositories", "lexicon", "new_names", "abbreviated_names"],
                "fallbacks": ["head_nouns", "shapes"],
                "thresholds": decision.THRESHOLDS_OF_RULES,
            },
        ),
        ("paperatlas_entities", {}),
        ("paperatlas_roles", {}),
        ("paperatlas_results", {}),
    ),
}
DEFAULT = "default"
# Abstracts have some 1,500 characters; what follows this many is not analysed, so that the time is bounded.
MAX_CHARACTERS = 10_000
# JSON can smuggle halves of surrogate pairs in, which no UTF-8 can hold. One character stands for one, so
# that offsets keep.
_SURROGATE = re.compile("[\ud800-\udfff]")


@functools.cache
def pipeline_version(name: str = DEFAULT) -> str:
    """Return name and version of a pipeline, which change with the sources, tables and weights it reads."""
    package = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    sources = [*package.rglob("*.py"), package.parent / "repository_urls.py", package.parent / "keys.py"]
    for path in sorted(
        [*sources, *package.rglob("*.tsv"), *lexicon.DIRECTORY.glob("*.*"), *MODELS.glob("*.npz")]
    ):
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    return f"{name} {__version__}+{digest.hexdigest()[:8]}"


@functools.cache
def load(name: str = DEFAULT) -> Language:
    """Return a pipeline of PIPELINES, built once a process."""
    nlp = English.from_config(
        {"nlp": {"lang": "en", "tokenizer": {"@tokenizers": "paperatlas.AbstractTokenizer.v1"}}}
    )
    for component, config in PIPELINES[name]:
        nlp.add_pipe(component, config=dict(config))
    return nlp


def extract_one(paper: Paper, pipeline: str = DEFAULT) -> Extraction:
    """Return the extraction of one paper; any text gives one."""
    text = _SURROGATE.sub("\ufffd", paper.text[:MAX_CHARACTERS])
    doc = load(pipeline)(text)
    return Extraction(
        paper=paper.id,
        entities=tuple(doc._.entities),
        results=tuple(doc._.results),
        abbreviations=tuple(
            dict.fromkeys((text[slice(*a.short)], text[slice(*a.long)]) for a in doc._.abbreviations)
        ),
        pipeline=pipeline_version(pipeline),
    )
