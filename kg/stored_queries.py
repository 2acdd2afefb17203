"""Stored queries: questions kept as .rq files, whose `#+` header says in YAML what they ask.

The header is the run of `#+` lines that a file begins with (the form is grlc's): `summary`, `description`
and `parameters`, each of these with `name` (a variable of the query), `type`, `label`, and optionally
`default` and `choices`. A parameter without default must be given. Values are bound as RDF terms; no text
is ever pasted into a query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kg import resources
from kg.errors import InputError, UsageError
from kg.records import Literal, Node
from kg.vocabulary import PATHS, XSD

# Finds the IRI that a text names among the entities of some types (path words): `Names.find`.
Resolve = Callable[[str, Sequence[str]], str]

# Types of parameters that name something in the graph, by the path words of what they can name.
ENTITY_TYPES: Mapping[str, Sequence[str]] = {
    "paper": ("paper",),
    "entity": tuple(PATHS.values()),
    **{path: (path,) for path in PATHS.values()},
}

# By literal type: its datatype (None: a plain string) and the lexical forms that it admits.
_LITERALS: Mapping[str, tuple[str | None, re.Pattern[str]]] = {
    "string": (None, re.compile(r".*", re.DOTALL)),
    "integer": (XSD + "integer", re.compile(r"[+-]?[0-9]+")),
    "number": (XSD + "decimal", re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")),
    "boolean": (XSD + "boolean", re.compile(r"true|false")),
}
# An absolute IRI as far as binding it needs: a scheme, and nothing that SPARQL's IRIREF forbids.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")

TYPES = ("iri", *ENTITY_TYPES, *_LITERALS)

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the asker sets: its type of `TYPES`, its label on forms, and what it is by default.

    Where `choices` are given, it takes no other value.
    """

    name: str
    type: str
    label: str
    default: str | None = None
    choices: tuple[str, ...] = ()

    def term(self, value: str, resolve: Resolve) -> Node:
        """Return the term that a value means.

        Raises UsageError, naming the parameter, if the value is not of its type, and the errors of
        `resolve` with the parameter added.
        """
        if self.choices and value not in self.choices:
            raise _error(self.name, f"{value!r} is none of {', '.join(self.choices)}")
        if self.type in ENTITY_TYPES:
            try:
                return resolve(value, ENTITY_TYPES[self.type])
            except UsageError as error:
                # The class and its candidates stay; the asker also learns which of several names it was.
                error.parameter = self.name
                error.args = (f"parameter {self.name}: {error}",)
                raise
        if self.type == "iri":
            if not _IRI.fullmatch(value):
                raise _error(self.name, f"{value!r} is not an absolute IRI")
            return value
        datatype, form = _LITERALS[self.type]
        if not form.fullmatch(value):
            raise _error(self.name, f"{value!r} is not of type {self.type}")
        return Literal(value, datatype)


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A question with its text; `name` is its file's."""

    name: str
    summary: str
    description: str
    text: str
    parameters: tuple[Parameter, ...] = ()

    def bind(self, values: Mapping[str, str], resolve: Resolve) -> Mapping[str, Node]:
        """Return the term of each parameter, from the values given and the defaults of the others.

        Raises UsageError, with the parameter's name, for one that is unknown, missing or ill-typed, and
        UnknownEntityError or AmbiguousEntityError for a name that `resolve` does not settle.
        """
        known = {parameter.name for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise _error(name, f"{self.name} takes {_list(sorted(known))}")
        bindings: dict[str, Node] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value is None:
                raise _error(parameter.name, f"{self.name} needs it, of type {parameter.type}")
            bindings[parameter.name] = parameter.term(value, resolve)
        return bindings


def catalogue(directory: Path | None = None) -> Mapping[str, StoredQuery]:
    """Return the stored queries of a folder (the shipped one by default), by name, in order of name.

    Raises InputError, naming file and line, for a malformed header.
    """
    folder = resources.directory("queries") if directory is None else directory
    return {path.stem: read(path) for path in sorted(folder.glob("*.rq"))}


def read(path: Path) -> StoredQuery:
    """Return the stored query of one file. Raises InputError, naming file and line, if it is malformed."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from error
    header = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            break
        header.append(line[2:].removeprefix(" "))
    try:
        # BaseLoader makes nothing but str, list and dict: `default: 10` stays what was written.
        node = yaml.compose("\n".join(header), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        number = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{path}:{number}: header is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise InputError(f"{path}:1: header is not YAML: {' '.join(str(error).split())}") from error
    return _Header(path).query(node, text)


class _Header:
    """Reads the header of one file from its YAML nodes, which know their lines."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def query(self, node: yaml.Node | None, text: str) -> StoredQuery:
        """Return the query that a header and its text are."""
        fields = self._mapping(node, required=("summary", "description"), optional=("parameters",))
        parameters: list[Parameter] = []
        for entry in self._sequence(fields.get("parameters")):
            parameter = self._parameter(entry)
            if parameter.name in (known.name for known in parameters):
                raise self._error(entry, f"parameter {parameter.name} is there twice")
            if not re.search(rf"[?$]{parameter.name}\b", text):
                raise self._error(entry, f"the query has no variable ?{parameter.name}")
            parameters.append(parameter)
        return StoredQuery(
            name=self._path.stem,
            summary=self._text(fields["summary"]),
            description=self._text(fields["description"]),
            text=text,
            parameters=tuple(parameters),
        )

    def _parameter(self, node: yaml.Node) -> Parameter:
        fields = self._mapping(node, required=("name", "type", "label"), optional=("default", "choices"))
        name = self._text(fields["name"])
        if not _NAME.fullmatch(name):
            raise self._error(fields["name"], f"{name!r} is not a lower-case variable name")
        kind = self._text(fields["type"])
        if kind not in TYPES:
            raise self._error(fields["type"], f"{kind!r} is no type of parameter ({_list(TYPES)})")
        default = self._text(fields["default"]) if "default" in fields else None
        choices = tuple(self._text(choice) for choice in self._sequence(fields.get("choices")))
        parameter = Parameter(name, kind, self._text(fields["label"]), default, choices)
        if default is not None:
            try:
                parameter.term(default, lambda text, _: text)
            except UsageError as error:
                raise self._error(fields["default"], f"default of {error}") from error
        return parameter

    def _mapping(
        self, node: yaml.Node | None, *, required: Sequence[str], optional: Sequence[str]
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self._error(node, f"expected a mapping with {_list(required)}")
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._text(key)
            if name not in (*required, *optional) or name in fields:
                raise self._error(key, f"{name!r} is unknown here or there twice")
            fields[name] = value
        for name in required:
            if name not in fields:
                raise self._error(node, f"{name!r} is missing")
        return fields

    def _sequence(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self._error(node, "expected a list")
        items: list[yaml.Node] = node.value
        return items

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(node, "expected a text")
        value: Any = node.value
        return str(value).strip()

    def _error(self, node: yaml.Node | None, message: str) -> InputError:
        line = 1 if node is None else node.start_mark.line + 1
        return InputError(f"{self._path}:{line}: {message}")


def _error(parameter: str, message: str) -> UsageError:
    """Return the error that a parameter's value is."""
    return UsageError(f"parameter {parameter}: {message}", parameter)


def _list(names: Sequence[str]) -> str:
    """Return names as an error message lists them."""
    return ", ".join(names) if names else "no parameters"
