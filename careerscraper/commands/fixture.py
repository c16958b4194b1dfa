"""`careerscraper fixture`: a page, and what is read of it, saved as a test case."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from careerscraper.bulk.pages import read_source
from careerscraper.commands.crawl import Origin, Settings, settings_of
from careerscraper.commands.progress import say
from careerscraper.errors import CareerscraperError, UsageError
from careerscraper.fixtures import Case, read_case, save_case
from careerscraper.parsers.limits import MAX_BYTES
from careerscraper.secrets import bare_reference
from careerscraper.sites import described_sites, find_site
from careerscraper.storage.archive import read_captures
from careerscraper.storage.coding import content

_NO_NAME = re.compile(r"[^\w-]+")


def fixture(
    source: Annotated[str, typer.Argument(help="URL of a comparison page, or a file.", metavar="URL|FILE")],
    site: Annotated[str | None, typer.Option(help="Read it as a page of this site.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the case; by default that of the page.")] = None,
    into: Annotated[Path, typer.Option(help="Folder of the cases: <site>/<name> in it.")] = Path("tests/pages"),
    origin: Origin = None,
    setting: Settings = None,
) -> None:
    """Save a page and what is read from it, or why it is refused, as a test case: look at it, then keep it.

    A URL is fetched as `crawl` does: robots.txt obeyed, with -s CONTACT=….
    """
    if site:
        find_site(site)
    is_url = "://" in source
    case = _fetched(source, origin, settings_of(setting)) if is_url else Case(read_source(source), site=site)
    expected = read_case(case)
    rows = expected.get("observations")
    owner = rows[0]["site"] if isinstance(rows, list) and rows else "refused"
    folder = into / owner / (name or _NO_NAME.sub("-", Path(source.rstrip("/")).stem))
    save_case(folder, case)
    found = f"{len(rows)} observations" if isinstance(rows, list) else f"refused: {expected['refusal']}"
    say(f"{folder}: {found}; look at expected.json before you keep it")


def _fetched(url: str, origin: str | None, settings: dict[str, str]) -> Case:
    """Fetch one page by a crawl of its own, out of whose archive it is taken."""
    from careerscraper.runs.crawl import Order, crawl

    site = next((one for one in described_sites().values() if one.comparison_url(url)), None)
    if site is None:
        raise UsageError(f"{bare_reference(url)} is no comparison page of a described site: save it, and give the file")
    with TemporaryDirectory() as folder:
        order = Order(site.name, Path(folder), origin=origin, starts=(url,), limit=1, settings=settings)
        verdict = crawl(order)
        archive = Path(folder, "archive")
        names = [f"{site.name}/{path.name}" for path in archive.glob(f"{site.name}/*.warc.gz")]
        captures = [capture for name in names for capture in read_captures(archive, name) if capture.status == 200]
    if not captures:
        raise CareerscraperError(f"{bare_reference(url)} could not be fetched: {verdict.why}")
    page = captures[-1]
    return Case(content(page.headers, page.body, MAX_BYTES), page.url, page.header("Content-Type"))
