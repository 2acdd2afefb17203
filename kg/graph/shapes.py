"""Checks a graph against the shapes, by SPARQL.

A SHACL engine takes minutes and gigabytes over a graph of 30,000 papers; the same constraints as queries
take seconds in the store. A test holds that both find the same.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Template
from typing import NamedTuple

from rdflib import RDF, SH, Graph
from rdflib.collection import Collection
from rdflib.term import Node as RdfNode

from kg.ontology import COMPONENTS, SHAPES
from kg.records import Node
from kg.vocabulary import curie

# Of one constraint, this many breaks are listed: who made them in thousands needs to see a few.
LISTED = 20
# What a property shape says besides its constraints.
_NO_CONSTRAINTS = frozenset({RDF.type, SH.path, SH.message})


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that breaks a shape: the shape's IRI, what it demands, and the value at fault, if one is."""

    shape: str
    node: str
    message: str
    value: str | None = None

    def __str__(self) -> str:
        """Return it as one line."""
        at_fault = "" if self.value is None else f" (found {curie(self.value)!r})"
        return f"{self.node}: {self.message}{at_fault} [{self.shape.rpartition('#')[2]}]"


class _Check(NamedTuple):
    """A constraint of a shape as a query that finds what breaks it, in ?this and ?value."""

    shape: str
    message: str
    query: str


def violations(select: Callable[[str], Iterable[Mapping[str, Node]]]) -> list[Violation]:
    """Return the breaks of the shapes, sorted, at most `LISTED` of each constraint.

    `select` runs the text of a SELECT query over the graph and gives its rows; its errors pass through.
    """
    found = {
        Violation(check.shape, str(row["this"]), check.message, _shown(row.get("value")))
        for check in _checks()
        for row in select(check.query)
    }
    return sorted(found, key=lambda v: (v.shape, v.node, v.value or ""))


def _shown(value: Node | None) -> str | None:
    """Return a value's IRI or lexical form."""
    return value if value is None or isinstance(value, str) else value.value


@functools.cache
def _checks() -> tuple[_Check, ...]:
    """Return the checks of the shipped shapes."""
    graph = Graph().parse(SHAPES)
    return tuple(sorted([*_core_checks(graph), *_sparql_checks(graph)]))


def _core_checks(graph: Graph) -> Iterator[_Check]:
    """Yield a check for each target class and each constraint of its property shapes.

    Raises FileNotFoundError for a constraint component that has no query.
    """
    for node_shape, shape in graph.subject_objects(SH.property):
        path = _path(graph, _value(graph, shape, SH.path))
        message = str(_value(graph, shape, SH.message))
        for component, parameter in graph.predicate_objects(shape):
            if component in _NO_CONSTRAINTS:
                continue
            name = str(component).removeprefix(str(SH))
            template = Template((COMPONENTS / f"{name}.rq").read_text(encoding="utf-8"))
            for target in graph.objects(node_shape, SH.targetClass):
                query = template.safe_substitute(
                    {"class": target.n3(), "path": path, "parameter": _parameter(graph, parameter)}
                )
                yield _Check(str(shape), message, _limited(query))


def _sparql_checks(graph: Graph) -> Iterator[_Check]:
    """Yield a check for each SPARQL-based constraint, which states its target itself."""
    for shape, constraint in graph.subject_objects(SH.sparql):
        message = str(_value(graph, constraint, SH.message))
        declared = _value(graph, constraint, SH.prefixes)
        prefixes = sorted(
            f"PREFIX {_value(graph, each, SH.prefix)}: <{_value(graph, each, SH.namespace)}>"
            for each in graph.objects(declared, SH.declare)
        )
        text = "\n".join([*prefixes, str(_value(graph, constraint, SH.select))])
        yield _Check(str(shape), message, _limited(text))


def _limited(query: str) -> str:
    """Return a query that gives its first rows only, always the same."""
    return f"{query.rstrip()}\nORDER BY $this\nLIMIT {LISTED}\n"


def _value(graph: Graph, subject: RdfNode, predicate: RdfNode) -> RdfNode:
    """Return the one value of a property that every shape of ours has.

    Raises LookupError where it is missing.
    """
    value = graph.value(subject, predicate, any=False)
    if value is None:
        raise LookupError(f"{subject} in {SHAPES.name} has no {predicate}")
    return value


def _path(graph: Graph, path: RdfNode) -> str:
    """Return a property, or its inverse, as SPARQL writes it."""
    inverse = graph.value(path, SH.inversePath)
    return path.n3() if inverse is None else f"^{inverse.n3()}"


def _parameter(graph: Graph, parameter: RdfNode) -> str:
    """Return the parameter of a constraint as SPARQL writes it: a term, or a list of terms."""
    if graph.value(parameter, RDF.first) is None:
        return parameter.n3()
    return "({})".format(", ".join(item.n3() for item in Collection(graph, parameter)))
