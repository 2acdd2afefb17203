"""The nouns that say what a name before them, or described by them, is."""

from __future__ import annotations

import re

DATASET = (
    r"(?:data\s?sets?|benchmarks?|corpus|corpora|test\s?-?beds?|test\s?(?:set|suite)s?|challenges?|leaderboards?"
    r"|collections?|treebanks?|data\s?banks?|arenas?|repositor(?:y|ies)|knowledge bases?|shared tasks?"
    r"|competitions?|track)"
)
MODEL = (
    r"(?:models?|frameworks?|methods?|approach(?:es)?|algorithms?|architectures?|networks?|systems?|modules?|loss(?:es)?"
    r"|strateg(?:y|ies)|pipelines?|techniques?|optimi[sz]ers?|agents?|librar(?:y|ies)|mechanisms?|paradigms?|blocks?"
    r"|encoders?|decoders?|backbones?|transformers?|schemes?|tokenizers?|solvers?|toolkits?|layers?|classifiers?"
    r"|estimators?|attacks?|LLMs?|VLMs?|MLLMs?|famil(?:y|ies)|series)"
)
METRIC = r"(?:metrics?|scores?|measures?|index|indices|divergence|distance)"
TASK = r"(?:tasks?|problems?)"

_FIRST = re.compile(
    rf"\b(?:(?P<Dataset>{DATASET})|(?P<Model>{MODEL})|(?P<Metric>{METRIC})|(?P<Task>{TASK}))\b", re.IGNORECASE
)


def described(text: str) -> str | None:
    """Return the type whose noun comes first in a description, None where none does."""
    found = _FIRST.search(text)
    return found.lastgroup if found else None
