"""The terms of `kg.records` as pyoxigraph's, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyoxigraph as ox

from kg.errors import InputError, UsageError
from kg.records import Literal, Node, Statement
from kg.vocabulary import RDF, XSD

# Predicates, classes and hubs recur all over a graph, subjects within a few statements.
_CACHED_IRIS = 65_536

_STRING = XSD + "string"
_LANGUAGE_STRING = RDF + "langString"


@lru_cache(maxsize=_CACHED_IRIS)
def named_node(iri: str) -> ox.NamedNode:
    """Return an IRI as a term. Raises ValueError for what is no absolute IRI."""
    return ox.NamedNode(iri)


def term(node: Node) -> ox.NamedNode | ox.Literal:
    """Return a node as a term. Raises ValueError for an invalid IRI, datatype or language tag."""
    if isinstance(node, str):
        return named_node(node)
    if node.language is not None:
        return ox.Literal(node.value, language=node.language)
    if node.datatype is not None:
        return ox.Literal(node.value, datatype=named_node(node.datatype))
    return ox.Literal(node.value)


def node(of: object) -> Node:
    """Return a term of an answer as a node; a blank node, which only loaded files hold, as "_:label".

    Raises TypeError for a quoted triple, which no graph of ours holds.
    """
    if isinstance(of, ox.NamedNode):
        return of.value
    if isinstance(of, ox.BlankNode):
        return str(of)
    if not isinstance(of, ox.Literal):
        raise TypeError(f"a term of an unexpected kind: {of}")
    datatype = of.datatype.value
    if datatype in (_STRING, _LANGUAGE_STRING):
        return Literal(of.value, language=of.language)
    return Literal(of.value, datatype)


def iri(text: str, name: str) -> str:
    """Return an absolute IRI unchanged. Raises UsageError, calling it `name`, for anything else."""
    try:
        return named_node(text).value
    except ValueError as error:
        raise UsageError(f"{name}: {text!r} is no absolute IRI: {error}", name) from error


def sparql(of: Node, name: str) -> str:
    """Return a node as SPARQL writes it, on one line. Raises UsageError naming the binding `name`."""
    try:
        return str(term(of))
    except ValueError as error:
        text = of if isinstance(of, str) else of.value
        raise UsageError(f"{name}: {text!r} is no RDF term: {error}", name) from error


def quads(statements: Iterable[Statement]) -> Iterator[ox.Quad]:
    """Yield statements as quads of the default graph. Raises InputError naming one that is no triple."""
    for statement in statements:
        subject, predicate, of = statement
        try:
            yield ox.Quad(named_node(subject), named_node(predicate), term(of))
        except ValueError as error:
            raise InputError(f"not an RDF statement: {statement!r}: {error}") from error
