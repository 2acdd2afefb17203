"""kg serve: the graph over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import graph_option


@click.command("serve")
@graph_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Server processes.")
def command(graph: Path, host: str, port: int, workers: int) -> None:
    """Serve the graph until interrupted: pages, SPARQL, neighbourhoods, stored queries, exports.

    A graph that is built anew meanwhile is served from then on, without a restart.
    """
    from api import Config  # noqa: PLC0415  # Flask is needed by this command alone
    from api.server import serve  # noqa: PLC0415

    shown = f"[{host}]" if ":" in host else host

    def announce() -> None:
        click.echo(f"Serving {graph} at http://{shown}:{port}/ (SPARQL at /sparql); Ctrl-C ends it", err=True)

    serve(Config(graph=graph), host=host, port=port, workers=workers, announce=announce)
