"""`careerscraper prune`: old releases, and what nothing needs any more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from careerscraper.commands.progress import say
from careerscraper.runs.prune import prune as prune_output


def prune(
    keep: Annotated[int, typer.Option(help="How many of the newest releases stay.", min=1)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    output: Annotated[Path, typer.Option(help="Folder of the dataset.")] = Path("output"),
) -> None:
    """Remove all but the newest releases and the published one, and what was refused; no capture that anything points to."""
    plan = prune_output(output, keep, dry_run=dry_run)
    for one in plan.gone:
        typer.echo(f"{one.kind}\t{one.path}\t{one.size}")
    told = f"{'would remove' if dry_run else 'removed'}: {len(plan.gone)}, {sum(one.size for one in plan.gone):,} bytes"
    say(f"{told}; releases that stay: {', '.join(plan.kept) or 'none'}")
