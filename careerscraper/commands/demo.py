"""`careerscraper demo`: the whole way on a site of our own, on loopback."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer

from careerscraper.commands.progress import metered, say
from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.errors import UsageError
from careerscraper.schema import TableName

_FOLDER = "demo"
_MARK = "DEMO.txt"
_SHOWN_ROWS = 5
_SHOWN: dict[TableName, tuple[str, ...]] = {
    "observations": ("career", "section", "metric", "text", "value", "unit", "page_witness"),
    "careers": ("career", "annual_salary_usd", "hourly_wage_usd", "job_growth_pct", "most_common_degree"),
    "comparisons": ("career_id_a", "career_id_b", "annual_salary_usd_a", "annual_salary_usd_b"),
}
#: What only our own loopback server may be asked for: no delay, several requests at once.
_FAST = {
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "LOG_LEVEL": "WARNING",
}


def demo(
    serve_only: Annotated[bool, typer.Option("--serve", help="Only serve the demo site, until stopped.")] = False,
    port: Annotated[int, typer.Option(help="Port to serve on; 0: any free one.")] = 0,
    pages: Annotated[int, typer.Option(help="Number of comparison pages.", min=2, max=100_000)] = 200,
    access_log: Annotated[Path | None, typer.Option(help="File that gets one JSON object a request.")] = None,
    output: Annotated[Path, typer.Option(help="Folder of the output; the dataset goes into its folder demo/.")] = Path(
        "output"
    ),
) -> None:
    """Serve a small comparison site on loopback, crawl it into output/demo, release. All its figures are invented."""
    try:
        with serve(DemoSite(pages), port=port, access_log=access_log) as origin:
            if serve_only:
                typer.echo(origin)
                threading.Event().wait()
            folder = _new_folder(output / _FOLDER)
            release = _crawl(origin, folder)
    except OSError as error:
        raise UsageError(f"cannot serve on port {port}, or write {output}: {error.strerror or error}") from error
    show(release)


def _new_folder(folder: Path) -> Path:
    """Return ``folder``, new: the demo site has another origin every time, and a dataset only one."""
    if (folder / _MARK).exists():
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} was not made by the demo: give another --output")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(
        "Made by `careerscraper demo`, which removes this folder when it runs again.\n", "utf-8"
    )
    return folder


def _crawl(origin: str, folder: Path) -> Path:
    # Imported late: Scrapy is slow to load, and serving needs none of it.
    from careerscraper.commands.crawl import conclude
    from careerscraper.runs.crawl import Order, crawl

    say(f"crawling {origin} as if it were www.zippia.com …")
    with metered("pages") as progress:
        verdict = crawl(Order(site="zippia", output=folder, origin=origin, settings=_FAST), progress)
    conclude(verdict, folder)
    return folder / "releases" / (verdict.release or "")


def show(release: Path) -> None:
    """Print the first rows of each table of the release, where the files lie, and what to do next."""
    for name, columns in _SHOWN.items():
        rows = pq.ParquetFile(release / f"{name}.parquet")
        first = next(rows.iter_batches(_SHOWN_ROWS, columns=list(columns))).to_pandas()
        typer.echo(f"\n{name}: {rows.metadata.num_rows:,} rows, figures invented")
        typer.echo(first.to_string(index=False, na_rep=""))
    typer.echo(f"\nRelease: {release}")
    here = Path(sys.executable).is_relative_to(Path.cwd())
    python = os.path.relpath(sys.executable) if here else sys.executable
    query = f"SELECT career, annual_salary_usd FROM '{release}/careers.parquet' ORDER BY ALL DESC LIMIT 5"
    typer.echo(f'Next: {python} -c "import duckdb; print(duckdb.sql(\\"{query}\\"))"')
