"""The whole graph as a file for other tools."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from api import arguments
from api.descriptions import envelope
from api.negotiation import HTML, JSON, representation
from api.served_graph import served
from kg import exports

blueprint = Blueprint("exports", __name__)


@blueprint.get("/export")
def index() -> ResponseReturnValue:
    """List the formats."""
    arguments.only("format")
    if representation((JSON, HTML)) == HTML:
        return render_template("exports.html", formats=exports.FORMATS)
    items: list[dict[str, Any]] = [
        {
            "format": suffix,
            "media_type": exporter.media_type,
            "description": exporter.description,
            "url": url_for(".export", suffix=suffix),
        }
        for suffix, exporter in exports.FORMATS.items()
    ]
    return jsonify(envelope(items, len(items)))


@blueprint.get("/export/<suffix>")
def export(suffix: str) -> ResponseReturnValue:
    """Send the current generation as a file, once that is complete, so that no failure looks like an end."""
    arguments.only()
    if suffix not in exports.FORMATS:
        abort(404, f"there is no export {suffix!r}; there are {', '.join(exports.FORMATS)}")
    media_type = exports.FORMATS[suffix].media_type
    name = f"paperatlas.{suffix}"
    if request.method == "HEAD":
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        return Response(mimetype=media_type, headers=headers)
    with ExitStack() as failing:
        file = failing.enter_context(tempfile.TemporaryFile())
        exports.export(served().generation, suffix, file)
        file.seek(0)
        # From here on the response closes it.
        failing.pop_all()
    return send_file(file, mimetype=media_type, as_attachment=True, download_name=name)
