"""Readings into files of some hundred pages each, so that a release of any size is made in the memory of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.schema import SCHEMAS, TableName
from careerscraper.sites import described_sites

#: Which capture of a page counts from when on; ``capture_id`` null: no one, as the page is gone or has moved (``state``).
CAPTURES = pa.schema([
    pa.field("site", pa.string(), nullable=False),
    pa.field("page_id", pa.string(), nullable=False),
    pa.field("since", pa.timestamp("us", tz="UTC"), nullable=False),
    pa.field("capture_id", pa.string()),
    pa.field("state", pa.string(), nullable=False),
    pa.field("is_whole", pa.bool_(), nullable=False),
])  # fmt: skip
_PAGES = 500
_MOST_FILES = 200  # open at the same time
_BATCH_ROWS = 8192
# Of each page the newest good reading; where two URLs are one page, that of the newer capture. A page was found so when it was
# captured, or when it was last asked for and had not changed.
_COUNTING = """
SELECT site, page_id, capture_id,
    CASE WHEN outcome = 'redirected' THEN fetched_at ELSE coalesce(last_checked_at, fetched_at) END AS found_at
FROM {pages} WHERE capture_id IS NOT NULL AND coalesce(state, 'known') = 'known'
QUALIFY row_number() OVER (PARTITION BY site, page_id ORDER BY fetched_at DESC NULLS LAST, capture_id) = 1
"""
_NEWEST = """
CREATE TABLE newest AS SELECT site, page_id, capture_id, row_number() OVER (ORDER BY site, page_id)::INTEGER AS page,
    coalesce(found_at < max(found_at) OVER () - to_days(map_extract_value($days::MAP(VARCHAR, INTEGER), site)), false) AS is_stale
FROM ({counting})
"""
# `part` is the file that has the readings of the page: it changes after some hundred captures, where another page begins.
_TURNS = """
CREATE TABLE turns AS
SELECT *, row_number() OVER page AS turn, count(*) OVER (PARTITION BY site, page_id) AS turns,
    (max(place) OVER (PARTITION BY site, page_id) - 1) // $size AS part
FROM (SELECT *, row_number() OVER (ORDER BY site, page_id, since, capture_id) AS place FROM captures)
WINDOW page AS (PARTITION BY site, page_id ORDER BY since, capture_id)
ORDER BY place
"""
_KNOWN = """
SELECT site, page_id, fetched_at AS since, capture_id, 'known' AS state, true AS is_whole FROM pages
WHERE capture_id IS NOT NULL AND coalesce(state, 'known') = 'known'
"""
_PARTS = "SELECT part, min((site, page_id)) AS first FROM turns GROUP BY part ORDER BY part"


@dataclass(frozen=True, slots=True)
class Part:
    """A file with all readings of the pages from ``first`` (site, page_id) up to the first one of the next part."""

    number: int
    path: Path
    first: tuple[str, str]


def partition(
    segments: Sequence[Path],
    pages: pa.Table,
    captures: pa.Table | None,
    folder: Path,
    database: duckdb.DuckDBPyConnection,
) -> list[Part]:
    """Write the readings of ``captures`` in ``segments`` to parts, in the order of their pages; return these.

    ``pages`` says of which capture the observations are; without ``captures`` (see `CAPTURES`) it also says which ones there are.
    The database gets the tables `newest` and `turns` made of both. ``folder``, which must not exist, takes the parts.
    """
    database.register("pages", pages)
    database.register("captures", database.sql(_KNOWN).to_arrow_table() if captures is None else captures)
    days = {site.name: site.max_age_days for site in described_sites().values() if site.max_age_days is not None}
    database.execute(_NEWEST.format(counting=counting("pages")), {"days": days})
    count = pages.num_rows if captures is None else captures.num_rows
    database.execute(_TURNS, {"size": max(_PAGES, -(-count // _MOST_FILES))})
    for name in ("pages", "captures"):
        database.unregister(name)
    folder.mkdir()
    found = database.sql(_PARTS).fetchall()
    parts = [Part(number, folder / f"{number}.arrow", first) for number, first in found]
    _fill(parts, segments, database)
    return parts


def counting(pages: str) -> str:
    """Return the query of the captures that count, one a page, in the table `pages` called so in SQL."""
    return _COUNTING.format(pages=pages)


def _fill(parts: Sequence[Part], segments: Sequence[Path], database: duckdb.DuckDBPyConnection) -> None:
    wanted = database.sql("SELECT DISTINCT capture_id, site, page_id, part FROM turns WHERE capture_id IS NOT NULL")
    of_captures = wanted.to_arrow_table().combine_chunks()
    with ExitStack() as stack:
        sinks = {p.number: stack.enter_context(pa.ipc.new_file(p.path, SCHEMAS["observations"])) for p in parts}
        for segment in segments:
            for batch in pq.ParquetFile(segment).iter_batches():
                for part, rows in _split(batch, of_captures):
                    sinks[part].write_batch(rows)


def _split(batch: pa.RecordBatch, captures: pa.Table) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows of ``batch`` that count, by the part that they belong to."""
    found = pc.index_in(batch["capture_id"], captures["capture_id"].combine_chunks())
    counts = found.is_valid()
    for name in ("site", "page_id"):
        counts = pc.and_(
            counts, pc.fill_null(pc.equal(batch[name], captures[name].combine_chunks().take(found)), False)
        )
    parts = captures["part"].combine_chunks().take(found).filter(counts)
    rows = batch.filter(counts)
    for part in pc.unique(parts).to_pylist():
        yield part, rows.filter(pc.equal(parts, part))


@contextmanager
def opened(part: Part, database: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let the database know the readings of ``part`` as `part`."""
    with pa.memory_map(str(part.path)) as source:
        database.register("part", pa.ipc.open_file(source).read_all())
        yield
        database.unregister("part")


def query_part(
    part: Part, sql: str, table: TableName, database: duckdb.DuckDBPyConnection, **values: object
) -> Iterator[pa.RecordBatch]:
    """Yield what ``sql`` finds in the readings of ``part`` with the columns of ``table``."""
    with opened(part, database):
        for batch in database.sql(sql, params=values or None).to_arrow_reader(_BATCH_ROWS):
            yield from pa.Table.from_batches([batch]).select(SCHEMAS[table].names).cast(SCHEMAS[table]).to_batches()
