"""Runs the installed command, and measures what it took."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from warm import ENVIRONMENT, running

_SETTINGS = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "DOWNLOAD_TIMEOUT": "30", "RETRY_TIMES": "0"}
_SETTINGS |= {"CONCURRENT_REQUESTS_PER_DOMAIN": "4"}
#: What a crawl may take more than that of one good page. MB.
ROOM = 150.0
SITE = "https://www.zippia.com"


@dataclass(frozen=True)
class Crawl:
    """What became of a crawl; ``peak`` in MB, with all that is loaded before it starts."""

    output: Path
    exit_code: int
    peak: float
    seconds: float
    log: str

    @property
    def report(self) -> dict[str, object]:
        """Return the run.json of its one run."""
        (path,) = (self.output / "runs").glob("*/run.json")
        report: dict[str, object] = json.loads(path.read_text())
        return report

    def urls(self) -> dict[str, tuple[str | None, str | None]]:
        """Return outcome and refusal of every planned URL, by path."""
        with closing(sqlite3.connect(self.output / "ledger.sqlite")) as ledger:
            rows = ledger.execute("SELECT url, outcome, refusal FROM urls").fetchall()
        return {url.removeprefix(SITE): (outcome, refusal) for url, outcome, refusal in rows}

    @property
    def released(self) -> bool:
        return (self.output / "latest.json").exists()


def crawl(
    output: Path,
    origin: str | None,
    urls: Iterable[str] = (),
    *more: str,
    settings: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Crawl:
    """Crawl ``urls``, or what the sitemaps name, from a folder that is no checkout."""
    words = ["careerscraper", "crawl", "zippia", "--output", str(output), *more]
    words += ["--origin", origin] if origin else []
    for name, value in {**_SETTINGS, **(settings or {})}.items():
        words += ["-s", f"{name}={value}"]
    output.parent.mkdir(parents=True, exist_ok=True)
    if urls := list(urls):
        (output.parent / "urls.txt").write_text("\n".join(urls))
        words += ["--urls", str(output.parent / "urls.txt")]
    return _measured(words, output, environment or {})


def _measured(words: list[str], output: Path, environment: Mapping[str, str]) -> Crawl:
    began = time.monotonic()
    with running(*words, cwd=output.parent, environment=ENVIRONMENT | environment) as its:
        exit_code = its.end()
        seconds = time.monotonic() - began
        return Crawl(output, exit_code, its.peak, seconds, its.out + its.err)
