"""What can go wrong, each with a message of one line that names the offending input.

The command line prints the message and exits 2; the service answers problem+json with the status
that `api/problems.py` gives the class. Nothing else needs to know more than the message.
"""

from typing import Self


class KgError(Exception):
    """Superclass of all errors that a user can do something about. Never raised directly."""


class InputError(KgError):
    """A file or record that cannot be read; the message names file, line and reason."""

    @classmethod
    def at(cls, source: str, line: int | None, reason: str) -> Self:
        """Return the error "SOURCE:LINE: reason" (no line: "SOURCE: reason") as one printable line."""
        where = source if line is None else f"{source}:{line}"
        return cls(_printable(f"{where}: {reason}"))


class UsageError(KgError):
    """An argument or parameter that does not fit; the message names it.

    `parameter` is its bare name where it has one ("limit"), for answers that machines read.
    """

    def __init__(self, message: str, parameter: str | None = None) -> None:
        self.parameter = parameter
        super().__init__(message)


class UnknownEntityError(UsageError):
    """No entity of the graph has this IRI, path, id or name."""


class AmbiguousEntityError(UsageError):
    """A name that several entities bear; `candidates` are their IRIs, best known first."""

    def __init__(self, name: str, candidates: list[str]) -> None:
        self.name = name
        self.candidates = candidates
        super().__init__(f"{name!r} names {len(candidates)} entities: {', '.join(candidates)}")


class GraphDirectoryError(KgError):
    """A directory that holds no graph, a foreign or newer one, or cannot be written."""


class InvalidGraphError(KgError):
    """A built graph that breaks its shapes and therefore did not become current."""


class StoreError(KgError):
    """A store that failed or cannot be reached, through no fault of the query."""


class QueryError(KgError):
    """Superclass of what a single query can be refused for. Never raised directly."""


class QuerySyntaxError(QueryError):
    """Text that is not SPARQL; `line` and `column` count from 1, and are None where unknown."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        where = "" if line is None else f"line {line}, column {column}: "
        super().__init__(where + message)


class QueryRefusedError(QueryError):
    """A query that a read-only, offline service never runs: an update or SERVICE."""


class NotAcceptableError(QueryError):
    """The answer's kind has no representation that the caller accepts."""


class QueryTimeoutError(QueryError):
    """A query that was stopped at its deadline."""


class QueryTooLargeError(QueryError):
    """A query that was stopped because it wanted more memory than one query may have."""


class BusyError(QueryError):
    """All query workers are taken and the queue is full, or no turn came before the deadline."""


def _printable(text: str) -> str:
    """Escape what could break a terminal's line or cannot be encoded: names and values are anybody's."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
