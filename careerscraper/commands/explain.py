"""`careerscraper explain`: the receipt of one value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from careerscraper.errors import UsageError
from careerscraper.sites import find_site


def explain(
    observation_id: Annotated[
        str, typer.Argument(help="Its observation_id, or the first 8 digits or more.", metavar="OBSERVATION_ID")
    ],
    source: Annotated[
        str | None, typer.Option(help="Read this saved page or archive, as `extract` does, in place of a release.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Read the source as of this site, as with `extract`.")] = None,
    output: Annotated[Path, typer.Option(help="Folder of the dataset.")] = Path("output"),
) -> None:
    """Say where a value comes from: its text and place, the rules that read it, its witnesses, its capture, read again."""
    # Imported late: the parsers are slow to load, and no other command of a release needs them.
    from careerscraper.receipts.receipt import explain_extracted, explain_released

    chosen = find_site(site) if site else None
    if source is None and chosen:
        raise UsageError("--site says how a --source is read: give one, or leave it out")
    lines = (
        explain_released(output, observation_id.lower())
        if source is None
        else explain_extracted(source, chosen, observation_id.lower())
    )
    for line in lines:
        typer.echo(line)
