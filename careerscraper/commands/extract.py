"""`careerscraper extract`: saved pages to observations."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from careerscraper.bulk.done import Done, asked, find_done, keep_done
from careerscraper.bulk.output import STDOUT, Output, choose
from careerscraper.bulk.pieces import cut
from careerscraper.bulk.sources import STDIN, find_sources
from careerscraper.bulk.workers import choose_staff
from careerscraper.commands.options import Scheduler, Workers
from careerscraper.commands.progress import say
from careerscraper.errors import UsageError
from careerscraper.formats import SCHEMA_VERSION
from careerscraper.normalize.version import parser_version
from careerscraper.storage.atomic import naming_write_errors


def extract(
    sources: Annotated[
        list[str], typer.Argument(help="Files, archives, folders of them, or - for standard input.", metavar="SOURCE…")
    ],
    site: Annotated[
        str | None, typer.Option(help="Read every page as one of this site (see `careerscraper sites`).")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", help="jsonl, csv or parquet; else by the name of -o.")
    ] = None,
    output: Annotated[
        str, typer.Option("-o", help="A file, a folder for all tables, or - for standard output.")
    ] = STDOUT,
    workers: Workers = None,
    scheduler: Scheduler = None,
) -> None:
    """Read saved comparison pages, HTML or text with bars, or archives of them (WARC), into typed observations.

    A folder as output gets observations, careers and comparisons, each as CSV and Parquet unless --format says else.
    What cannot be read, or compares no careers, gets a line on standard error. Exit code 3 if a source could not be
    read. Where the same files gave the same output already, nothing is done.
    """
    done = _extract(choose(output, format_), list(find_sources(sources)), site, workers, scheduler)
    say(done.summary)
    if done.exit_code:
        raise typer.Exit(done.exit_code)


def _extract(
    output: Output, sources: Sequence[str], site: str | None, workers: int | None, scheduler: str | None
) -> Done:
    options = {"site": site, "formats": output.formats, "parser": parser_version(), "schema": SCHEMA_VERSION}
    wanted = asked(sources, options) if output.name != STDOUT else None
    if done := find_done(Path(output.name), wanted):
        return Done(f"nothing has changed since: {done.summary}", done.exit_code)
    _require_apart(output, sources)
    if scheduler and (STDIN in sources or output.name == STDOUT):
        raise UsageError("a cluster reads no standard input and writes no standard output: give files and -o")
    pieces = list(cut(sources))
    most = 1 if STDIN in sources else len(pieces)
    working = choose_staff(workers, scheduler, sum(piece.size for piece in pieces), most)
    # Imported late: to load all that reads and writes takes several times as long as to see that nothing has changed.
    from careerscraper.commands.extraction import make

    done = make(output, pieces, site, working)
    if output.name != STDOUT:
        with naming_write_errors(Path(output.name)):
            keep_done(Path(output.name), wanted, output.files, done)
    return done


def _require_apart(output: Output, sources: Sequence[str]) -> None:
    written = {os.path.realpath(path) for path in output.files if output.name != STDOUT}
    if taken := next((source for source in sources if source != STDIN and os.path.realpath(source) in written), None):
        raise UsageError(f"{taken} is read: it cannot be written, too; give another -o")
