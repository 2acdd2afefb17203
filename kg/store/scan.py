"""Reading a whole generation in this process, for exports: without workers, deadline or limits."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.records import Node
from kg.store import terms
from kg.store.generations import Generation
from kg.vocabulary import PREFIXES


def rows(generation: Generation, text: str) -> Iterator[dict[str, Node]]:
    """Yield the rows of a SELECT by variable name as they are found; unbound ones are absent.

    For texts of our own: nothing stops a query that does not end. Raises TypeError for other forms.
    """
    solutions = ox.Store.read_only(str(generation.store)).query(text, prefixes=dict(PREFIXES))
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("not a SELECT")
    names = [variable.value for variable in solutions.variables]
    for row in solutions:
        yield {name: terms.node(value) for name in names if (value := row[name]) is not None}
