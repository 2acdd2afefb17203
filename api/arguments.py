"""Reads the query parameters of this service's own resources, each of a type and within bounds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import request

from kg.errors import UsageError

_FLAGS = {"1": True, "true": True, "on": True, "0": False, "false": False, "": False}


def only(*known: str) -> None:
    """Raise UsageError for a parameter of the request that is not among those known."""
    for name in request.args:
        if name not in known:
            raise UsageError(f"{name}: unknown parameter; known are {', '.join(known)}", name)


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number. Raises UsageError if it is none, or out of bounds."""
    text = request.args.get(name, "")
    if not text:
        return default
    # isdecimal admits the digits of all scripts, as int does; both stop at signs and spaces.
    value = int(text) if text.isdecimal() and len(text) < len(str(most)) + 1 else -1
    if not least <= value <= most:
        raise UsageError(f"{name}: {text!r} is not a whole number from {least} to {most}", name)
    return value


def fraction(name: str, default: float) -> float:
    """Return a number from 0 to 1. Raises UsageError if it is none."""
    text = request.args.get(name, "")
    try:
        value = float(text or default)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"{name}: {text!r} is not a number from 0 to 1", name)
    return value


def flag(name: str) -> bool:
    """Return whether a parameter is set ("1", "true", "on"). Raises UsageError for any other value."""
    text = request.args.get(name, "").lower()
    if text not in _FLAGS:
        raise UsageError(f"{name}: {text!r} is neither 1 nor 0", name)
    return _FLAGS[text]


def words(name: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the values of a parameter that is repeated, or holds several with commas between.

    Raises UsageError for one that is not among those known.
    """
    values = [word for text in request.args.getlist(name) for word in text.split(",") if word]
    for word in values:
        if word not in known:
            raise UsageError(f"{name}: {word!r} is not one of {', '.join(known)}", name)
    return tuple(dict.fromkeys(values))


def word(name: str, default: str, known: Sequence[str]) -> str:
    """Return one of the known words. Raises UsageError for any other."""
    value = request.args.get(name) or default
    if value not in known:
        raise UsageError(f"{name}: {value!r} is not one of {', '.join(known)}", name)
    return value
