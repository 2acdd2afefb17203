"""The vocabulary that the graph is written in."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from api import arguments, ontology_page
from api.negotiation import HTML, JSON_LD, NTRIPLES, RDF_XML, TURTLE, representation

blueprint = Blueprint("ontology", __name__)


@blueprint.get("/ontology")
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str | None = None) -> ResponseReturnValue:
    """Give the ontology as its file has it, in another form, or as a page."""
    arguments.only("format")
    media_type = representation((TURTLE, HTML, JSON_LD, NTRIPLES, RDF_XML), suffix)
    if media_type == HTML:
        return render_template("ontology.html", sections=ontology_page.sections())
    return Response(ontology_page.serialize(media_type), content_type=f"{media_type}; charset=utf-8")
