"""Runs the installed command, and measures what it took."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

#: Starts the command out of a small process: what a child has of its parent before it begins counts as its own memory.
_LAUNCHER = """
import json, os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), usage.ru_maxrss], file)
"""
_SETTINGS = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "DOWNLOAD_TIMEOUT": "30", "RETRY_TIMES": "0"}
_SETTINGS |= {"CONCURRENT_REQUESTS_PER_DOMAIN": "4"}
#: What a crawl may take more than that of one good page. MB.
ROOM = 150.0
SITE = "https://www.zippia.com"


@dataclass(frozen=True)
class Crawl:
    """What became of a crawl; ``peak`` in MB."""

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
    words = [sys.executable, "-m", "careerscraper", "crawl", "zippia", "--output", str(output), *more]
    words += ["--origin", origin] if origin else []
    for name, value in {**_SETTINGS, **(settings or {})}.items():
        words += ["-s", f"{name}={value}"]
    output.parent.mkdir(parents=True, exist_ok=True)
    if urls := list(urls):
        (output.parent / "urls.txt").write_text("\n".join(urls))
        words += ["--urls", str(output.parent / "urls.txt")]
    return _measured(words, output, os.environ | dict(environment or {}))


def _measured(words: list[str], output: Path, environment: Mapping[str, str]) -> Crawl:
    measured, log = output.parent / "measured.json", output.parent / "log.txt"
    launched = [sys.executable, "-S", "-c", _LAUNCHER, str(measured), *words]
    began = time.monotonic()
    with log.open("wb") as file:
        process = subprocess.Popen(
            launched, cwd=output.parent, env=environment, stderr=file, stdout=file, start_new_session=True
        )
        try:
            process.wait(timeout=120)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    seconds = time.monotonic() - began
    exit_code, peak = json.loads(measured.read_text())
    return Crawl(output, exit_code, peak / 1024, seconds, log.read_text("utf-8", "replace"))
