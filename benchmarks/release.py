"""How long a release takes and how much memory, beside DuckDB's own COPY of the same tables to the same formats.

`python benchmarks/release.py` makes segments of so many pages out of the demo site's readings, 66 observations a page, builds a
release of them in a process of its own, and prints seconds and peak memory of both, then of a second release: a tenth of the
pages was captured anew, with other figures, and with `--parser` all were read by other code.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.demo.site import DemoSite
from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.parsers.page import read_page
from careerscraper.releases.publish import RELEASES, publish, read_latest
from careerscraper.releases.release import build_release
from careerscraper.schema import SCHEMAS, TABLES

_ROWS = 66
_SEGMENT_PAGES = 256
_CAREERS = 4000
_BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def readings() -> pa.Table:
    """Return the observations of some demo pages of two careers, each cut to as many rows."""
    pages = [Page("p", "fetched", read_page(page.html(), source=page.path)) for page in DemoSite(60).comparisons]
    tables = (observe([page]).table for page in pages)
    return pa.concat_tables([table.slice(0, _ROWS) for table in tables if table.num_rows >= _ROWS])


def write_segment(path: Path, read: pa.Table, numbers: range, run: int, parser: str) -> None:
    """Write the readings of the pages with these ``numbers``, as captured in a run; that of another has other figures."""
    some = np.random.default_rng(numbers.start)
    sample = np.repeat(some.integers(0, read.num_rows // _ROWS, len(numbers)), _ROWS) * _ROWS
    rows = read.take(sample + np.tile(np.arange(_ROWS), len(numbers)))
    page = np.repeat(np.array(numbers), _ROWS)
    career = np.stack([page * 7 % _CAREERS, page * 13 % _CAREERS])[rows["position"].to_numpy(), np.arange(len(page))]
    at = [_BEGAN + timedelta(days=7 * run, seconds=int(number)) for number in page]
    given = {
        "page_id": [f"/career-{number}-jobs/page-{number:06}" for number in page],
        "page_url": [f"https://www.zippia.com/career-{number}-jobs/page-{number:06}" for number in page],
        "observation_id": [
            f"{number:024x}{n:08x}" for number, n in zip(page, np.tile(range(_ROWS), len(numbers)), strict=True)
        ],
        "career_id": [f"career-{number}" for number in career],
        "capture_id": [f"zippia/2026030{run}T000000000000Z.warc.gz:{1000 * number}" for number in page],
        "run_id": [f"2026030{run}T000000000000Z"] * len(page),
        "fetched_at": at,
        "parser_version": [parser] * len(page),
        "value": pc.add(rows["value"], float(run)),
    }
    schema = SCHEMAS["observations"]
    arrays = [pa.array(given[f.name], f.type) if f.name in given else rows[f.name] for f in schema]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")


def pages_of(count: int, again: int) -> pa.Table:
    """Return the table `pages`: every ``again``-th page was captured a second time, where that is not 0."""
    rows = []
    for number in range(count):
        run = int(again and number % again == 0)
        at = _BEGAN + timedelta(days=7 * run, seconds=number)
        path = f"/career-{number}-jobs/page-{number:06}"
        capture = f"zippia/2026030{run}T000000000000Z.warc.gz:{1000 * number}"
        about = {"site": "zippia", "page_id": path, "page_url": f"https://www.zippia.com{path}", "state": "known"}
        times = dict.fromkeys(("first_seen_at", "last_checked_at", "fetched_at"), at)
        rows.append(about | times | {"capture_id": capture, "observation_count": _ROWS})
    return pa.Table.from_pylist(rows, schema=SCHEMAS["pages"])


def in_own_process(*words: str) -> dict[str, float]:
    """Return the seconds and the peak memory, in MB, of a step in a process of its own."""
    done = subprocess.run([sys.executable, __file__, *words], check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def measured(folder: Path, step: str, count: int, again: int) -> None:
    """Do a step; print what it took as JSON."""
    pages = pages_of(count, again) if step == "build" else None
    began = time.perf_counter()
    if pages is not None:
        segments = sorted((folder / "segments").glob("*.parquet"))
        publish(folder, build_release(folder, segments=segments, pages=pages, about={}))
    else:
        release = folder / RELEASES / str((read_latest(folder) or {})["release"])
        for table in TABLES:
            for form in ("FORMAT parquet, COMPRESSION zstd", "FORMAT csv"):
                duckdb.execute(f"COPY (FROM '{release / table}.parquet') TO '{folder / 'copy'}' ({form})")
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=100_000)
    options.add_argument("--parser", action="store_true")
    options.add_argument("--step", nargs=3)
    chosen = options.parse_args()
    if chosen.step:
        measured(Path(chosen.step[0]), chosen.step[1], chosen.pages, int(chosen.step[2]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder, read = Path(name), readings()
        (folder / "segments").mkdir()
        for again in (0, 10):
            parser = "1" * 16 if again and chosen.parser else "0" * 16
            for start in range(0, chosen.pages, _SEGMENT_PAGES):
                numbers = range(start, min(start + _SEGMENT_PAGES, chosen.pages))
                for run in (0, 1) if again else (0,):
                    some = numbers if not run else range(-(-start // again) * again, numbers.stop, again)
                    path = folder / "segments" / f"{run}-{start:07}.parquet"
                    if len(some) and (run or not again or chosen.parser):
                        write_segment(path, read, some, run, parser)
            size = ("--pages", str(chosen.pages), "--step", str(folder))
            ours, theirs = (in_own_process(*size, step, str(again)) for step in ("build", "copy"))
            what = "first release" if not again else "release after a tenth of the pages has changed"
            print(
                f"{what}: {ours['seconds']:.1f} s, {ours['MB']:.0f} MB; COPY {theirs['seconds']:.1f} s, {theirs['MB']:.0f} MB"
            )
            print(f"ratio {ours['seconds'] / theirs['seconds']:.2f}")


if __name__ == "__main__":
    main()
