"""`careerscraper releases`, `verify` and `rebuild`: what is published, and is it whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from careerscraper.commands.ages import ago
from careerscraper.commands.crawl import Accept, Publish
from careerscraper.commands.options import Scheduler, Workers
from careerscraper.commands.progress import say
from careerscraper.releases.listing import Listed, list_releases
from careerscraper.releases.publish import RELEASES, verify_in
from careerscraper.releases.store_urls import open_store
from careerscraper.releases.stores import LocalStore, Store

Output = Annotated[Path, typer.Option(help="Folder of the dataset.")]


def releases(output: Output = Path("output")) -> None:
    """List the releases, oldest first, then what was refused or is damaged.

    Separated by tabs: version, newest capture, its age, observations, verdict of the checks, and whether it is published, kept,
    refused or damaged.
    """
    for release in list_releases(output):
        newest = f"{release.newest_capture:%Y-%m-%dT%H:%M:%SZ}" if release.newest_capture else "-"
        rows = "-" if release.rows is None else str(release.rows)
        typer.echo(
            "\t".join([release.version, newest, ago(release.newest_capture), rows, _checked(release), release.state])
        )


def _checked(release: Listed) -> str:
    if not release.checks:
        return "no checks"
    return ", ".join(release.not_ok) or f"{len(release.checks)} checks ok"


def verify(
    release: Annotated[
        str | None, typer.Argument(help="A version, or a store as s3://BUCKET/PREFIX; else the published one.")
    ] = None,
    output: Output = Path("output"),
) -> None:
    """Read every byte of a release back, from a store, too, and compare it with its manifest."""
    store, version = _find(release, output)
    manifest = verify_in(store, version)
    rows = ", ".join(f"{table['rows']:,} {name}" for name, table in sorted(manifest["tables"].items()))
    typer.echo(f"{manifest['version']}: whole: {rows}")


def _find(release: str | None, output: Path) -> tuple[Store, str | None]:
    """Return the store and the version that are meant by what a user calls a release."""
    if release is None or "://" not in release:
        return LocalStore(output), release
    url, separator, version = release.partition(f"/{RELEASES}/")
    return open_store(url), version.rstrip("/") if separator else None


def rebuild(
    ledger: Annotated[bool, typer.Option("--ledger", help="Make the ledger anew from the archive instead.")] = False,
    publish: Publish = None,
    accept: Accept = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    output: Output = Path("output"),
) -> None:
    """Read every archived capture again with today's code, without a request, and release."""
    # Imported late: Scrapy is slow to load.
    from careerscraper.commands.crawl import conclude
    from careerscraper.runs.rebuild import rebuild as run_rebuild
    from careerscraper.runs.rebuild import rebuild_ledger

    if ledger:
        say(f"ledger made of {rebuild_ledger(output):,} captures; the old one is kept as ledger.old.sqlite")
    else:
        store = open_store(publish) if publish is not None else None
        conclude(run_rebuild(output, store, accept or (), workers, scheduler), output)
