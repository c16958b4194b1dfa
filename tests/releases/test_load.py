"""A release as data frames."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.load import load
from careerscraper.releases.publish import list_versions, publish, read_latest
from careerscraper.releases.release import build_release
from careerscraper.schema import SCHEMAS, TABLES

from .readings import NEW, page, reading, table_of, write_segment

PANDAS = {
    "string": "str",
    "int32": "Int32",
    "double": "float64",
    "bool": "boolean",
    "timestamp[us, tz=UTC]": "datetime64[us, UTC]",
}


@pytest.fixture(scope="module")
def output(frame: Callable[..., pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output folder with an older and a newer release of two sites; the older is published."""
    folder = tmp_path_factory.mktemp("output")
    pages = table_of(page("/a", "w:1"), page("/a", "w:2", site="other"))
    for days, value in ((1, 2.0), (0, 1.0)):
        facts = reading("/a", "w:1", value, 5.0, fetched_at=NEW + timedelta(days))
        facts += [fact | {"site": "other", "capture_id": "w:2"} for fact in facts]
        facts = [fact | {"observation_id": f"{number:032}"} for number, fact in enumerate(facts)]
        segment = write_segment(folder / f"{days}.parquet", frame(*facts))
        version = build_release(folder, segments=[segment], pages=pages, about={})
    publish(folder, version)
    return folder


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_types(output: Path, table: str) -> None:
    frame = load(table, output=output)
    declared = {field.name: PANDAS[str(field.type)] for field in SCHEMAS[table]}  # type: ignore[index]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == declared
    assert len(frame) > 0 or table == "changes"


def test_the_published_release_is_the_default(output: Path) -> None:
    assert sorted(load(output=str(output))["value"]) == [1.0, 1.0, 5.0, 5.0]
    assert sorted(load(output=output, release=list_versions(output)[1])["value"]) == [2.0, 2.0, 5.0, 5.0]


def test_columns_come_in_the_order_asked_for(output: Path) -> None:
    assert list(load(output=output, columns=["value", "page_id"]).columns) == ["value", "page_id"]
    assert load(output=output, columns=[]).shape[1] == 0


def test_one_site(output: Path) -> None:
    frame = load("careers", output=output, site="other", columns=["average_age_years"])
    assert sorted(frame["average_age_years"]) == [1.0, 5.0]
    assert set(load(output=output, site="zippia")["site"]) == {"zippia"}


def test_nothing_is_released_yet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no release in .* yet: `careerscraper crawl SITE"):
        load(output=tmp_path)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"table": "jobs"}, "no table 'jobs'; there are: observations, careers, comparisons, pages, changes, history"),
        ({"columns": ["value", "salary"]}, "no column 'salary'; there are: observation_id,"),
        ({"site": "x"}, "no site 'x'; there are: other, zippia"),
        ({"release": "../x"}, "no release '../x'; there are: 2026"),
    ],
)
def test_what_is_unknown_is_said_with_what_there_is(output: Path, asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load(output=output, **asked)  # type: ignore[arg-type]


def test_a_damaged_release_is_no_frame(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output, tmp_path, dirs_exist_ok=True)
    path = tmp_path / (read_latest(tmp_path) or {})["path"] / "pages.parquet"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(VerifyError, match=r"pages\.parquet"):
        load("pages", output=tmp_path)
    path.unlink()
    with pytest.raises(VerifyError, match=r"pages\.parquet"):
        load("pages", output=tmp_path)
