"""Files joined by their bytes: the same rows in the same order, wherever they were cut, also by readers other than pyarrow."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frames import to_arrow

from careerscraper.formats import FORMATS, Format
from careerscraper.releases.join import open_joint
from careerscraper.releases.sinks import open_sink

from .readings import Frame, reading


def written(path: Path, rows: pa.Table, format_: Format) -> Path:
    with path.open("wb") as file:
        sink = open_sink(file, "observations", format_)
        for batch in rows.to_batches():
            sink.write(batch)
        sink.close()
    return path


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("cuts", [(), (0, 0, 5), (1, 1, 4, 8), (3,)], ids=str)
def test_joined_files_hold_the_rows_of_all(
    frame: Frame, format_: Format, cuts: tuple[int, ...], tmp_path: Path
) -> None:
    facts = (fact for n in range(5) for fact in reading(f"/{n}", f"w:{n}", float(n), 2.0))
    rows = to_arrow(frame(*facts), "observations")
    bounds = [0, *cuts, rows.num_rows]
    with (tmp_path / "joined").open("wb") as file:
        joint = open_joint(file, "observations", format_)
        for n, (start, end) in enumerate(pairwise(bounds)):
            joint.add(written(tmp_path / str(n), rows.slice(start, end - start), format_))
        joint.close()
    if format_ != "parquet":
        assert (tmp_path / "joined").read_bytes() == written(tmp_path / "whole", rows, format_).read_bytes()
        return
    found = pq.read_table(tmp_path / "joined")
    assert found.equals(rows)
    assert found.schema.equals(rows.schema, check_metadata=True)
    ids = rows["observation_id"].to_pylist()
    assert [
        i for (i,) in duckdb.sql(f"SELECT observation_id FROM read_parquet('{tmp_path / 'joined'}')").fetchall()
    ] == ids
    assert pl.read_parquet(tmp_path / "joined")["observation_id"].to_list() == ids
