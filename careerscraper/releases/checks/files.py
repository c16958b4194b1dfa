"""The files of a release, read back: columns, rows, keys, and that CSV and Parquet say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from careerscraper.errors import VerifyError
from careerscraper.releases.arrow import csv_schema, to_csv_text
from careerscraper.releases.checks.check import Check, equal
from careerscraper.schema import KEYS, SCHEMAS, TABLES, TableName

_CSV_BLOCKS = (1 << 20, 1 << 24)  # a row must fit into one: the second is for what does not fit into the first
_BATCH_ROWS = 8192
_AT_ONCE = 2


def check_tables(release: Path, rows: Mapping[TableName, int], database: duckdb.DuckDBPyConnection) -> list[Check]:
    """Read back the two files of each table; ``rows`` says how many rows were written.

    Raises `VerifyError` if a CSV file is none, by the types of its columns.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(lambda table: _check_table(release, table, rows[table], database.cursor()), TABLES)
        return [check for checks in found for check in checks]


def check_readings(release: Path, database: duckdb.DuckDBPyConnection) -> Check:
    """Check that every page that has observations, by the table `pages`, has some here: no segment is left out."""
    ((missing,),) = database.execute(
        "SELECT count(*) FROM (FROM read_parquet($pages) WHERE capture_id IS NOT NULL AND observation_count > 0"
        " AND coalesce(state, 'known') = 'known')"
        " ANTI JOIN read_parquet($observations) USING (site, page_id)",
        {table: str(release / f"{table}.parquet") for table in ("pages", "observations")},
    ).fetchall()
    return equal("pages_without_their_reading", missing, 0)


def check_seen(about: Mapping[str, Any]) -> list[Check]:
    """Check the share of the plan that was seen, if ``about`` has `seen`, `planned` and `min_seen`."""
    if not {"seen", "planned", "min_seen"} <= about.keys():
        return []
    share = about["seen"] / about["planned"] if about["planned"] else 1.0
    return [Check("pages_seen", share, about["min_seen"], share >= about["min_seen"])]


def _check_table(release: Path, table: TableName, rows: int, database: duckdb.DuckDBPyConnection) -> list[Check]:
    parquet, csv = (release / f"{table}.{suffix}" for suffix in ("parquet", "csv"))
    header, csv_rows, differing = _compare(csv, parquet, table)
    parquet_rows = pq.read_metadata(parquet).num_rows
    keys = ", ".join(KEYS[table])
    doubled = f"SELECT count(*) FROM (SELECT 1 FROM read_parquet($file) GROUP BY {keys} HAVING count(*) > 1)"
    ((doubles,),) = database.execute(doubled, {"file": str(parquet)}).fetchall()
    return [
        equal(f"schema/{parquet.name}", _differing_fields(pq.read_schema(parquet), SCHEMAS[table]), 0),
        equal(f"schema/{csv.name}", _differing(header, SCHEMAS[table].names), 0),
        equal(f"rows/{parquet.name}", parquet_rows, rows),
        equal(f"rows/{csv.name}", csv_rows, parquet_rows),
        equal(f"content/{csv.name}", differing, 0),
        equal(f"duplicate_keys/{table}", doubles, 0),
    ]


def _differing(found: Iterable[object], declared: Iterable[object]) -> int:
    return sum(one != other for one, other in zip_longest(found, declared))


def _differing_fields(found: pa.Schema, declared: pa.Schema) -> int:
    return _differing(found, declared) + int(found.metadata != declared.metadata)


def _compare(csv: Path, parquet: Path, table: TableName) -> tuple[list[str], int, int]:
    """Return the header of the file ``csv``, its rows, and how many of its cells are not what ``parquet`` has there."""
    why = ""
    for size in _CSV_BLOCKS:
        try:
            with (
                _open_csv(csv, table, size) as reader,
                pq.ParquetFile(parquet, read_dictionary=_repeated(table)) as file,
            ):
                ours = _Rows(map(to_csv_text, file.iter_batches(_BATCH_ROWS)))
                rows = differing = 0
                for batch in reader:
                    rows += batch.num_rows
                    differing += _differing_cells(batch, ours.take(batch.num_rows))
                return reader.schema.names, rows, differing
        except pa.ArrowInvalid as error:
            why = str(error)
    raise VerifyError(f"{csv.name} does not read back: {why}")


def _repeated(table: TableName) -> list[str]:
    """Return the columns whose texts come again and again: read as such, they cost a third."""
    return [field.name for field in SCHEMAS[table] if pa.types.is_string(field.type) and field.name != "observation_id"]


def _open_csv(path: Path, table: TableName, block_size: int) -> pyarrow.csv.CSVStreamingReader:
    """Open a CSV file of ours: what is missing is empty, what is an empty text is quoted."""
    return pyarrow.csv.open_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(block_size=block_size, use_threads=False),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=csv_schema(table),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


class _Rows:
    """Gives rows out of batches of any size, as many as are asked for."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._batches = batches
        self._held: list[pa.RecordBatch] = []

    def take(self, count: int) -> pa.Table | None:
        """Return the next ``count`` rows, or those that are left; None if none is."""
        while sum(batch.num_rows for batch in self._held) < count and (batch := next(self._batches, None)):
            self._held.append(batch)
        if not self._held:
            return None
        table = pa.Table.from_batches(self._held)
        self._held = table.slice(count).to_batches()
        return table.slice(0, count)


def _differing_cells(found: pa.RecordBatch, expected: pa.Table | None) -> int:
    """Count the cells of ``found`` that are not in ``expected``: all of them where it has other columns or fewer rows."""
    if expected is None or found.num_rows != expected.num_rows or found.schema.names != expected.schema.names:
        return int(found.num_rows * found.num_columns)
    pairs = zip(pa.Table.from_batches([found]).columns, expected.columns, strict=True)
    return sum(_unlike(one, other) for one, other in pairs if not one.equals(other))


def _unlike(one: pa.ChunkedArray, other: pa.ChunkedArray) -> int:
    alike = pc.or_(
        pc.fill_null(pc.equal(one, other.cast(one.type)), False), pc.and_(pc.is_null(one), pc.is_null(other))
    )
    return int(pc.sum(pc.invert(alike)).as_py() or 0)
