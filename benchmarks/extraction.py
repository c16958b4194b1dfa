"""How fast `careerscraper extract` is beside what people would otherwise use, and beside the least that it could cost.

`python benchmarks/extraction.py` archives pages of the demo site as a crawl would, then lets everyone read them in turn, each in
a process of its own, from its start to its end; it prints the medians, and what everyone's cells are worth. Ratios are those of
the same round.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.demo.site import DemoSite
from careerscraper.storage.archive import Archive

HERE, BIN = Path(__file__).parent, Path(sys.executable).parent
OURS, OURS_TWICE = "careerscraper, one core", "careerscraper, all cores"
FLOORS = ("floor lxml", "floor lexbor")
SLOW = ("trafilatura", "beautifulsoup", "read_html", "parsel")
LIBRARIES = (
    *("beautifulsoup4", "fastwarc", "lxml", "pandas", "parsel", "pyarrow", "scrapy", "selectolax", "trafilatura"),
    "warcio",
)
#: Pages that the slow ones read of all: a share is enough to tell how long a page takes.
SHARE = 8


def archive(folder: Path, site: DemoSite, files: int) -> int:
    """Write the site's comparison pages into so many files; return the bytes of the pages."""
    pages, size = site.comparisons, 0
    for number in range(files):
        with_pages = Archive(folder, "zippia", f"{number:03}")
        for page in pages[number::files]:
            body = page.html()
            size += len(body)
            at = datetime(2026, 1, 1, tzinfo=UTC)
            with_pages.append(page.url, 200, "OK", [("Content-Type", "text/html; charset=utf-8")], body, at)
        with_pages.close()
    return size


def measure(command: list[str | Path]) -> dict[str, float]:
    """Run ``command``; return its seconds and its peak memory in MB, that of its largest process."""
    began = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}: {said[-2000:]}")
    return {"seconds": time.perf_counter() - began, "peak_mb": usage.ru_maxrss / 1024}


def command(name: str, folder: Path, output: Path) -> list[str | Path]:
    """Return the command by which ``name`` reads the archives in ``folder``."""
    if name in (OURS, OURS_TWICE):
        count = 1 if name == OURS else len(os.sched_getaffinity(0))
        return [BIN / "careerscraper", "extract", folder, "-o", output / "o.parquet", "--workers", str(count)]
    return [sys.executable, HERE / "rivals.py", name, folder, output / "o.csv"]


def cells(name: str, output: Path, site: DemoSite) -> float:
    """Return which share of the cells that the pages are made of ``name`` has got, as they stand there."""
    truth = {
        page.url: {text for table in page.tables for row in table.rows for text in row[1:]} for page in site.comparisons
    }
    found: dict[str, set[str]] = {}
    if name in (OURS, OURS_TWICE):
        table = pq.read_table(output / "o.parquet", columns=["page_url", "text", "table"])
        for row in table.filter(pc.is_valid(table["table"])).to_pylist():
            found.setdefault(row["page_url"], set()).add(row["text"])
    else:
        with (output / "o.csv").open(newline="", encoding="utf-8") as file:
            for url, _, *texts in csv.reader(file):
                found.setdefault(url, set()).update(" ".join(text.split()) for text in texts)
    got = sum(len(texts & found.get(url, set())) for url, texts in truth.items() if url in found)
    return got / sum(len(texts) for url, texts in truth.items() if url in found)


def measured(pages: int, files: int, runs: int) -> dict[str, dict[str, float]]:
    """Return for each contender pages/s, MB/s, peak memory and the share of the cells that it got: medians of the runs."""
    site, few = DemoSite(pages), DemoSite(pages // SHARE)
    names = [*SLOW, *FLOORS, OURS, OURS_TWICE]
    found: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = archive(folder / "all", site, files) / len(site.comparisons)
        archive(folder / "few", few, 1)
        for number in range(runs):
            for who in names:
                output = folder / f"out-{number}-{who}"
                output.mkdir()
                source, asked = (folder / "few", few) if who in SLOW else (folder / "all", site)
                told = measure(command(who, source, output))
                count = len(asked.comparisons)
                figures = {"pages_s": count / told["seconds"], "mb_s": size * count / told["seconds"] / 1e6}
                figures |= {"peak_mb": told["peak_mb"]}
                if who not in FLOORS and not number:
                    figures["cells"] = cells(who, output, asked)
                for what, figure in figures.items():
                    found[who].setdefault(what, []).append(figure)
                print(f"{who}: {figures}", file=sys.stderr)
    ours = found[OURS]["pages_s"]
    for one in found.values():
        one["ours_to_it"] = [own / other for own, other in zip(ours, one["pages_s"], strict=True)]
    return {
        who: {what: round(statistics.median(values), 3) for what, values in one.items()} for who, one in found.items()
    }


def main() -> None:
    """Measure, print, and write what was measured as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=4000)
    options.add_argument("--files", type=int, default=8)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("-o", type=Path, help="file that gets what was measured, as JSON")
    chosen = options.parse_args()
    found = measured(chosen.pages, chosen.files, chosen.runs)
    versions = {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}
    print(f"{'':28}{'pages/s':>10}{'MB/s':>8}{'peak MB':>9}{'cells':>8}{'one core of ours':>18}")
    for who, one in found.items():
        got = f"{one['cells']:.1%}" if "cells" in one else "-"
        print(
            f"{who:28}{one['pages_s']:10,.0f}{one['mb_s']:8,.0f}{one['peak_mb']:9,.0f}{got:>8}{one['ours_to_it']:16.2f} x"
        )
    print(", ".join(f"{name} {number}" for name, number in versions.items()))
    if chosen.o:
        chosen.o.write_text(json.dumps({"extraction": found, "versions": versions}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
