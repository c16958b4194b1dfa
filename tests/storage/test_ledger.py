"""The ledger answers what is asked of it for every page without a look at all others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

import pytest


@pytest.fixture
def ledger() -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:")
    database.executescript(files("careerscraper.storage").joinpath("ledger.sql").read_text())
    yield database
    database.close()


def scans(ledger: sqlite3.Connection, sql: str) -> list[str]:
    plan = [row[3] for row in ledger.execute(f"EXPLAIN QUERY PLAN {sql}", ("https://www.zippia.com/a",))]
    assert plan
    return [step for step in plan if step.startswith("SCAN")]


def test_the_good_capture_of_a_page_is_found_by_its_url(ledger: sqlite3.Connection) -> None:
    assert scans(ledger, "SELECT * FROM seen WHERE url = ? ORDER BY seen_at DESC LIMIT 1") == []
    assert scans(ledger, "SELECT * FROM captures WHERE state = ?") != [], "what it looks for can be found"
