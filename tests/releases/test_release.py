"""A release, built of real segments into a real folder."""

from __future__ import annotations

import csv
import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from careerscraper.formats import SCHEMA_VERSION
from careerscraper.releases import partition
from careerscraper.releases.describe import data_dictionary
from careerscraper.releases.publish import verify
from careerscraper.releases.release import build_release, clean_leftovers
from careerscraper.schema import SCHEMAS, TABLES

from .readings import DATA, DESCRIPTIONS, NEW, OLD, PAGES, Segment, manifest_of, page, reading, rows, table_of

#: Of the release of `segments` and PAGES, without one before.
ROWS = {"observations": 4, "careers": 2, "comparisons": 2, "pages": 3, "changes": 0, "history": 4}


def test_the_newest_reading_of_each_page_counts_sorted(tmp_path: Path, segments: list[Path]) -> None:
    version = build_release(tmp_path, segments=segments, pages=PAGES, about={})
    found = [(row["page_id"], row["capture_id"], row["value"], row["witness"]) for row in rows(tmp_path, version)]
    a, b = [("/a", "w:1", v) for v in (3.0, 4.0)], [("/b", "w:2", v) for v in (5.0, 6.0)]
    assert sorted(found) == [(*row, "contradicted") for row in a + b], "of the same careers, in the same run"
    keys = [(row["site"], row["page_id"], row["observation_id"]) for row in rows(tmp_path, version)]
    assert keys == sorted(keys)


def test_a_release_has_its_files_and_nothing_else_stands_there(tmp_path: Path, segments: list[Path]) -> None:
    version = build_release(tmp_path, segments=segments, pages=PAGES, about={})
    names = sorted(path.name for path in (tmp_path / "releases" / version).iterdir())
    assert names == sorted([*DATA, "manifest.json", "SHA256SUMS", *DESCRIPTIONS])
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [version]
    assert (tmp_path / "releases" / version / "DICTIONARY.md").read_text("utf-8") == data_dictionary()
    assert not (tmp_path / "latest.json").exists()


def test_each_table_is_typed_and_its_csv_has_the_same_rows(tmp_path: Path, segments: list[Path]) -> None:
    version = build_release(tmp_path, segments=segments, pages=PAGES, about={})
    for table, schema in SCHEMAS.items():
        path = tmp_path / "releases" / version / f"{table}.parquet"
        assert pq.read_schema(path).equals(schema, check_metadata=True)
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            found = list(csv.reader(file))
        assert found[0] == schema.names
        assert len(found) - 1 == len(rows(tmp_path, version, table)) == ROWS[table]


def test_the_wide_tables_are_those_of_the_newest_readings(tmp_path: Path, segments: list[Path]) -> None:
    version = build_release(tmp_path, segments=segments, pages=PAGES, about={})
    found = {
        (row["page_id"], row["average_age_years_a"], row["average_age_years_b"])
        for row in rows(tmp_path, version, "comparisons")
    }
    assert found == {("/a", 3.0, 4.0), ("/b", 5.0, 6.0)}
    assert [row["page_url"] for row in rows(tmp_path, version, "pages")] == [
        "https://x/a",
        "https://x/b",
        "https://x/c",
    ]


