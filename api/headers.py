"""The headers that every response carries."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, request
from werkzeug.exceptions import RequestURITooLarge

from api.served_graph import served

TRUNCATED = "PaperAtlas-Truncated"

_ALWAYS: Mapping[str, str] = {
    # Pages need their stylesheet, their icon, and to send forms here: nothing else can run or load.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # All that is served is public and the same for everyone, so any page may read it.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"{TRUNCATED}, Link, Content-Disposition, Retry-After",
}
_PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}


def register(app: Flask) -> None:
    """Bound the length of requests' URLs and complete every response's headers."""
    app.before_request(_bound_url)
    app.after_request(_complete)


def _bound_url() -> None:
    limit = served().config.max_url_bytes
    if len(request.query_string) + len(request.path.encode()) > limit:
        raise RequestURITooLarge(f"the URL is longer than {limit} bytes; send long queries by POST")


def _complete(response: Response) -> Response:
    response.headers.extend(_ALWAYS)
    # Static files aside, what is answered depends on the Accept header.
    response.vary.add("Accept")
    if request.method == "OPTIONS":
        response.headers.extend(_PREFLIGHT)
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
    return response
