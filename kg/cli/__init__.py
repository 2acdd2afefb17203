"""The command line `kg`: one file a command, each a thin twin of a function of the library."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from kg import __version__
from kg.errors import KgError

# In the order of a first session. A module of this name holds the command.
COMMANDS = (
    "build",
    "stats",
    "serve",
    "query",
    "shared",
    "neighbours",
    "export",
    "extract",
    "evaluate",
    "train",
    "validate",
    "load",
    "remove",
)


class _Commands(click.Group):
    """Imports a command's module when it is asked for: `kg query` need not load spaCy."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # same
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"kg.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  # a wrong module is our own mistake
        return command


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="paperatlas")
def group() -> None:
    """Build a knowledge graph of machine-learning papers from their abstracts, and ask it questions.

    `kg build papers.jsonl` makes a graph in ./graph; `kg serve` serves it at http://127.0.0.1:8000/.
    """


def main() -> None:
    """Run `kg`: exit 0 when done, 1 when something was checked and found wanting, 2 on bad use or input."""
    try:
        sys.exit(group.main(sys.argv[1:] or ["--help"], prog_name="kg", standalone_mode=False) or 0)
    except click.exceptions.Exit as e:
        sys.exit(e.exit_code)
    except click.ClickException as e:
        _fail(" ".join(e.format_message().split()))
    except KgError as e:
        _fail(str(e))
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", 130)
    except BrokenPipeError:
        # The reader of our output left (`kg export nt | head`). Nothing may be flushed to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as e:
        _fail(f"{e.filename or 'standard output'}: {e.strerror or e}")


def _fail(message: str, status: int = 2) -> None:
    """Print one line on standard error and exit."""
    click.echo(f"kg: {message}", err=True)
    sys.exit(status)
