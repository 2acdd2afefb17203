"""Errors as answers: the only place that knows which HTTP status an error of kg has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.wrappers import Response as AnyResponse

from api.negotiation import wants_html
from kg.errors import (
    AmbiguousEntityError,
    BusyError,
    GraphDirectoryError,
    InputError,
    InvalidGraphError,
    KgError,
    NotAcceptableError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooLargeError,
    StoreError,
    UnknownEntityError,
    UsageError,
)

MEDIA_TYPE = "application/problem+json"

# A subclass stands for itself: the nearest class of an error's ancestry decides.
STATUSES: Mapping[type[KgError], HTTPStatus] = {
    InputError: HTTPStatus.BAD_REQUEST,
    UsageError: HTTPStatus.BAD_REQUEST,
    UnknownEntityError: HTTPStatus.NOT_FOUND,
    AmbiguousEntityError: HTTPStatus.MULTIPLE_CHOICES,
    QuerySyntaxError: HTTPStatus.BAD_REQUEST,
    QueryRefusedError: HTTPStatus.FORBIDDEN,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    # The same query will want as much again: nothing that a client should retry.
    QueryTooLargeError: HTTPStatus.UNPROCESSABLE_ENTITY,
    QueryTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    GraphDirectoryError: HTTPStatus.SERVICE_UNAVAILABLE,
    InvalidGraphError: HTTPStatus.SERVICE_UNAVAILABLE,
}

# What the caller can do about it, where the message of the error cannot know.
ADVICE: Mapping[type[KgError], str] = {
    QueryTimeoutError: "Narrow the query, add a LIMIT, or ask for more time with the parameter timeout.",
    QueryTooLargeError: "Narrow the query, or sort and group less at once.",
    BusyError: "Try again in a moment.",
}

# In seconds; a killed query frees its worker well within.
_RETRY_AFTER = "1"


@dataclass(frozen=True, slots=True)
class Problem:
    """One RFC 9457 problem: its members beside type and title, and headers that go with it."""

    status: HTTPStatus
    detail: str
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_json_object(self) -> dict[str, Any]:
        """Return the problem's members; `title` is the phrase of the status, as about:blank asks for."""
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            **self.members,
        }

    def response(self) -> Response:
        """Return the problem as a page for a browser, else as problem+json."""
        body = self.to_json_object()
        if wants_html():
            response = Response(render_template("problem.html", problem=body), mimetype="text/html")
        else:
            response = Response(json.dumps(body, ensure_ascii=False) + "\n", mimetype=MEDIA_TYPE)
        response.status_code = int(self.status)
        response.headers.extend(self.headers)
        return response


def of_error(error: KgError, **members: object) -> Problem:
    """Return the problem that an error of kg is, with further members."""
    known: type[KgError] = next(c for c in type(error).__mro__ if c in STATUSES)
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        members |= {"line": error.line, "column": error.column}
    if isinstance(error, AmbiguousEntityError):
        members |= {"candidates": error.candidates}
    if isinstance(error, UsageError) and error.parameter is not None:
        members |= {"parameter": error.parameter}
    detail = str(error)
    if known in ADVICE:
        detail = f"{detail.rstrip('.')}. {ADVICE[known]}"
    # A parameter that does not fit is a bad request, whether or not what it names is there.
    status = STATUSES[UsageError if "parameter" in members else known]
    headers = {"Retry-After": _RETRY_AFTER} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
    return Problem(status, detail, members, headers)


def register(app: Flask) -> None:
    """Make every error of an application's views a problem."""
    app.register_error_handler(KgError, _kg_error)
    app.register_error_handler(HTTPException, _http_exception)
    app.register_error_handler(Exception, _unexpected)


def _kg_error(error: KgError) -> Response:
    """Answer an error that a user can do something about; log those that only the operator can."""
    problem = of_error(error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s: %s", type(error).__name__, error)
    return problem.response()


def _http_exception(error: HTTPException) -> AnyResponse:
    """Answer what Flask and werkzeug raise; redirects stay what they are."""
    if error.code is None or error.code not in default_exceptions:
        return error.get_response()
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    return Problem(HTTPStatus(error.code), error.description or "", headers=headers).response()


def _unexpected(error: Exception) -> Response:
    """Answer an error of our own without a word of its inside, which goes to the log."""
    current_app.logger.exception("unexpected error", exc_info=error)
    detail = "The service failed to answer this. The failure has been logged."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail).response()
