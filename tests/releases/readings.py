"""Invented readings of pages, and the release that is made of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from frames import to_arrow

from careerscraper.releases.sinks import observations_file
from careerscraper.schema import SCHEMAS, TABLES

Fact = dict[str, object]
Frame = Callable[..., pd.DataFrame]
Segment = Callable[..., Path]
OLD = datetime(2026, 3, 1, tzinfo=UTC)
NEW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DATA = sorted(f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "parquet"))
DESCRIPTIONS = ("DICTIONARY.md", "datapackage.json", "tables.sql")


def reading(page: str, capture: str, *values: float, fetched_at: datetime = NEW, **more: object) -> list[Fact]:
    """Return the facts of one reading of one page: the average age of its cook and its baker."""
    about = {"page_id": page, "capture_id": capture, "fetched_at": fetched_at, "page_url": f"https://x{page}"} | more
    return [
        {
            "observation_id": hashlib.sha256(f"{page} {place}".encode()).hexdigest()[:32],
            "career_id": ("cook", "baker")[place],
            "career": ("Cook", "Baker")[place],
            "position": place,
            "metric": "average_age",
            "value": value,
        }
        | about
        for place, value in enumerate(values)
    ]


def page(page_id: str, capture: str | None = None, **more: object) -> Fact:
    """Return a row of `pages`."""
    about = {"site": "zippia", "page_id": page_id, "page_url": f"https://x{page_id}", "first_seen_at": OLD}
    return about | {"capture_id": capture, "fetched_at": NEW} | more


def table_of(*rows: Fact) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS["pages"])


def write_segment(path: Path, facts: pd.DataFrame) -> Path:
    with observations_file(path, "parquet") as add:
        for batch in to_arrow(facts, "observations").to_batches():
            add(batch)
    return path


PAGES = table_of(page("/b", "w:2"), page("/a", "w:1", observation_count=2), page("/c", outcome="refused"))


def rows(folder: Path, version: str, table: str = "observations") -> list[Fact]:
    found: list[Fact] = pq.read_table(folder / "releases" / version / f"{table}.parquet").to_pylist()
    return found


def manifest_of(folder: Path, version: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "releases" / version / "manifest.json").read_text("utf-8"))
    return found
