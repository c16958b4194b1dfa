"""The CSV and the Parquet file of a table say the same, cell by cell; where they do not, a check tells how many."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from careerscraper.releases.checks.check import Check
from careerscraper.releases.checks.files import check_tables
from careerscraper.releases.release import build_release
from careerscraper.schema import TABLES

from .readings import Segment, page, reading, table_of

TEXTS = ("=1+1", "", "NA", "-", "$1,000", 'say "x"\n', "ä")
Lines = list[list[str]]


@pytest.fixture
def release(tmp_path: Path, segment: Segment) -> Path:
    """Return a release with a page for each of TEXTS: its first career has no note, the second an empty one."""
    facts = [
        fact | {"text": text, "note": ("", None)[place]}
        for number, text in enumerate(TEXTS)
        for place, fact in enumerate(reading(f"/{number}", f"w:{number}", 1.5, -2.0, site="generic"))
    ]
    pages = table_of(*(page(f"/{number}", f"w:{number}", site="generic") for number in range(len(TEXTS))))
    version = build_release(tmp_path, segments=[segment(*facts)], pages=pages, about={})
    return tmp_path / "releases" / version


def failed(release: Path) -> dict[str, float]:
    rows = {table: pq.read_metadata(release / f"{table}.parquet").num_rows for table in TABLES}
    with duckdb.connect() as database:
        checks: list[Check] = check_tables(release, rows, database)
    return {check.name: check.figure for check in checks if not check.passed}


def rewrite(path: Path, change: Callable[[Lines], object]) -> None:
    """Write a CSV file anew, as another writer would that made a mistake."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    change(lines)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_MINIMAL, lineterminator="\n").writerows(lines)


def place(name: str) -> int:
    return [column.name for column in TABLES["observations"]].index(name)


def test_what_the_writer_wrote_is_the_same(release: Path) -> None:
    assert failed(release) == {}


@pytest.mark.parametrize(
    ("column", "old", "new", "cells"),
    [
        ("text", "'=1+1", "=1+1", 2),
        ("text", "$1,000", "'$1,000", 2),
        ("text", "ä", "a", 2),
        ("value", "1.5", "1.5000001", 7),
        ("fetched_at", "2026-03-04T05:06:07.000000Z", "2026-03-04T05:06:07.000001Z", 14),
        ("position", "1", "0", 7),
    ],
)
def test_cells_that_differ_are_counted(release: Path, column: str, old: str, new: str, cells: int) -> None:
    """Beside them, another writer than ours has no empty texts: seven notes and two texts are missing then."""
    at = place(column)

    def change(lines: Lines) -> None:
        for line in lines[1:]:
            line[at] = new if line[at] == old else line[at]

    rewrite(release / "observations.csv", change)
    assert failed(release) == {"content/observations.csv": cells + 7 + 2}


def test_rows_in_another_order_differ(release: Path) -> None:
    rewrite(release / "comparisons.csv", lambda lines: lines.insert(1, lines.pop()))
    assert failed(release)["content/comparisons.csv"] > 0


def test_a_row_too_few_or_too_many_differs(release: Path) -> None:
    rewrite(release / "pages.csv", lambda lines: lines.pop())
    assert failed(release) == {"rows/pages.csv": len(TEXTS) - 1}
    rewrite(release / "pages.csv", lambda lines: lines.extend([lines[-1], lines[-1]]))
    assert set(failed(release)) == {"rows/pages.csv", "content/pages.csv"}


def test_other_columns_differ_whole(release: Path) -> None:
    rewrite(release / "careers.csv", lambda lines: lines[0].__setitem__(1, "career"))
    found = failed(release)
    assert found["schema/careers.csv"] == 1
    assert found["content/careers.csv"] == 2 * len(TABLES["careers"])
