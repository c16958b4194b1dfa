"""When which release was published: what a kill leaves of the record, and what is read of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest

from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.load import load
from careerscraper.releases.publish import publish, read_latest
from careerscraper.releases.published import read_published
from careerscraper.releases.release import build_release

from .readings import NEW, page, reading, table_of, write_segment

Versions = list[str]
Frame = Callable[..., pd.DataFrame]
DAYS = [datetime(2026, 5, day, 12, tzinfo=UTC) for day in (1, 2, 3)]


@pytest.fixture(scope="module")
def three(frame: Frame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three releases, which say 0.0, 1.0 and 2.0, published on three days at noon."""
    folder = tmp_path_factory.mktemp("three")
    for number, day in enumerate(DAYS):
        facts = reading("/a", f"w:{number}", float(number), fetched_at=NEW + timedelta(number))
        pages = table_of(page("/a", f"w:{number}", fetched_at=NEW + timedelta(number)))
        made = write_segment(folder / f"{number}.parquet", frame(*facts))
        publish(folder, build_release(folder, segments=[made], pages=pages, about={}))
        redate(folder, day)
    return folder


@pytest.fixture
def versions(three: Path, tmp_path: Path) -> Versions:
    """Copy the three releases to ``tmp_path``; return their versions."""
    shutil.copytree(three, tmp_path, dirs_exist_ok=True)
    return recorded(tmp_path)


def redate(folder: Path, day: datetime) -> None:
    """Make the newest publication one of that ``day``."""
    path, record = folder / "latest.json", folder / "releases" / "published.jsonl"
    was = json.loads(path.read_text("utf-8"))["published_at"]
    for file in (path, record):
        file.write_text(file.read_text("utf-8").replace(was, day.isoformat().replace("+00:00", "Z")), "utf-8")


def recorded(folder: Path) -> Versions:
    return [one.version for one in read_published(folder, read_latest(folder))]


@pytest.mark.parametrize(
    ("as_of", "value"),
    [
        (DAYS[0], 0.0),
        ("2026-05-01T12:00:00Z", 0.0),
        ("2026-05-01T12:00", 0.0),
        ("2026-05-02", 0.0),
        ("2026-05-02T11:59:59.999999", 0.0),
        ("2026-05-02T13:59:59+02:00", 0.0),
        ("2026-05-02T14:00+02:00", 1.0),
        (datetime(2026, 5, 2, 12), 1.0),  # noqa: DTZ001  without a zone it is UTC
        (DAYS[1].astimezone(timezone(timedelta(hours=-5))), 1.0),
        ("2026-05-03T12:00Z", 2.0),
        ("9999-12-31", 2.0),
    ],
)
@pytest.mark.usefixtures("versions")
def test_the_newest_release_published_by_then_is_loaded(tmp_path: Path, as_of: datetime | str, value: float) -> None:
    assert load(as_of=as_of, output=tmp_path)["value"].tolist() == [value]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"as_of": "2026-05-01T11:59:59Z"},
            r"no release in .* was published by 2026-05-01T11:59:59Z; there are: \d{8}T",
        ),
        ({"as_of": "yesterday"}, "as_of='yesterday' is no time"),
        ({"as_of": "0001-01-01T00:00+14:00"}, "is no time"),
        ({"as_of": DAYS[0], "release": "x"}, "not both"),
    ],
)
@pytest.mark.usefixtures("versions")
def test_what_cannot_be_loaded_is_said(tmp_path: Path, asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load(output=tmp_path, **asked)  # type: ignore[arg-type]


def test_a_date_that_is_no_time_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no time"):
        load(as_of=date(2026, 5, 1), output=tmp_path)  # type: ignore[arg-type]


def test_nothing_was_published_by_then(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are: none"):
        load(as_of=DAYS[0], output=tmp_path)


def test_a_release_that_was_removed_is_not_replaced_by_another(tmp_path: Path, versions: Versions) -> None:
    (tmp_path / "releases" / versions[1]).rename(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=f"no release '{versions[1]}'"):
        load(as_of=DAYS[1], output=tmp_path)


@pytest.mark.parametrize("kept", [0, 1, 10, 100])
def test_a_torn_last_line_is_passed_over_and_written_again(tmp_path: Path, versions: Versions, kept: int) -> None:
    """Killed while the third publication was recorded: latest.json has named it already."""
    record = tmp_path / "releases" / "published.jsonl"
    lines = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"".join(lines[:2]) + lines[2][:kept])
    assert recorded(tmp_path) == versions
    publish(tmp_path, versions[0])
    assert recorded(tmp_path) == [*versions, versions[0]]
    assert record.read_bytes().startswith(b"".join(lines))


def test_a_record_that_is_lost_begins_with_what_latest_says(tmp_path: Path, versions: Versions) -> None:
    (tmp_path / "releases" / "published.jsonl").unlink()
    publish(tmp_path, versions[0])
    assert recorded(tmp_path) == [versions[2], versions[0]]


def test_a_damaged_record_is_named(tmp_path: Path, versions: Versions) -> None:
    record = tmp_path / "releases" / "published.jsonl"
    record.write_bytes(record.read_bytes().replace(b"published_at", b"\xff", 1))
    with pytest.raises(VerifyError, match=r"published\.jsonl is damaged"):
        load(as_of=DAYS[0], output=tmp_path)
    assert load(output=tmp_path, release=versions[0])["value"].tolist() == [0.0]
