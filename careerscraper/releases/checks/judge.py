"""The pages of a release, judged: by what is expected of their site, and by what they were in the last good releases.

Pages that were carried over say nothing new, and many of them would hide what is wrong with the few that were fetched. So
those fetched since the last good release are judged by themselves, too; where these are fewer than can be judged, with those
that were new in the releases before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from careerscraper.errors import UsageError
from careerscraper.releases.checks.change import Change, Compared
from careerscraper.releases.checks.check import Check, Found
from careerscraper.releases.checks.examples import find_example
from careerscraper.releases.checks.figures import Figures
from careerscraper.releases.checks.history import Past, read_history
from careerscraper.releases.checks.labels import label_changes, table_changes
from careerscraper.releases.checks.measure import measure
from careerscraper.releases.checks.shares import check_shares
from careerscraper.releases.checks.values import cell_changes, value_changes, witness_changes
from careerscraper.sites import described_sites, find_site

#: Of fewer pages nothing can be said with certainty: a label that all had stood on may be missing on four of four by chance.
FEWEST = 8
_MOST_FOUND = 10  # changes of a check that are told with an example
_CHANGES = {
    "labels": label_changes,
    "tables": table_changes,
    "cells": cell_changes,
    "witnesses": witness_changes,
    "values": value_changes,
}
#: The checks that somebody may override: what is broken is never published.
ACCEPTABLE = ("quarantined", "unknown_labels", "contradicted", "stated", *_CHANGES)


def require_acceptable(names: Sequence[str]) -> None:
    """Raise `UsageError` if one of ``names``, of checks or groups of them (`labels/zippia`), is none to be overridden."""
    for name in names:
        kind, _, rest = name.partition("/")
        if kind not in ACCEPTABLE or (rest and rest.split("/")[0] not in described_sites()):
            raise UsageError(f"--accept {name}: give CHECK or CHECK/SITE; the checks are {', '.join(ACCEPTABLE)}")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The ``checks`` of a release's pages, and their ``figures``, as the manifest keeps them, by site."""

    checks: list[Check]
    figures: dict[str, Any]


def judge_pages(release: Path, earlier: Sequence[Path], database: duckdb.DuckDBPyConnection) -> Judgement:
    """Judge the tables in ``release``; ``earlier`` are the folders of the good releases, oldest first."""
    history = read_history(earlier)
    since = _since(release, history, database)
    measured = measure(release / "observations.parquet", since, database)
    checks: list[Check] = []
    figures: dict[str, Any] = {}
    for site, (whole, new) in sorted(measured.items()):
        at = since.get(site)
        figures[site] = {"all": whole.entry(), "new": new.entry(), "since": at.isoformat() if at else None}
        judge = _Judge(database, site, history)
        checks += judge.checks(whole, site, "pages", is_new=False)
        if new.pages:
            checks += judge.checks(new, f"{site}/new", f"pages fetched since {at:%Y-%m-%d %H:%M}", is_new=True)
    return Judgement(checks, figures)


def _since(release: Path, history: Sequence[Past], database: duckdb.DuckDBPyConnection) -> dict[str, datetime | None]:
    """Return for each site the newest capture of the last release since which enough of its pages were fetched."""
    pages = str(release / "pages.parquet")
    counts: Mapping[datetime, dict[str, int]] = {
        past.newest: dict(
            database.execute(
                "SELECT site, count(*) FROM read_parquet($pages) WHERE capture_id IS NOT NULL AND fetched_at > $at GROUP BY site",
                {"pages": pages, "at": past.newest},
            ).fetchall()
        )
        for past in history
    }
    sites = [
        site
        for (site,) in database.execute("SELECT DISTINCT site FROM read_parquet($pages)", {"pages": pages}).fetchall()
    ]
    return {
        site: next(
            (at for at, count in counts.items() if count.get(site, 0) >= FEWEST),
            history[-1].newest if history else None,
        )
        for site in sites
    }


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges the pages of one site."""

    database: duckdb.DuckDBPyConnection
    site: str
    history: Sequence[Past]

    def checks(self, now: Figures, name: str, pages: str, *, is_new: bool) -> Iterator[Check]:
        """Yield the checks of ``now``, the figures of some ``pages`` that are called ``name``."""
        past = [figures for one in self.history for figures in one.sites.get(self.site, ())]
        if self.site in described_sites():
            yield from check_shares(name, now, past, find_site(self.site).expectations)
        if not past:  # the first release of a site has nothing to be compared with
            return
        for kind, changes in _CHANGES.items():
            found = list(changes(Compared(now, past, pages)))
            told = [self._told(change, is_new=is_new) for change in found[:_MOST_FOUND]]
            yield Check(f"{kind}/{name}", len(found), 0, not found, tuple(told))

    def _told(self, change: Change, *, is_new: bool) -> Found:
        before = self.history[0].folder / "observations.parquet"
        example = find_example(
            self.database, self.site, change, is_new=is_new, before=before if before.exists() else None
        )
        if example is None:
            return Found(change.words)
        text = f", as {example.text!r}" if example.text else ""
        return Found(change.words + text, example.page_url, example.capture_id)
