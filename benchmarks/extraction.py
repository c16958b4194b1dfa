"""How fast `careerscraper extract` is beside what people would otherwise use, and beside the least that it could cost.

`python benchmarks/extraction.py` archives pages of the demo site as a crawl would, then lets everyone read them in turn, each in
a process of its own, from its start to its end; it prints the medians, and what everyone's cells are worth. Ratios are those of
the same round. The runs are long, so that what everyone needs to start does not count; who is slow reads a share of the pages.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
from watch import watched

from careerscraper.demo.site import DemoSite
from careerscraper.storage.archive import Archive

HERE, BIN = Path(__file__).parent, Path(sys.executable).parent
OURS, OURS_TWICE = "careerscraper, one core", "careerscraper, all cores"
FLOORS = ("floor lxml", "floor lexbor")
LIBRARIES = (
    *("careerscraper", "beautifulsoup4", "distributed", "fastwarc", "lxml", "pandas", "parsel", "pyarrow", "scrapy"),
    *("selectolax", "trafilatura", "warcio"),
)
#: Of how many pages the slow ones read one: half a minute is enough to tell how long a page takes.
SHARES = {"trafilatura": 20, "beautifulsoup": 20, "read_html": 20, "parsel": 8}
Figures = dict[str, float]


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
        for batch in pq.ParquetFile(output / "o.parquet").iter_batches(columns=["page_url", "text", "table"]):
            for row in batch.filter(pc.is_valid(batch["table"])).to_pylist():
                found.setdefault(row["page_url"], set()).add(row["text"])
    else:
        with (output / "o.csv").open(newline="", encoding="utf-8") as file:
            for url, _, *texts in csv.reader(file):
                found.setdefault(url, set()).update(" ".join(text.split()) for text in texts)
    got = sum(len(texts & found.get(url, set())) for url, texts in truth.items() if url in found)
    return got / sum(len(texts) for url, texts in truth.items() if url in found)


def run(name: str, folder: Path, source: str, site: DemoSite, *, look: bool) -> Figures:
    """Let ``name`` read the pages of ``site``, archived in ``source``; return its figures; that of its cells if we ``look``."""
    with tempfile.TemporaryDirectory(dir=folder) as output:
        told = watched(command(name, folder / source, Path(output)))
        told["pages_s"] = len(site.comparisons) / told.pop("seconds")
        if look:
            told["cells"] = cells(name, Path(output), site)
    print(f"{name}: {told}", file=sys.stderr)
    return told


def measured(pages: int, files: int, runs: int) -> dict[str, Figures]:
    """Return for each contender pages/s, MB/s, peak memory and the share of the cells that it got: medians of the runs."""
    names = [*SHARES, *FLOORS, OURS, OURS_TWICE]
    found: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sites = {share: DemoSite(max(1, pages // share)) for share in {1, *SHARES.values()}}
        sizes: dict[int, float] = {}
        for share, site in sites.items():
            sizes[share] = archive(folder / f"{share}", site, files if share == 1 else 1) / len(site.comparisons)
        for number in range(runs):
            for who in names:
                share = SHARES.get(who, 1)
                told = run(who, folder, f"{share}", sites[share], look=who not in FLOORS and not number)
                told["mb_s"] = told["pages_s"] * sizes[share] / 1e6
                for what, figure in told.items():
                    found[who].setdefault(what, []).append(figure)
    return medians(found)


def medians(found: dict[str, dict[str, list[float]]]) -> dict[str, Figures]:
    """Return the medians of all rounds, among them those of the ratios within each."""
    ours = found[OURS]["pages_s"]
    for one in found.values():
        one["ours_to_it"] = [own / other for own, other in zip(ours, one["pages_s"], strict=True)]
        one["it_to_ours"] = [other / own for own, other in zip(ours, one["pages_s"], strict=True)]
    return {
        who: {what: round(statistics.median(values), 3) for what, values in one.items()} for who, one in found.items()
    }


def memory(few: int, many: int) -> dict[str, Figures]:
    """Return the peak memory of a worker, and of the process that joins what they made, at few and at many pages; ratios."""
    found: dict[str, Figures] = {}
    for pages in (few, many):
        with tempfile.TemporaryDirectory() as name:
            site = DemoSite(pages)  # distinct pages: one that stands twice is left out
            archive(Path(name, "pages"), site, max(1, pages // 500))
            told = run(OURS_TWICE, Path(name), "pages", site, look=False)
            found[f"{pages:,} pages"] = {what: round(told[what], 1) for what in ("worker_mb", "peak_mb")}
    less, more = found.values()
    return found | {"ratio": {what: round(more[what] / less[what], 3) for what in less}}


def show(found: dict[str, Figures]) -> None:
    """Print a table of what was measured."""
    print(f"{'':28}{'pages/s':>10}{'MB/s':>8}{'peak MB':>9}{'worker MB':>11}{'cells':>8}{'one core of ours':>18}")
    for who, one in found.items():
        got = f"{one['cells']:.1%}" if "cells" in one else "-"
        print(
            f"{who:28}{one['pages_s']:10,.0f}{one['mb_s']:8,.0f}{one['peak_mb']:9,.0f}{one['worker_mb']:11,.0f}{got:>8}"
            f"{one['ours_to_it']:16.2f} x"
        )


def main() -> None:
    """Measure, print, and write what was measured as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=16_000)
    options.add_argument("--files", type=int, default=32)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--memory", action="store_true", help="only measure the memory of --few and of --many pages")
    options.add_argument("--few", type=int, default=2_000)
    options.add_argument("--many", type=int, default=100_000)
    options.add_argument("-o", type=Path, help="file that gets what was measured, as JSON")
    chosen = options.parse_args()
    about = {"cores": len(os.sched_getaffinity(0)), "versions": versions()}
    if chosen.memory:
        found = memory(chosen.few, chosen.many)
        told: dict[str, object] = about | {"memory, all cores": found}
        print(*(f"{what}: {figures}" for what, figures in found.items()), sep="\n")
    else:
        found = measured(chosen.pages, chosen.files, chosen.runs)
        told = about | {"pages": chosen.pages, "runs": chosen.runs, "extraction": found}
        told["all cores to one"] = found[OURS_TWICE]["it_to_ours"]
        show(found)
    print(", ".join(f"{name} {number}" for name, number in versions().items()))
    if chosen.o:
        chosen.o.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def versions() -> dict[str, str]:
    """Return the versions of Python, of ours and of everything that is measured."""
    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}


if __name__ == "__main__":
    main()
