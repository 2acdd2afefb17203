"""What a service is configured with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """The graph to serve and the bounds within which requests are answered.

    `query_workers` are the processes that run queries, for each process that serves HTTP. `deadline` and
    `max_deadline` are in seconds: what a query gets, and the most that its `timeout` may ask for.
    """

    graph: Path
    query_workers: int = 2
    deadline: float = 10.0
    max_deadline: float = 60.0
    # One query may not take the machine: 512 MiB serves every stored query on 75,000 papers.
    memory: int = 512 * 1024 * 1024
    # Larger answers are what /export is for.
    max_answer_bytes: int = 32 * 1024 * 1024
    # The longest queries in published logs are some 50 kB, lists of IRIs in VALUES.
    max_query_bytes: int = 128 * 1024
    max_body_bytes: int = 1024 * 1024
    # Browsers and proxies cut longer URLs; a longer query is for POST.
    max_url_bytes: int = 32 * 1024
