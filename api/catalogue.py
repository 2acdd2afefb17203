"""The stored queries that the service offers."""

from collections.abc import Mapping
from functools import cache

from kg import stored_queries
from kg.stored_queries import StoredQuery


@cache
def queries() -> Mapping[str, StoredQuery]:
    """Return the shipped stored queries by name; their files do not change under a running service."""
    return stored_queries.catalogue()
