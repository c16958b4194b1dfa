"""What was not found so for long is flagged, by the newest page of the release and the days of its site, never by the clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from careerscraper.releases.release import build_release
from careerscraper.sites import find_site

from .readings import NEW, Fact, Segment, page, reading, rows, table_of

DAYS = find_site("zippia").max_age_days
assert DAYS is not None
OLD = NEW - timedelta(DAYS, seconds=1)


@pytest.mark.parametrize(
    ("about", "is_stale"),
    [
        pytest.param({"fetched_at": OLD}, True, id="captured long ago"),
        pytest.param({"fetched_at": OLD + timedelta(seconds=1)}, False, id="not so long ago"),
        pytest.param(
            {"fetched_at": OLD, "last_checked_at": NEW, "outcome": "unchanged"}, False, id="found unchanged since"
        ),
        pytest.param({"fetched_at": OLD, "last_checked_at": OLD, "outcome": "failed"}, True, id="asked for in vain"),
        pytest.param({"fetched_at": OLD, "last_checked_at": NEW, "outcome": "redirected"}, True, id="leads elsewhere"),
        pytest.param({"fetched_at": OLD, "site": "elsewhere"}, False, id="a site without such a limit"),
    ],
)
def test_stale(tmp_path: Path, segment: Segment, about: Fact, is_stale: bool) -> None:
    site = {"site": about.get("site", "zippia")}
    facts = [*reading("/new", "w:1", 1.0), *reading("/old", "w:2", 2.0, fetched_at=about["fetched_at"], **site)]  # type: ignore[arg-type]
    pages = table_of(page("/new", "w:1"), page("/old", "w:2", **about))
    version = build_release(tmp_path, segments=[segment(*facts)], pages=pages, about={})
    assert {row["page_id"]: row["is_stale"] for row in rows(tmp_path, version)} == {"/new": False, "/old": is_stale}
