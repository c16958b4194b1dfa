"""`careerscraper crawl`: a run from its plan to a published release."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from careerscraper.commands.progress import metered, say
from careerscraper.errors import UsageError
from careerscraper.secrets import bare_reference
from careerscraper.sites import find_site

if TYPE_CHECKING:
    from careerscraper.runs.verdict import Verdict

Output = Annotated[Path, typer.Option(help="Folder of the dataset: archive, ledger, releases.")]
Origin = Annotated[str | None, typer.Option(help="Mirror that gets the requests in place of the site.")]
Publish = Annotated[
    str | None, typer.Option(help="Copy the release there, too: s3://BUCKET/PREFIX, file:///FOLDER or a folder.")
]
Settings = Annotated[list[str] | None, typer.Option("-s", help="Any Scrapy setting, NAME=VALUE.")]
Accept = Annotated[
    list[str] | None, typer.Option(help="Publish though this check fails; the manifest says so.", metavar="CHECK")
]


def crawl(
    site: Annotated[str, typer.Argument(help="Site as named by `careerscraper sites`.")],
    urls: Annotated[str | None, typer.Option(help="File with a URL a line, - for standard input.")] = None,
    url: Annotated[list[str] | None, typer.Option(help="A page to start with.")] = None,
    origin: Origin = None,
    limit: Annotated[int | None, typer.Option(help="Plan at most so many pages.", min=1)] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Abandon the run that is open, and plan anew.")] = False,
    refetch: Annotated[bool, typer.Option("--refetch", help="Ask for every page whole, changed or not.")] = False,
    publish_partial: Annotated[bool, typer.Option("--publish-partial", help="Publish an unfinished run, too.")] = False,
    publish: Publish = None,
    accept: Accept = None,
    setting: Settings = None,
    output: Output = Path("output"),
) -> None:
    """Crawl a site into the output folder, and release what it has. A run that was stopped is continued.

    Exit codes: 0 released; 1 error, or no page seen; 2 wrong usage; 3 not enough pages seen, or stopped; 4 refused by a
    check; 5 blocked by the site; 75 another run is at work.
    """
    # Imported late: Scrapy is slow to load, and no other verb needs it.
    from careerscraper.runs.crawl import Order
    from careerscraper.runs.crawl import crawl as run_crawl

    order = Order(
        site=site,
        output=output,
        starts=_starts(site, url, urls) if urls is not None or url else None,
        origin=origin,
        limit=limit,
        fresh=fresh,
        refetch=refetch,
        publish_partial=publish_partial,
        publish=publish,
        accepted=tuple(accept or ()),
        settings=settings_of(setting),
    )
    with metered("pages") as progress:
        verdict = run_crawl(order, progress)
    conclude(verdict, output)


def _starts(site: str, url: list[str] | None, urls: str | None) -> tuple[str, ...]:
    from careerscraper.spiders.arguments import read_urls

    starts = [*(url or ()), *(read_urls(urls) if urls is not None else ())]
    described = find_site(site)
    for start in starts:
        if described.comparison_url(start) is None:
            raise UsageError(f"{bare_reference(start)} is no comparison page of {site}")
    return tuple(starts)


def settings_of(texts: list[str] | None) -> dict[str, str]:
    """Return the settings that ``-s NAME=VALUE`` gives; raise `UsageError` for one without a value."""
    pairs = [text.partition("=") for text in texts or ()]
    if missing := next((name for name, equals, _ in pairs if not equals), None):
        name = "".join(
            takewhile(lambda char: char.isalnum() or char == "_", missing)
        )  # no more: it may hold a password
        raise UsageError(f"-s {name}: give NAME=VALUE")
    return {name: value for name, _, value in pairs}


def conclude(verdict: Verdict, output: Path) -> None:
    """Say how the run ended and exit with its code."""
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(verdict.counts.items())) or "nothing"
    say(f"run {verdict.run_id}: exit code {verdict.exit_code}: {verdict.why} ({outcomes})")
    if verdict.release:
        say(f"release: {output / 'releases' / verdict.release}")
    if verdict.exit_code:
        raise typer.Exit(verdict.exit_code)
