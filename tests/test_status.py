"""`careerscraper status` and `releases`: what is published, and is it fresh enough."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Run

from careerscraper.commands.ages import ago, parse_age
from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.listing import list_releases
from careerscraper.releases.publish import read_latest
from careerscraper.runs.status import SiteStatus, Status, read_status

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def test_what_is_published_and_how_the_last_run_ended(run: Run, demo: Path) -> None:
    done = run("careerscraper", "status", "--output", demo)
    assert (done.returncode, done.stderr) == (0, "")
    release = (read_latest(demo) or {})["release"]
    first, site, last = done.stdout.splitlines()
    assert first.startswith(f"release: {release}, published 20")
    assert ": 12 read; newest capture " in site.replace("pages, ", ": ") or "12 read" in site
    assert ": exit code 0: " in last
    assert "crawl finished" in last


def test_what_is_too_old_is_exit_code_6(run: Run, demo: Path, tmp_path: Path) -> None:
    done = run("careerscraper", "status", "--max-age", "0s", "--output", demo)
    assert done.returncode == 6
    assert "STALE: zippia: nothing was received or confirmed for 0:" in done.stdout
    assert "STALE: nothing was published for 0:" in done.stdout
    done = run("careerscraper", "status", "--output", tmp_path / "nothing")
    assert (done.returncode, done.stdout) == (6, "release: none\nlast run: none\nSTALE: nothing is published\n")


def status_of(**days: float | None) -> Status:
    """Return a status by the ages, in days, of what is published, captured and answered."""
    published, captured, answered = (
        None if days.get(name) is None else NOW - timedelta(days[name] or 0)
        for name in ("published", "captured", "answered")
    )
    return Status("20260301T000000Z-00000000", published, [SiteStatus("a", 2, 2, captured, answered)], [])


@pytest.mark.parametrize(
    ("ages", "stale"),
    [
        ({"published": 1, "captured": 1, "answered": 1}, ""),
        ({"published": 1, "captured": 30, "answered": 1}, ""),  # found unchanged is as good as new
        ({"published": 1, "captured": 1, "answered": None}, ""),
        ({"published": 1, "captured": 8, "answered": 8}, "a: nothing was received or confirmed for 8 days"),
        (
            {"published": 8, "captured": 1, "answered": 1},
            "nothing was published for 8 days, 0:00:00, the limit is 7 days",
        ),
        ({"published": 8, "captured": None, "answered": None}, "a: nothing was received"),
    ],
)
def test_the_newest_answer_and_the_publication_count(ages: dict[str, float | None], stale: str) -> None:
    told = status_of(**ages).stale(NOW, timedelta(7))
    assert told[0].startswith(stale) if stale else not told


def test_without_a_limit_it_is_the_sites_own() -> None:
    assert (
        status_of(published=999, captured=999, answered=999).stale(NOW, None) == []
    )  # a site that nobody has described
    zippia = SiteStatus("zippia", 2, 2, NOW - timedelta(91), None)
    status = Status("20260301T000000Z-00000000", NOW, [zippia], [])
    assert status.stale(NOW, None) == [
        "zippia: nothing was received or confirmed for 91 days, 0:00:00, the limit is 90 days, 0:00:00"
    ]
    assert status.stale(NOW - timedelta(2), None) == []


def test_a_damaged_release_is_named(demo: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(demo, tmp_path / "copy"))
    (output / (read_latest(output) or {})["path"] / "pages.parquet").write_bytes(b"PAR1")
    with pytest.raises(VerifyError, match=r"cannot read .*pages\.parquet"):
        read_status(output)


def test_releases_are_listed_with_ages_checks_and_what_was_refused(run: Run, demo: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(demo, tmp_path / "copy"))
    version = str((read_latest(output) or {})["release"])
    refused = Path(shutil.copytree(output / "releases" / version, output / "releases" / f".refused-{version}"))
    manifest = (refused / "manifest.json").read_text("utf-8")
    (refused / "manifest.json").write_text(manifest.replace('"verdict": "ok"', '"verdict": "failed"', 1), "utf-8")
    (output / "releases" / f".damaged-{version}-1").mkdir()
    published, bad, damaged = (
        line.split("\t") for line in run("careerscraper", "releases", "--output", output).stdout.splitlines()
    )
    assert (published[0], published[-1]) == (version, "published")
    assert published[4].endswith(" checks ok")
    assert published[2].split()[1] in ("seconds", "minutes")
    assert (bad[0], bad[-1]) == (version, "refused")
    assert bad[4].endswith(" failed")
    assert damaged[1:] == ["-", "-", "-", "no checks", "damaged"]
    assert [one.state for one in list_releases(output)] == ["published", "refused", "damaged"]


def test_ages() -> None:
    assert [parse_age(text) for text in ("7d", "36h", "1.5w")] == [timedelta(7), timedelta(1.5), timedelta(10.5)]
    for text in ("", "7", "d", "-1d", "7 d", "٧d", "1e9d"):
        with pytest.raises(UsageError, match="is no age: give a number and one of w, d, h, m, s"):
            parse_age(text)
    now = datetime.now(UTC)
    passed = (timedelta(3), timedelta(1), timedelta(minutes=119), timedelta(seconds=90), timedelta(seconds=-5))
    assert [ago(now - one) for one in passed] == ["3 days", "24 hours", "119 minutes", "90 seconds", "0 seconds"]
