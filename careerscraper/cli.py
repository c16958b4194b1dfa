"""The command `careerscraper`: wires the verbs and turns errors into messages and exit codes."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from careerscraper import __version__
from careerscraper.commands.crawl import crawl
from careerscraper.commands.demo import demo
from careerscraper.commands.diff import diff
from careerscraper.commands.explain import explain
from careerscraper.commands.extract import extract
from careerscraper.commands.fixture import fixture
from careerscraper.commands.progress import say
from careerscraper.commands.prune import prune
from careerscraper.commands.releases import rebuild, releases, verify
from careerscraper.commands.sites import sites
from careerscraper.commands.status import status
from careerscraper.errors import CareerscraperError

EXIT_ERROR = 1
EXIT_TERMINATED = 143

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(extract)
app.command()(sites)
app.command()(crawl)
app.command()(rebuild)
app.command()(releases)
app.command()(verify)
app.command()(explain)
app.command()(diff)
app.command()(status)
app.command()(prune)
app.command()(demo)
app.command()(fixture)


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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))  # so that temporary files are removed
    try:
        app()
    except CareerscraperError as error:
        say(f"careerscraper: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_ERROR)
