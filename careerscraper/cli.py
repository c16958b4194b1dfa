"""The command `careerscraper`: wires the verbs and turns errors into messages and exit codes."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from careerscraper import __version__
from careerscraper.commands.progress import say
from careerscraper.errors import CareerscraperError

EXIT_ERROR = 1
EXIT_TERMINATED = 143

#: The module of each verb. Only that of the one that was called is loaded: all of them take a second.
_VERBS = {
    "extract": "extract",
    "sites": "sites",
    "crawl": "crawl",
    "rebuild": "releases",
    "releases": "releases",
    "verify": "releases",
    "explain": "explain",
    "diff": "diff",
    "status": "status",
    "prune": "prune",
    "demo": "demo",
    "fixture": "fixture",
}


class _Verbs(TyperGroup):
    """Verbs that are loaded when they are asked for. Typer keeps the types of a context and of a command to itself."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = dict.fromkeys(_VERBS, cast(Any, None))  # for help, and for what is misspelt

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _VERBS:
            return None
        module = import_module(f"careerscraper.commands.{_VERBS[cmd_name]}")
        alone = typer.Typer(add_completion=False)
        alone.command(cmd_name)(getattr(module, cmd_name))
        return get_command(alone)


app = typer.Typer(cls=_Verbs, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def careerscraper(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """Career comparison pages into clean, typed, versioned CSV and Parquet."""
    if version:
        typer.echo(f"careerscraper {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line and exit with its code: 2 for wrong usage, 1 for our own and write errors."""
    atexit.register(_leave)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))  # so that temporary files are removed
    try:
        app()
    except CareerscraperError as error:
        say(f"careerscraper: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_ERROR)


def _leave() -> None:
    """Have Python not look through all that is there for garbage when it ends: a second, after a long extraction."""
    if "duckdb" not in sys.modules:  # its bindings say on standard error what is left
        gc.freeze()
