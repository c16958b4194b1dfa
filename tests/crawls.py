"""What the tests of `careerscraper crawl` share: how to run, stop and kill it, and what to look at afterwards."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warm import running

from careerscraper.releases.publish import read_latest, verify

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
FAST += ("-s", "SEGMENT_PAGES=16")
#: For small pages that state less than those of the site, and which all have the same figures.
SMALL = ("--accept", "stated", "--accept", "values")


def crawl(origin: str, output: Path, *more: str) -> tuple[str | Path, ...]:
    return ("careerscraper", "crawl", "zippia", "--origin", origin, "--output", output, *FAST, *more)


def requested(log: Path) -> Counter[str]:
    """Return how often each page was requested, once the server has written it all down."""
    before = -1
    while before != (size := log.stat().st_size if log.exists() else 0):
        before = size
        time.sleep(0.3)
    lines = log.read_text().splitlines() if log.exists() else []
    return Counter(path for line in lines if "-vs-" in (path := json.loads(line)["path"]))


def published(output: Path) -> list[dict[str, Any]]:
    """Return the observations of the latest release without what differs from run to run."""
    latest = read_latest(output)
    assert latest is not None
    verify(output)
    rows = pq.read_table(output / "releases" / latest["release"] / "observations.parquet").to_pylist()
    return [{k: v for k, v in row.items() if k not in ("capture_id", "fetched_at", "run_id")} for row in rows]


def outcomes(output: Path) -> dict[str, str]:
    latest = read_latest(output)
    assert latest is not None
    rows = pq.read_table(output / "releases" / latest["release"] / "pages.parquet").to_pylist()
    return {row["page_url"]: row["outcome"] for row in rows}


def runs(output: Path) -> dict[str, str]:
    """Return the state of each run that the ledger names: open, closed, abandoned."""
    if not (output / "ledger.sqlite").exists():
        return {}
    with closing(sqlite3.connect(output / "ledger.sqlite")) as ledger:
        named = ledger.execute("SELECT name FROM sqlite_schema WHERE name = 'runs'").fetchall()
        return dict(ledger.execute("SELECT run_id, state FROM runs").fetchall()) if named else {}


def archived(output: Path) -> set[str]:
    """Return the URLs that have a whole record in the archive of the run that is open."""
    found = set()
    for path in (output / "archive").rglob("*.warc.gz"):
        if runs(output).get(path.name.removesuffix(".warc.gz")) == "closed":
            continue
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False):
                length = int(record.headers["Content-Length"])
                if len(record.reader.read()) == length:
                    found.add(record.headers["WARC-Target-URI"])
    return found


def kill(command: tuple[str | Path, ...], when: Callable[[], bool], stop: int = signal.SIGKILL) -> int:
    """Run ``command`` until ``when`` says so, then send it a signal; return its exit code."""
    with running(*command) as its:
        while its.process.is_alive() and not when():
            time.sleep(0.005)
        return its.end(stop)


def until(happens: Callable[[], object]) -> None:
    """Wait for it, a minute at most."""
    ends = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < ends
        time.sleep(0.01)
