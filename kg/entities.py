"""What a store says of one paper, entity or author: its type, its label, its family."""

from __future__ import annotations

from collections.abc import Mapping

from kg import sparql
from kg.errors import UnknownEntityError
from kg.records import Node
from kg.store.results import select
from kg.store.seam import Store
from kg.vocabulary import CLASSES, PA, PATHS, SCHEMA

# The path words of what neighbourhoods are made of.
TYPES = ("paper", *PATHS.values(), "author")

# By class: the path word.
TYPES_BY_CLASS: Mapping[str, str] = {
    PA + "Paper": "paper",
    **{classes[0]: PATHS[kind] for kind, classes in CLASSES.items()},
    SCHEMA + "Person": "author",
}


def describe(store: Store, iri: str) -> tuple[str, str]:
    """Return the type (path word) and the label of a paper, entity or author.

    Raises UnknownEntityError where the graph has no such thing, and the errors of `Store.query`.
    """
    for row in select(store, sparql.text("description"), {"node": iri}):
        return TYPES_BY_CLASS[lexical(row["class"])], lexical(row.get("label", iri))
    raise UnknownEntityError(f"the graph has no paper, entity or author {iri}")


def family(store: Store, iri: str) -> dict[str, str]:
    """Return the labels of an entity's family by IRI, in order of IRI, the entity's own among them.

    A family is a root of `pa:variantOf` with all that is below it; what has no variants is its own.
    """
    rows = select(store, sparql.text("family"), {"entity": iri})
    return {lexical(row["member"]): lexical(row.get("label", row["member"])) for row in rows}


def lexical(node: Node) -> str:
    """Return the text of a term: an IRI, or a literal's lexical form."""
    return node if isinstance(node, str) else node.value
