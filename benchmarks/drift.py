"""How often the checks of a release cry wolf, and on how few pages a drift is named. Run by hand: it takes some minutes.

`python benchmarks/drift.py` prints the false alarms of series of twenty honest runs, by size of the site and share of its
pages that change in each; then for each kind of drift on which share of the pages fetched it has to be to be named, if 8, 40
or all 200 are fetched.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from drifting import DRIFTS, Changed, HonestSite, Releases, demo, read

RUNS = 20
SHARES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05)


def false_alarms(pages: int, share: float, seed: int, folder: Path) -> list[str]:
    """Return the checks that fail in a series of honest runs."""
    site, releases = HonestSite(pages, seed), Releases(folder)
    alarms = [check.name for check in releases.judge(read(site.all())) if check.verdict == "failed"]
    for _ in range(RUNS):
        changed, gone = site.step(share)
        checks = releases.judge(read(changed), gone, accepted=[check for check, _ in DRIFTS.values()])
        alarms += [str(check) for check in checks if not check.passed]
    return alarms


def least_share(kind: str, fetched: int, pages: int, folder: Path) -> float | None:
    """Return the smallest of SHARES of the pages fetched on which the drift is named; None if it is on none."""
    check, change = DRIFTS[kind]
    rows, first, found = read(demo(pages)), Releases(folder / "first"), None
    first.judge(rows)
    for share in SHARES:
        chosen = demo(pages)[:fetched]
        drifted = {page.path for number, page in enumerate(chosen) if (number * 7) % 20 < share * 20}
        new = read(Changed(p.path, p.careers, p.links, change=change) for p in chosen if p.path in drifted)
        kept = pc.and_(
            pc.is_in(rows["page_id"], pa.array([p.path for p in chosen])),
            pc.invert(pc.is_in(rows["page_id"], new["page_id"].unique())),
        )
        checks = first.copy(folder / str(share)).judge(pa.concat_tables([rows.filter(kept), new]))
        if not any(one.name == f"{check}/zippia/new" and not one.passed for one in checks):
            break
        found = share
    return found


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=3, help="series of each kind")
    arguments.add_argument("--pages", type=int, nargs="+", default=[60, 200, 1000])
    chosen = arguments.parse_args()
    for pages in chosen.pages:
        for share in (0.01, 0.05, 0.2, 0.6):
            alarms: list[str] = []
            for seed in range(chosen.seeds):
                with tempfile.TemporaryDirectory() as folder:
                    alarms += false_alarms(pages, share, seed, Path(folder))
            print(
                f"{pages:5} pages, {share:.0%} change: {len(alarms)} alarms in {chosen.seeds * RUNS} runs", flush=True
            )
            for alarm in alarms:
                print("   ", alarm[:400])
    for kind in DRIFTS:
        shares = []
        for fetched in (8, 40, 200):
            with tempfile.TemporaryDirectory() as folder:
                least = least_share(kind, fetched, 200, Path(folder))
            shares.append(f"{fetched} fetched: {'-' if least is None else format(least, '.0%')}")
        print(f"{kind:30} {DRIFTS[kind][0]:10} {'; '.join(shares)}", flush=True)


if __name__ == "__main__":
    main()
