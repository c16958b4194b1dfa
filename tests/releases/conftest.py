"""Invented observations, and what is made of them through real files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from frames import to_arrow

from careerscraper.formats import Format
from careerscraper.releases.build import build_wide
from careerscraper.releases.sinks import observations_file
from careerscraper.schema import OBSERVATIONS, TableName

from .readings import OLD, Fact, Frame, Segment, reading, write_segment

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DEFAULTS: Fact = {
    "site": "zippia",
    "page_id": "/p1",
    "pair_key": "baker|cook",
    "career_id": "cook",
    "career": "Cook",
    "position": 0,
    "section": "overview",
    "text": "x",
    "status": "ok",
    "parser_version": "0" * 16,
    "fetched_at": NOW,
    "run_id": "r1",
}


@pytest.fixture(scope="session")
def frame() -> Callable[..., pd.DataFrame]:
    """Return what makes a frame of observations out of facts: a cook's, unless they say else."""

    def make(*facts: Fact) -> pd.DataFrame:
        columns = [column.name for column in OBSERVATIONS]
        rows = [
            DEFAULTS | {"observation_id": hashlib.sha256(str(n).encode()).hexdigest()[:32]} | f
            for n, f in enumerate(facts)
        ]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    return make


@pytest.fixture
def written(frame: Callable[..., pd.DataFrame], tmp_path: Path) -> Callable[..., Path]:
    """Return what writes facts as observations into a file of this format."""

    def write(format_: Format, *facts: Fact, name: str = "observations") -> Path:
        path = tmp_path / f"{name}.{format_}"
        with observations_file(path, format_) as add:
            for batch in to_arrow(frame(*facts), "observations").to_batches():
                add(batch)
        return path

    return write


@pytest.fixture
def wide(written: Callable[..., Path]) -> Callable[..., list[Fact]]:
    """Return what builds the rows of a wide table out of facts, without what is null."""

    def build(table: TableName, *facts: Fact) -> list[Fact]:
        path = written("parquet", *facts)
        assert pq.read_metadata(path).num_rows == len(facts)
        rows = [row for batch in build_wide(table, path) for row in batch.to_pylist()]
        return [{name: value for name, value in row.items() if value is not None} for row in rows]

    return build


@pytest.fixture
def segment(frame: Frame, tmp_path: Path) -> Segment:
    """Return what writes facts as a segment of their own."""
    numbers = count()
    return lambda *facts: write_segment(tmp_path / "segments" / f"{next(numbers)}.parquet", frame(*facts))


@pytest.fixture
def segments(segment: Segment) -> list[Path]:
    """Return segments in which /a was read twice and /b once."""
    first = segment(*reading("/a", "w:0", 1.0, 2.0, fetched_at=OLD), *reading("/b", "w:2", 5.0, 6.0, fetched_at=OLD))
    return [first, segment(*reading("/a", "w:1", 3.0, 4.0, page_witness="corroborated"))]
