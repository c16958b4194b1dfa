"""How long a release takes and how much memory, beside DuckDB's own COPY of the same tables to the same formats.

`python benchmarks/release.py` makes segments of so many pages out of the demo site's readings, 66 observations a page, builds a
release of them in a process of its own, and prints seconds and peak memory of both, then of a second release: a tenth of the
pages was captured anew, with other figures, and with `--parser` all were read by other code.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
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
from careerscraper.schema import KEYS, SCHEMAS, TABLES

_ROWS = 66
_SEGMENT_PAGES = 256
_CAREERS = 4000
#: What checks find odd in readings that come again and again.
_ODD = ["values", "labels", "witnesses", "stated", "contradicted"]
_BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def readings() -> pa.Table:
    """Return the observations of one career of some demo pages, as many of each."""
    pages = [Page("p", "fetched", read_page(page.html(), source=page.path)) for page in DemoSite(60).comparisons]
    tables = (table.filter(pc.equal(table["position"], 0)) for page in pages if (table := observe([page]).table))
    return pa.concat_tables([table.slice(0, _ROWS // 2) for table in tables if table.num_rows >= _ROWS // 2])


def write_segment(path: Path, read: pa.Table, numbers: Sequence[int], run: int, parser: str) -> None:
    """Write the readings of the pages with these ``numbers``, as captured in a run; that of another has other figures."""
    half = _ROWS // 2
    page = np.repeat(np.array(numbers), _ROWS)
    side = np.tile(np.repeat([0, 1], half), len(numbers))
    career = np.where(side, page * 13, page * 7 + 1) % _CAREERS
    rows = read.take(career % (read.num_rows // half) * half + np.tile(np.arange(half), 2 * len(numbers)))
    ids = zip(page, np.tile(range(_ROWS), len(numbers)), strict=True)
    given = {
        "page_id": [f"/career-{number}-jobs/page-{number:06}" for number in page],
        "page_url": [f"https://www.zippia.com/career-{number}-jobs/page-{number:06}" for number in page],
        "observation_id": [hashlib.sha256(f"{number} {n}".encode()).hexdigest()[:32] for number, n in ids],
        "career_id": [f"career-{number}" for number in career],
        "career": [f"Career {number}" for number in career],
        "position": side,
        "capture_id": [f"zippia/2026030{run}T000000000000Z.warc.gz:{1000 * number}" for number in page],
        "run_id": [f"2026030{run}T000000000000Z"] * len(page),
        "fetched_at": [_BEGAN + timedelta(days=7 * run, seconds=int(number)) for number in page],
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
    began, cpu = time.perf_counter(), time.process_time()
    if pages is not None:
        segments = sorted((folder / "segments").glob("*.parquet"))
        about = {"accepted": {"checks": _ODD}}
        publish(folder, build_release(folder, segments=segments, pages=pages, about=about))
    else:
        release = folder / RELEASES / str((read_latest(folder) or {})["release"])
        for table in TABLES:
            first = [name for name in ("site", "page_id") if name in SCHEMAS[table].names]
            order = ", ".join(dict.fromkeys([*first, *KEYS[table]]))
            for form in ("FORMAT parquet, COMPRESSION zstd", "FORMAT csv"):
                rows = f"FROM '{release / table}.parquet' ORDER BY {order}"
                duckdb.execute(f"COPY ({rows}) TO '{folder / 'copy'}' ({form})")
    seconds = time.perf_counter() - began
    told = {
        "seconds": seconds,
        "CPU": time.process_time() - cpu,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


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
        crawled = np.random.default_rng(1).permutation(chosen.pages).tolist()  # in no order of their names
        for again in (0, 10):
            parser = "1" * 16 if again and chosen.parser else "0" * 16
            for start in range(0, chosen.pages, _SEGMENT_PAGES):
                numbers = crawled[start : start + _SEGMENT_PAGES]
                if not again or chosen.parser:
                    write_segment(folder / "segments" / f"0-{start:07}.parquet", read, numbers, 0, parser)
                changed = [number for number in numbers if again and number % again == 0]
                if changed:
                    write_segment(folder / "segments" / f"1-{start:07}.parquet", read, changed, 1, parser)
            size = ("--pages", str(chosen.pages), "--step", str(folder))
            ours, theirs = (in_own_process(*size, step, str(again)) for step in ("build", "copy"))
            what = "first release" if not again else "release after a tenth of the pages has changed"
            for whose, told in (("careerscraper", ours), ("COPY", theirs)):
                print(f"{what}: {whose} {told['seconds']:.1f} s, {told['CPU']:.1f} s of CPU, {told['MB']:.0f} MB")
            print(f"ratio {ours['seconds'] / theirs['seconds']:.2f}, of CPU {ours['CPU'] / theirs['CPU']:.2f}")


if __name__ == "__main__":
    main()