def test_the_manifest_says_what_the_release_is(tmp_path: Path, segments: list[Path]) -> None:
    about = {"seen": 99, "planned": 100, "min_seen": 0.99, "run_id": "r9", "partial": False}
    version = build_release(tmp_path, segments=segments, pages=PAGES, about=about)
    manifest = manifest_of(tmp_path, version)
    tables, checks, described, figures = (manifest.pop(n) for n in ("tables", "checks", "descriptions", "figures"))
    assert manifest == about | {
        "format": 1,
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "parser_version": "0" * 16,
        "previous": None,
        "sites": ["zippia"],
        "newest_capture": "2026-03-04T05:06:07Z",
        "oldest_capture": "2026-03-01T00:00:00Z",
    }
    assert isinstance(tables, dict)
    assert {name: table["rows"] for name, table in tables.items()} == ROWS
    path = tmp_path / "releases" / version / "pages.csv"
    told = {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert tables["pages"]["files"]["csv"] == told
    assert isinstance(figures, dict)
    assert {site: (one["all"]["pages"], one["since"]) for site, one in figures.items()} == {"zippia": (2, None)}
    release = tmp_path / "releases" / version
    assert described == {name: hashlib.sha256((release / name).read_bytes()).hexdigest() for name in DESCRIPTIONS}
    assert isinstance(checks, list)
    assert {check["verdict"] for check in checks} == {"ok"}
    assert {"name": "pages_seen", "figure": 0.99, "limit": 0.99, "verdict": "ok"} in checks
    assert {f"duplicate_keys/{table}" for table in TABLES} <= {check["name"] for check in checks}


def test_the_version_follows_from_newest_capture_and_tables(tmp_path: Path, segments: list[Path]) -> None:
    version = build_release(tmp_path, segments=segments, pages=PAGES, about={})
    lines = (tmp_path / "releases" / version / "SHA256SUMS").read_text("utf-8").splitlines(keepends=True)
    data = "".join(line for line in lines if line.split()[1] in DATA and "changes" not in line)
    assert version == f"20260304T050607Z-{hashlib.sha256(data.encode()).hexdigest()[:8]}"


def test_the_same_segments_in_any_order_give_the_same_bytes(tmp_path: Path, segments: list[Path]) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    first = build_release(one, segments=segments, pages=PAGES, about={"run_id": "r"})
    again = build_release(two, segments=segments[::-1], pages=PAGES.take([2, 0, 1]), about={"run_id": "r"})
    assert first == again
    sums, others = ((folder / "releases" / first / "SHA256SUMS").read_bytes() for folder in (one, two))
    assert sums == others


def test_a_release_that_stands_already_is_left_as_it_is(tmp_path: Path, segments: list[Path]) -> None:
    version = build_release(tmp_path, segments=segments, pages=PAGES, about={})
    before = (tmp_path / "releases" / version).stat().st_ino
    assert build_release(tmp_path, segments=segments, pages=PAGES, about={"run_id": "later"}) == version
    assert (tmp_path / "releases" / version).stat().st_ino == before


def test_a_damaged_release_of_that_version_is_put_aside(tmp_path: Path, segments: list[Path]) -> None:
    version = build_release(tmp_path, segments=segments, pages=PAGES, about={})
    (tmp_path / "releases" / version / "pages.csv").unlink()
    assert build_release(tmp_path, segments=segments, pages=PAGES, about={}) == version
    verify(tmp_path, version)
    assert [path.name for path in (tmp_path / "releases").glob(".damaged-*")] == [f".damaged-{version}-{os.getpid()}"]


@pytest.mark.parametrize(("state", "counts"), [("known", True), ("gone", False), ("moved", False), (None, True)])
def test_what_is_gone_or_moved_states_nothing_more(
    tmp_path: Path, segment: Segment, state: str | None, counts: bool
) -> None:
    """Of two URLs that are one page the older one counts when the newer one is gone."""
    made = segment(*reading("/a", "w:0", 1.0, fetched_at=OLD), *reading("/a", "w:1", 3.0), *reading("/b", "w:2", 5.0))
    both = page("/a", "w:0", fetched_at=OLD), page("/a", "w:1", page_url="https://x/a?b", state=state)
    version = build_release(
        tmp_path, segments=[made], pages=table_of(*both, page("/b", "w:2", observation_count=1, state=state)), about={}
    )
    assert {row["capture_id"] for row in rows(tmp_path, version)} == ({"w:1", "w:2"} if counts else {"w:0"})


def test_a_capture_in_two_segments_counts_once(tmp_path: Path, segment: Segment) -> None:
    segments = [segment(*reading("/a", "w:1", 3.0, 4.0)) for _ in range(2)]
    version = build_release(tmp_path, segments=segments, pages=table_of(page("/a", "w:1")), about={})
    assert len(rows(tmp_path, version)) == 2


def test_two_urls_of_one_page_are_read_from_the_newer_capture(tmp_path: Path, segment: Segment) -> None:
    made = segment(*reading("/a", "w:0", 1.0, 2.0, fetched_at=OLD), *reading("/a", "w:1", 3.0, 4.0))
    pages = table_of(page("/a", "w:0", fetched_at=OLD), page("/a", "w:1", page_url="https://x/a?b"))
    version = build_release(tmp_path, segments=[made], pages=pages, about={})
    assert {row["capture_id"] for row in rows(tmp_path, version)} == {"w:1"}


def test_a_release_without_comparisons_of_two_careers(tmp_path: Path, segment: Segment) -> None:
    made = segment(*reading("/a", "w:1", 3.0))
    version = build_release(tmp_path, segments=[made], pages=table_of(page("/a", "w:1")), about={})
    assert rows(tmp_path, version, "comparisons") == []


def test_odd_texts_and_long_cells_read_back(tmp_path: Path, segment: Segment) -> None:
    facts = reading("/a", "w:1", 3.0, 4.0, text='=x, "y"\r\n\n' + "ä" * 2_000_000, note="", label="NA")
    version = build_release(tmp_path, segments=[segment(*facts)], pages=table_of(page("/a", "w:1")), about={})
    assert {row["text"] for row in rows(tmp_path, version)} == {facts[0]["text"]}


def test_leftovers_of_dead_builds_are_removed(tmp_path: Path, segments: list[Path]) -> None:
    for name in ("releases/.building-999999999", "releases/.building-1/release", "releases/.refused-x"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / ".latest.json.999999999.tmp").write_text("{")
    clean_leftovers(tmp_path)
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == [".building-1", ".refused-x"]
    assert not (tmp_path / ".latest.json.999999999.tmp").exists()
    version = build_release(tmp_path, segments=segments, pages=PAGES, about={})
    assert verify(tmp_path, version)["version"] == version


def test_many_pages_are_sorted_and_whole(tmp_path: Path, segment: Segment) -> None:
    names = [f"/p{n:04}" for n in range(3000)]
    segments = [
        segment(*(fact for n, name in enumerate(names) if n % 7 == part for fact in reading(name, f"w:{n}", n, -n)))
        for part in range(7)
    ]
    pages = table_of(*(page(name, f"w:{n}", fetched_at=NEW + timedelta(n)) for n, name in enumerate(names)))
    version = build_release(tmp_path, segments=segments, pages=pages, about={"accepted": {"checks": ["stated"]}})
    assert [row["page_id"] for row in rows(tmp_path, version)] == [name for name in names for _ in range(2)]


def test_parts_of_any_size_give_the_same_release(
    tmp_path: Path, segment: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where there are more of them than files may be open, and a page has more captures than a part."""
    names = [f"/p{n:02}" for n in range(20)]
    days = [NEW + timedelta(day) for day in range(5)]
    made = [segment(*(f for n in names for f in reading(n, f"w:{n}{day}", day.day, fetched_at=day))) for day in days]
    captures = pa.Table.from_pylist(
        [
            {
                "site": "zippia",
                "page_id": n,
                "since": day,
                "capture_id": f"w:{n}{day}",
                "state": "known",
                "is_whole": True,
            }
            for n in names
            for day in days
        ],
        schema=partition.CAPTURES,
    )
    pages = table_of(*(page(n, f"w:{n}{days[-1]}", fetched_at=days[-1]) for n in names))
    versions = set()
    for number, (size, files) in enumerate([(1500, 128), (3, 2), (7, 3)]):
        monkeypatch.setattr(partition, "_CAPTURES", size)
        monkeypatch.setattr(partition, "_MOST_CAPTURES", size)
        monkeypatch.setattr(partition, "_MOST_FILES", files)
        folder = tmp_path / str(number)
        about = {"accepted": {"checks": ["stated"]}}
        versions.add(build_release(folder, segments=made, pages=pages, captures=captures, about=about))
    (version,) = versions
    assert len(rows(folder, version, "history")) == len(names) * len(days)
    assert len(rows(folder, version)) == len(names)
