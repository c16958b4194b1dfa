"""`careerscraper status`: what is published, and is it fresh enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from careerscraper.commands.ages import ago, parse_age
from careerscraper.runs.status import Status, read_status

EXIT_STALE = 6


def status(
    max_age: Annotated[
        str | None, typer.Option(help="The most that it may be old: 7d, 36h; else each site's own max_age_days.")
    ] = None,
    output: Annotated[Path, typer.Option(help="Folder of the dataset.")] = Path("output"),
) -> None:
    """Say what is published, how old it is, and how the last run of each site ended. Exit code 6 if it is stale."""
    limit = None if max_age is None else parse_age(max_age)
    found = read_status(output)
    for line in _lines(found):
        typer.echo(line)
    stale = found.stale(datetime.now(UTC), limit)
    for why in stale:
        typer.echo(f"STALE: {why}")
    if stale:
        raise typer.Exit(EXIT_STALE)


def _lines(found: Status) -> Iterator[str]:
    if found.release and found.published_at:
        yield f"release: {found.release}, published {found.published_at:%Y-%m-%dT%H:%M:%SZ} ({ago(found.published_at)} ago)"
    else:
        yield "release: none"
    for one in found.sites:
        seen = f"newest capture {ago(one.newest_capture)} ago, last answer {ago(one.newest_answer)} ago"
        yield f"{one.site}: {one.pages:,} pages, {one.read_pages:,} read; {seen}"
    for report in found.last_runs:
        what = report.get("site") or "all sites, without a request"
        code = report.get("exit_code")
        ended = "has not ended, or was killed" if code is None else f"exit code {code}: {report.get('why')}"
        yield f"last run of {what}: {report.get('run_id')}: {ended}"
    if not found.last_runs:
        yield "last run: none"
