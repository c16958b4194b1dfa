"""`careerscraper demo`: the whole way on a site of our own, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer

from careerscraper.commands.progress import say
from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.errors import CareerscraperError, UsageError
from careerscraper.schema import TABLES, TableName

_FOLDER = "demo"
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
    output: Annotated[Path, typer.Option(help="Folder of the output; the tables go into its folder demo/.")] = Path(
        "output"
    ),
) -> None:
    """Serve a small comparison site on loopback, crawl it, write its tables. All its figures are invented."""
    try:
        with serve(DemoSite(pages), port=port, access_log=access_log) as origin:
            if serve_only:
                typer.echo(origin)
                threading.Event().wait()
            crawl(origin, output / _FOLDER)
    except OSError as error:
        raise UsageError(f"cannot serve on port {port}: {error.strerror or error}") from error
    show(output / _FOLDER)


def crawl(origin: str, folder: Path) -> None:
    """Crawl the demo site at ``origin`` in a process of its own and write its tables into ``folder``."""
    settings = [word for name, value in (_FAST | {"TABLES": str(folder)}).items() for word in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "crawl", "zippia", "-a", f"origin={origin}", *settings]
    environment = os.environ | {"SCRAPY_SETTINGS_MODULE": "careerscraper.settings"}
    say(f"crawling {origin} as if it were www.zippia.com …")
    before = _written(folder)
    if subprocess.run(command, env=environment, check=False).returncode or _written(folder) == before:
        raise CareerscraperError(f"the crawl wrote no tables into {folder}: its log above says why")


def _written(folder: Path) -> int:
    path = folder / "comparisons.parquet"
    return path.stat().st_ino if path.exists() else 0


def show(folder: Path) -> None:
    """Print the first rows of each table, where the files lie, and what to do next."""
    for name, columns in _SHOWN.items():
        rows = pq.ParquetFile(folder / f"{name}.parquet")
        first = (
            next(rows.iter_batches(_SHOWN_ROWS, columns=list(columns))).to_pandas().to_string(index=False, na_rep="")
        )
        typer.echo(f"\n{name}: {rows.metadata.num_rows:,} rows, figures invented\n{first}")
    typer.echo(f"\nWritten: {folder}/{{{','.join(TABLES)}}}.{{csv,parquet}}")
    python = (
        Path(os.path.relpath(sys.executable)) if Path(sys.executable).is_relative_to(Path.cwd()) else sys.executable
    )
    query = f"SELECT career, annual_salary_usd FROM '{folder}/careers.parquet' ORDER BY ALL DESC LIMIT 5"
    typer.echo(f'Next: {python} -c "import duckdb; print(duckdb.sql(\\"{query}\\"))"')
