"""What is no release: refused by a check, or not to be built at all."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from careerscraper.errors import CareerscraperError, CheckFailedError
from careerscraper.releases.release import build_release

from .readings import PAGES, Fact, Segment, page, reading, table_of


@pytest.mark.parametrize(
    ("facts", "pages", "about"),
    [
        pytest.param(
            [*reading("/a", "w:1", 1.0, 2.0), *reading("/a", "w:1", 1.0, 9.0)],
            [page("/a", "w:1")],
            {},
            id="duplicate_keys/observations is 2, the limit is 0",
        ),
        pytest.param(
            reading("/a", "w:1", 1.0),
            [page("/a", "w:1"), page("/a", "w:1")],
            {},
            id="duplicate_keys/pages is 1, the limit is 0",
        ),
        pytest.param(
            reading("/a", "w:1", 1.0),
            [page("/a", "w:1"), page("/b", "w:2", observation_count=3)],
            {},
            id="pages_without_their_reading is 1, the limit is 0",
        ),
        pytest.param(
            reading("/a", "w:1", 1.0),
            [page("/a", "w:1")],
            {"seen": 97, "planned": 100, "min_seen": 0.98},
            id="pages_seen is 0.97, the limit is 0.98",
        ),
    ],
)
def test_a_failed_check_refuses_the_release(
    request: pytest.FixtureRequest, tmp_path: Path, facts: list[Fact], pages: list[Fact], about: Fact
) -> None:
    segment, message = request.getfixturevalue("segment"), request.node.callspec.id
    for _ in range(2):  # the second time, the refused one of the first is in the way
        with pytest.raises(CheckFailedError, match=message):
            build_release(tmp_path, segments=[segment(*facts)], pages=table_of(*pages), about=about)
    (refused,) = (tmp_path / "releases").iterdir()
    assert refused.name.startswith(".refused-20260304T050607Z-")
    checks = json.loads((refused / "manifest.json").read_text("utf-8"))["checks"]
    failed = {check["name"] for check in checks if check["verdict"] != "ok"}
    assert failed - {"duplicate_keys/history"} == {message.partition(" ")[0]}


def test_what_cannot_be_released_is_said(tmp_path: Path, segment: Segment) -> None:
    made, pages = segment(*reading("/a", "w:1", 1.0)), table_of(page("/a", "w:1"))
    other = segment(*reading("/b", "w:2", 1.0, parser_version="1" * 16))
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    pq.write_table(pages, tmp_path / "other.parquet")
    cases = [
        ([], pages, "no segment"),
        ([made], table_of(page("/a")), "nothing to release"),
        ([made, other], table_of(page("/a", "w:1"), page("/b", "w:2")), "2 parsers"),
        ([made, tmp_path / "gone.parquet"], pages, r"gone\.parquet"),
        ([tmp_path / "broken.parquet"], pages, r"broken\.parquet"),
        ([tmp_path / "other.parquet"], pages, "other columns"),
    ]
    for segments, table, message in cases:
        with pytest.raises(CareerscraperError, match=message):
            build_release(tmp_path, segments=segments, pages=table, about={})
    assert not list(tmp_path.glob("releases/*"))


@pytest.mark.parametrize("place", [100, 1000])
def test_a_damaged_segment_is_an_error_and_leaves_nothing(tmp_path: Path, segments: list[Path], place: int) -> None:
    """Damage of a page of data; Parquet does not notice all of it."""
    data = bytearray(segments[0].read_bytes())
    data[place : place + 40] = bytes(40)
    segments[0].write_bytes(data)
    with pytest.raises(CareerscraperError):
        build_release(tmp_path, segments=segments, pages=PAGES, about={})
    assert not list(tmp_path.glob("releases/*"))


def test_pages_of_another_shape_are_refused(tmp_path: Path, segments: list[Path]) -> None:
    unnamed = table_of(page("/a", "w:1") | {"page_id": None})
    for table in (PAGES.drop_columns(["state"]), unnamed):
        with pytest.raises((ValueError, KeyError)):
            build_release(tmp_path, segments=segments, pages=table, about={})
