"""A query as it is sent to an engine: bound, pinned, and its answer's format chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import NotAcceptableError
from kg.records import Node
from kg.store import bindings as data_blocks
from kg.store import edits, query_text, rdf_formats
from kg.store.edits import Edit, EditedText
from kg.store.seam import Formats, Kind


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text to send, and the kind and media type of its answer."""

    text: EditedText
    kind: Kind
    media_type: str


def prepare(text: str, bindings: Mapping[str, Node], formats: Formats, prologue: str = "") -> Prepared:
    """Return a query ready to send; `prologue` goes before it, on its first line.

    Raises what `Store.query` does for a text, a binding or formats that no engine needs to see.
    """
    query = query_text.parse(text)
    media_type = formats.of(query.kind)
    known = rdf_formats.GRAPHS if query.kind == "graph" else rdf_formats.RESULTS
    if media_type not in known:
        raise NotAcceptableError(
            f"no {media_type} for an answer of the kind {query.kind!r}: {', '.join(known)}"
        )
    changes = [Edit(0, prologue), *edits.pinned(query), *data_blocks.edits(query, bindings)]
    return Prepared(EditedText.of(text, changes), query.kind, media_type)
