"""Readings into files of some hundred pages each, so that a release of any size is made in the memory of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.releases.ahead import ahead
from careerscraper.schema import KEYS, SCHEMAS, TableName
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
#: Captures of a part, 66 observations each: with fewer, each gets but a few rows of a segment; more take more memory.
_CAPTURES, _MOST_CAPTURES = 1_500, 8_000
_MOST_FILES = 128  # open at the same time: beyond that the segments are read once more
_BATCH_ROWS, _MOST_ROWS = 8192, 65536
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
# In order, so that what a segment has of it, all of one run, lies together.
_WANTED = """
CREATE TABLE wanted AS
SELECT *, row_number() OVER (ORDER BY capture_id) - 1 AS place
FROM (SELECT DISTINCT capture_id, site, page_id, part FROM turns WHERE capture_id IS NOT NULL) ORDER BY place
"""
_PARTS = "SELECT DISTINCT part FROM turns ORDER BY part"


@dataclass(frozen=True, slots=True)
class Part:
    """A file with all readings of some pages: those that the table `turns` gives this number."""

    number: int
    path: Path
    #: Whether a capture may be there twice: two segments hold it.
    has_doubles: bool


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
    size = min(max(_CAPTURES, -(-count // _MOST_FILES)), _MOST_CAPTURES)
    database.execute(_TURNS, {"size": size})
    database.execute(_WANTED)
    for name in ("pages", "captures"):
        database.unregister(name)
    folder.mkdir()
    found = database.sql(_PARTS).fetchall()
    paths = [(number, folder / f"{number}.arrow") for (number,) in found]
    doubled = set[int]()
    for start in range(0, len(paths), _MOST_FILES):
        doubled |= _fill(dict(paths[start : start + _MOST_FILES]), segments, database)
    return [Part(number, path, number in doubled) for number, path in paths]


def counting(pages: str) -> str:
    """Return the query of the captures that count, one a page, in the table `pages` called so in SQL."""
    return _COUNTING.format(pages=pages)


def _fill(paths: Mapping[int, Path], segments: Sequence[Path], database: duckdb.DuckDBPyConnection) -> set[int]:
    """Write the rows of ``segments`` that count to the parts; return those in which a capture may be twice."""
    ((count,),) = database.sql("SELECT count(*) FROM wanted").fetchall()
    seen, doubled = np.zeros(count, bool), set[int]()
    with ExitStack() as stack:
        sinks = {
            part: stack.enter_context(pa.ipc.new_file(path, SCHEMAS["observations"])) for part, path in paths.items()
        }
        for rows, captures in ahead(_read(segment, min(paths), max(paths), database) for segment in segments):
            places = captures["place"].to_numpy()
            doubled |= set(captures["part"].filter(pa.array(seen[places])).to_pylist())
            seen[places] = True
            _split(rows, captures, sinks)
    return doubled


def _read(segment: Path, first: int, last: int, database: duckdb.DuckDBPyConnection) -> tuple[pa.Table, pa.Table]:
    """Return the rows of ``segment``, and of its captures those of the parts ``first`` to ``last``, with part and place."""
    rows = pq.read_table(segment, partitioning=None)
    database.register("found", pa.table({"capture_id": rows["capture_id"].unique()}))
    sql = "SELECT wanted.* FROM wanted JOIN found USING (capture_id) WHERE part BETWEEN $first AND $last"
    captures = database.sql(sql, params={"first": first, "last": last}).to_arrow_table()
    database.unregister("found")
    return rows, captures.combine_chunks()


def _split(segment: pa.Table, captures: pa.Table, sinks: Mapping[int, pa.ipc.RecordBatchFileWriter]) -> None:
    """Write the rows of a segment that count to the part that they belong to."""
    columns = {name: captures[name].combine_chunks() for name in ("capture_id", "site", "page_id", "part")}
    for batch in segment.to_batches(_MOST_ROWS):
        found = pc.index_in(batch["capture_id"], columns["capture_id"])
        counts = found.is_valid()
        for name in ("site", "page_id"):
            counts = pc.and_(counts, pc.fill_null(pc.equal(batch[name], columns[name].take(found)), False))
        counting = np.flatnonzero(counts.to_numpy(zero_copy_only=False))
        parts = columns["part"].take(found.take(pa.array(counting))).to_numpy()
        order = np.argsort(parts, kind="stable")
        rows, parts = batch.take(pa.array(counting[order])), parts[order]
        bounds = [0, *(np.flatnonzero(np.diff(parts)) + 1), len(parts)]
        for start, end in pairwise(bounds):
            if start < end:
                sinks[parts[start]].write_batch(rows.slice(start, end - start))


@contextmanager
def opened(part: Part, database: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let the database know the readings of ``part`` as `part`."""
    with pa.memory_map(str(part.path)) as source:
        database.register("part", pa.ipc.open_file(source).read_all())
        yield
        database.unregister("part")


def query_part(
    part: Part, sql: str, table: TableName, database: duckdb.DuckDBPyConnection, **values: object
) -> pa.Table:
    """Return what ``sql`` finds in the readings of ``part`` with the columns of ``table``, sorted by page and key.

    ``{distinct}`` stands in it where a reading must not come twice.
    """
    schema = SCHEMAS[table]
    sql = sql.replace("{distinct}", "DISTINCT" if part.has_doubles else "")
    with opened(part, database):
        found = database.sql(sql, params=values or None).to_arrow_table().select(schema.names).cast(schema)
    order = ("site", "page_id", *KEYS[table])  # Arrow sorts wide rows at half the price
    return found.sort_by([(name, "ascending") for name in order])


def batched(parts: Iterable[pa.Table]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of what `query_part` returns of each part; the next is asked while one is worked on."""
    for found in ahead(parts):
        yield from found.to_batches(_BATCH_ROWS)
