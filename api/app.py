"""The application factory."""

from __future__ import annotations

import atexit

from flask import Flask

from api import headers, pages, problems
from api.blueprints import (
    entities,
    exports,
    health,
    home,
    neighbourhood,
    ontology,
    queries,
    search,
    sharing,
    sparql,
)
from api.config import Config
from api.served_graph import EXTENSION, ServedGraph

_BLUEPRINTS = (
    home.blueprint,
    search.blueprint,
    sparql.blueprint,
    queries.blueprint,
    exports.blueprint,
    ontology.blueprint,
    health.blueprint,
    neighbourhood.blueprint,
    sharing.blueprint,
    entities.blueprint,
)


def create_app(config: Config) -> Flask:
    """Return the service over the graph directory that `config` names, its query workers started.

    Raises GraphDirectoryError where the directory holds no graph.
    """
    app = Flask("api")
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_bytes
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]  # as above; fields have an order to read in
    # A doubled slash can be part of a paper's id, and is no reason for a redirect.
    app.url_map.merge_slashes = False
    graph = ServedGraph(config)
    # Servers end their processes without telling the application.
    atexit.register(graph.close)
    app.extensions[EXTENSION] = graph
    problems.register(app)
    headers.register(app)
    pages.register(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
