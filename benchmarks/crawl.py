"""How fast `careerscraper crawl` is beside a bare Scrapy spider, which only counts, and a stock Scrapy project; its memory.

`python benchmarks/crawl.py` measures on loopback, without delay, both in turn, and prints the median of the runs. The crawl
is measured from the first request to the last committed segment: archive, extraction and ledger on, the release aside.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from careerscraper.demo.site import DemoSite

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
FAST = (
    "DOWNLOAD_DELAY=0",
    "AUTOTHROTTLE_ENABLED=0",
    "READ_BESIDE=1",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    "LOG_LEVEL=WARNING",
)
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}


@contextmanager
def served(pages: int, coding: str) -> Iterator[str]:
    """Serve the demo site in a process of its own; yield the origin."""
    command = [sys.executable, str(HERE / "server.py"), str(pages), coding]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def measure(command: list[str | Path], folder: Path, origin: str) -> dict[str, float]:
    """Run ``command`` in ``folder``; return pages, seconds of the crawl and of the process, peak memory in MB."""
    with urlopen(f"{origin}/clock"):
        pass
    began = time.time()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(list(map(str, command)), cwd=folder, env=ENVIRONMENT, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    ended = time.time()
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}: {(folder / 'log').read_text()[-2000:]}")
    with urlopen(f"{origin}/clock") as answer:
        clock = json.load(answer)
    written = (*folder.rglob("segments/*/*.parquet"), *folder.rglob("*.warc.gz"), *folder.rglob("rows.csv"))
    committed = max((path.stat().st_mtime for path in written), default=0.0)
    return {
        "pages": clock["count"],
        "crawl_seconds": max(clock["last"], committed) - clock["first"],
        "process_seconds": ended - began,
        "peak_mb": usage.ru_maxrss / 1024,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }


def ours(origin: str, site: DemoSite, *, again: bool = False) -> dict[str, float]:
    """Measure `careerscraper crawl` into a new folder; ``again``, the crawl after it, in which every page is a 304."""
    with tempfile.TemporaryDirectory() as folder:
        urls = Path(folder, "urls")
        urls.write_text("".join(f"{page.url}\n" for page in site.comparisons), "utf-8")
        options = [word for setting in FAST for word in ("-s", setting)]
        command: list[str | Path] = [
            BIN / "careerscraper",
            "crawl",
            "zippia",
            "--origin",
            origin,
            "--urls",
            urls,
            *options,
        ]
        if again:
            measure(command, Path(folder), origin)
        return measure(command, Path(folder), origin)


def rival(name: str, origin: str, site: DemoSite, *more: str) -> dict[str, float]:
    """Measure the spider in `<name>_spider.py` on the same pages."""
    with tempfile.TemporaryDirectory() as folder:
        urls = Path(folder, "urls")
        urls.write_text("".join(f"{origin}{page.path}\n" for page in site.comparisons), "utf-8")
        command: list[str | Path] = [
            BIN / "scrapy",
            "runspider",
            HERE / f"{name}_spider.py",
            "-a",
            f"urls={urls}",
            *more,
        ]
        return measure(command, Path(folder), origin)


def speed(pages: int, coding: str, runs: int, *, again: bool = False) -> dict[str, float]:
    """Return pages/s of everyone, medians, and the medians of the ratios of ours to theirs in the same round."""
    site = DemoSite(pages)
    contenders: dict[str, Callable[[str], dict[str, float]]] = {"bare": lambda origin: rival("bare", origin, site)}
    if not again:
        contenders["stock"] = lambda origin: rival("stock", origin, site, "-O", "rows.csv")
    contenders["careerscraper"] = lambda origin: ours(origin, site, again=again)
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    with served(pages, coding) as origin:
        for _ in range(runs):
            for name, run in contenders.items():
                found = run(origin)
                rates[name].append(pages / found["crawl_seconds"])  # our redirects and robots.txt are no pages
                print(f"{coding} {name}: {found}", file=sys.stderr)
    own = rates["careerscraper"]
    ratios = {
        f"to {name}": statistics.median(a / b for a, b in zip(own, theirs, strict=True))
        for name, theirs in rates.items()
        if theirs is not own
    }
    medians = {name: statistics.median(values) for name, values in rates.items()} | ratios
    return {name: round(value, 2) for name, value in medians.items()}


def memory(few: int, many: int) -> dict[str, float]:
    """Return the peak memory of crawls of few and many pages, in MB, and their ratio."""
    peaks = {}
    for pages in (few, many):
        with served(pages, "gzip") as origin:
            peaks[f"{pages:,} pages"] = ours(origin, DemoSite(pages))["peak_mb"]
    return {name: round(peak, 1) for name, peak in peaks.items()} | {
        "ratio": round(peaks[f"{many:,} pages"] / peaks[f"{few:,} pages"], 2)
    }


def main() -> None:
    """Measure, print, and write what was measured as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=2000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--memory", action="store_true", help="also measure the memory of 2,000 and 20,000 pages")
    options.add_argument("-o", type=Path, help="file that gets what was measured, as JSON")
    chosen = options.parse_args()
    found = {f"pages/s, {coding}": speed(chosen.pages, coding, chosen.runs) for coding in ("gzip", "identity")}
    found["pages/s, all of them 304 to the one, whole to the other"] = speed(
        chosen.pages, "gzip", chosen.runs, again=True
    )
    if chosen.memory:
        found["peak memory, MB"] = memory(2000, 20_000)
    for what, figures in found.items():
        print(f"{what}: " + ", ".join(f"{name} {figure:,}" for name, figure in figures.items()))
    if chosen.o:
        chosen.o.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
