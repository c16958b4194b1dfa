"""Readings into files of some hundred pages each, so that a release of any size is sorted in the memory of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.schema import OBSERVATIONS, SCHEMAS

_PAGES = 500
_MOST_FILES = 200  # open at the same time
_BATCH_ROWS = 8192
# Of each page the newest good reading; where two URLs are one page, that of the newer capture.
_NEWEST = """
SELECT capture_id, site, page_id, (row_number() OVER (ORDER BY site, page_id) - 1) // $size AS part
FROM (FROM readings WHERE capture_id IS NOT NULL AND coalesce(state, 'known') = 'known'
    QUALIFY row_number() OVER (PARTITION BY site, page_id ORDER BY fetched_at DESC NULLS LAST, capture_id) = 1)
"""
# A capture that two segments hold, alike, counts once; where they differ, its keys are there twice, which a check refuses.
_SORTED = """
SELECT DISTINCT {columns} FROM part ORDER BY site, page_id, observation_id, text, value, low, high, value_text
"""


def newest_observations(
    segments: Sequence[Path], pages: pa.Table, folder: Path, database: duckdb.DuckDBPyConnection
) -> Iterator[pa.RecordBatch]:
    """Yield the observations of ``segments`` that were read from the newest good capture of a page, sorted.

    ``pages`` (site, page_id, state, capture_id, fetched_at) says which capture that is: of what is gone or moved, none.
    ``folder``, which must not exist, takes what does not fit into memory, and stays.
    """
    columns = ", ".join("page_witness AS witness" if c.name == "witness" else f'"{c.name}"' for c in OBSERVATIONS)
    for path in _partition(segments, pages, folder, database):
        with pa.ipc.open_file(path) as file:
            database.register("part", file.read_all())
        for batch in database.sql(_SORTED.format(columns=columns)).to_arrow_reader(_BATCH_ROWS):
            yield from pa.Table.from_batches([batch]).cast(SCHEMAS["observations"]).to_batches()
        database.unregister("part")
        path.unlink()


def _partition(
    segments: Sequence[Path], pages: pa.Table, folder: Path, database: duckdb.DuckDBPyConnection
) -> list[Path]:
    """Write the rows that count to files, which hold a span of pages each; return these in the order of their pages."""
    database.register("readings", pages.select(["site", "page_id", "state", "capture_id", "fetched_at"]))
    size = max(_PAGES, -(-pages.num_rows // _MOST_FILES))
    newest = database.sql(_NEWEST, params={"size": size}).to_arrow_table().combine_chunks()
    folder.mkdir()
    paths = [folder / f"{part}.arrow" for part in range((pc.max(newest["part"]).as_py() or 0) + 1)]
    with ExitStack() as stack:
        sinks = [stack.enter_context(pa.ipc.new_file(path, SCHEMAS["observations"])) for path in paths]
        for segment in segments:
            for batch in pq.ParquetFile(segment).iter_batches():
                for part, rows in _split(batch, newest):
                    sinks[part].write_batch(rows)
    return paths


def _split(batch: pa.RecordBatch, newest: pa.Table) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows of ``batch`` that count, by the part that they belong to."""
    found = pc.index_in(batch["capture_id"], newest["capture_id"].combine_chunks())
    counts = found.is_valid()
    for name in ("site", "page_id"):
        counts = pc.and_(counts, pc.fill_null(pc.equal(batch[name], newest[name].combine_chunks().take(found)), False))
    parts = newest["part"].combine_chunks().take(found).filter(counts)
    rows = batch.filter(counts)
    for part in pc.unique(parts).to_pylist():
        yield part, rows.filter(pc.equal(parts, part))
