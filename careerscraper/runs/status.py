"""How a dataset stands: what is published, how old it is, and how the last run of each site ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from careerscraper.errors import VerifyError
from careerscraper.items import SEEN
from careerscraper.releases.database import open_database
from careerscraper.releases.publish import RELEASES, read_latest
from careerscraper.runs.report import read_report
from careerscraper.sites import described_sites

# A page that was asked for and found unchanged, gone or moved is as good as new: the archive holds that answer, too.
_SITES = """
SELECT site, count(*) AS pages, count(*) FILTER (observation_count > 0) AS read_pages, max(fetched_at) AS newest_capture,
    max(last_checked_at) FILTER (list_contains($seen, outcome)) AS newest_answer
FROM read_parquet($pages) GROUP BY site ORDER BY site
"""


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """One site of the published release: how many pages it has, how many of these were read, and the newest times, UTC."""

    site: str
    pages: int
    read_pages: int
    newest_capture: datetime | None
    newest_answer: datetime | None

    @property
    def seen_at(self) -> datetime | None:
        """When a page of it was last received, or confirmed as it is."""
        return max(filter(None, (self.newest_capture, self.newest_answer)), default=None)


@dataclass(frozen=True, slots=True)
class Status:
    """What is published in an output folder; ``last_runs`` are the reports of the newest run of each site, newest first."""

    release: str | None
    published_at: datetime | None
    sites: list[SiteStatus]
    last_runs: list[dict[str, Any]]

    def stale(self, now: datetime, max_age: timedelta | None) -> list[str]:
        """Return what is older than ``max_age``, or, without one, than its site's own; in words, [] if all is fresh enough."""
        if self.release is None or self.published_at is None:
            return ["nothing is published"]
        limits = {one.site: _own_max_age(one.site) if max_age is None else max_age for one in self.sites}
        told = [
            f"{one.site}: nothing was received or confirmed for {_told(now - (one.seen_at or self.published_at), limit)}"
            for one in self.sites
            if (limit := limits[one.site]) is not None and now - (one.seen_at or self.published_at) > limit
        ]
        least = min((limit for limit in limits.values() if limit is not None), default=max_age)
        if least is not None and now - self.published_at > least:
            told.append(f"nothing was published for {_told(now - self.published_at, least)}")
        return told


def _own_max_age(site: str) -> timedelta | None:
    described = described_sites().get(site)
    days = described.max_age_days if described else None
    return None if days is None else timedelta(days)


def _told(age: timedelta, limit: timedelta) -> str:
    return f"{timedelta(seconds=round(age.total_seconds()))}, the limit is {limit}"


def read_status(output: Path) -> Status:
    """Return how output folder ``output`` stands; it may not exist. Raises `VerifyError` if what is published is damaged."""
    latest = read_latest(output)
    if latest is None:
        return Status(None, None, [], _last_runs(output))
    pages = output / RELEASES / latest["release"] / "pages.parquet"
    try:
        with open_database() as database:
            asked = {"pages": str(pages), "seen": sorted(SEEN)}
            sites = [SiteStatus(**row) for row in database.sql(_SITES, params=asked).to_arrow_table().to_pylist()]
        published_at = datetime.fromisoformat(latest["published_at"])
    except (duckdb.Error, ValueError, KeyError, TypeError) as error:
        raise VerifyError(
            f"cannot read {pages}, or {output / 'latest.json'}: {error}; see `careerscraper verify`"
        ) from error
    return Status(latest["release"], published_at, sites, _last_runs(output))


def _last_runs(output: Path) -> list[dict[str, Any]]:
    names = [path.name for path in (output / "runs").glob("*")]
    reports = [read_report(output, name) for name in sorted(names, key=_started, reverse=True)]
    newest: dict[object, dict[str, Any]] = {}
    for report in filter(None, reports):
        newest.setdefault(report.get("site"), report)
    return list(newest.values())


def _started(run_id: str) -> str:
    """Return the part of a run's name that says when it was started."""
    return run_id.rpartition("-")[2]
