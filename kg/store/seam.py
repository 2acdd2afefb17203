"""The seam that all queries go through: one protocol, whichever store answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from kg.errors import NotAcceptableError
from kg.records import Node

JSON = "application/sparql-results+json"
TURTLE = "text/turtle"

Kind = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class Formats:
    """By kind of answer the media type that the caller wants; None where that kind is not acceptable."""

    solutions: str | None = JSON
    boolean: str | None = JSON
    graph: str | None = TURTLE

    def of(self, kind: Kind) -> str:
        """Return the media type for a kind of answer. Raises NotAcceptableError where there is none."""
        media_type: str | None = getattr(self, kind)
        if media_type is None:
            raise NotAcceptableError(f"the query's answer is of the kind {kind!r}, which is not accepted")
        return media_type


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised answer.

    `truncated` names the limit that cut the body. A cut body stops in the middle: JSON and XML lack their
    end, so that nobody takes them for complete.
    """

    kind: Kind
    media_type: str
    body: bytes
    truncated: Literal["bytes", "rows", "time"] | None = None


class Store(Protocol):
    """What answers SPARQL queries."""

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Node] | None = None,
        formats: Formats = Formats(),
        deadline: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base_iri: str | None = None,
    ) -> Answer:
        """Return the answer to a query in which the variables of `bindings` have the values given there.

        The prefixes of `vocabulary.PREFIXES` need no declaration, and a declaration in the text wins.
        `deadline` is in seconds, waiting included; None stands for the store's own. `default_graphs` and
        `named_graphs` are the protocol's dataset: where either is given, both override FROM and FROM
        NAMED. `base_iri` resolves relative IRIs.

        Raises QuerySyntaxError, QueryRefusedError (an update, SERVICE), NotAcceptableError,
        QueryTimeoutError, QueryTooLargeError, BusyError, StoreError; UsageError for a binding, graph or
        base that is no RDF term or that the text does not mention.
        """
        ...
