"""The tables of a release, written in both formats: all that the readings give, then what differs from the release before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa

from careerscraper.formats import Format
from careerscraper.releases.build import build_wide
from careerscraper.releases.changes import compare, find_before
from careerscraper.releases.history import fold_readings, newest_observations
from careerscraper.releases.manifest import Span, Tables, digest, version_of
from careerscraper.releases.partition import Part, partition
from careerscraper.releases.write import fill
from careerscraper.schema import KEYS, TableName
from careerscraper.storage.atomic import sync

_BATCH_ROWS = 8192
_AT_ONCE = 3
_WIDE: tuple[TableName, ...] = ("comparisons", "careers")
_FORMATS: tuple[Format, ...] = ("parquet", "csv")


def write_readings(
    tables: Tables,
    segments: Sequence[Path],
    pages: pa.Table,
    captures: pa.Table | None,
    database: duckdb.DuckDBPyConnection,
) -> list[Part]:
    """Write every table but `changes`; return the parts of the readings, which that one needs, too."""
    parts = partition(segments, pages, captures, tables.folder.parent / "parts", database)
    ordered = pages.sort_by([(name, "ascending") for name in KEYS["pages"]])
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # nearly all of it is done by libraries that let others work meanwhile
        steps = [pool.submit(_add, tables, "history", fold_readings(parts, database.cursor()))]
        paths = _write(tables, "observations", newest_observations(parts, database))
        steps += [pool.submit(_settle, tables, paths)]
        steps += [pool.submit(_add, tables, table, build_wide(table, paths["parquet"])) for table in _WIDE]
        steps += [pool.submit(_add, tables, "pages", ordered.to_batches(_BATCH_ROWS))]
        for step in steps:
            step.result()
    return parts


def _add(tables: Tables, table: TableName, batches: Iterable[pa.RecordBatch]) -> None:
    """Write ``table`` as Parquet and as CSV, down to the disk."""
    _settle(tables, _write(tables, table, batches))


def _write(tables: Tables, table: TableName, batches: Iterable[pa.RecordBatch]) -> dict[Format, Path]:
    paths: dict[Format, Path] = {form: tables.folder / f"{table}.{form}" for form in _FORMATS}
    tables.rows[table] = fill(paths, table, batches)
    return paths


def _settle(tables: Tables, paths: Mapping[Format, Path]) -> None:
    for path in paths.values():
        sync(path)
        tables.sums[path.name] = digest(path)


def write_changes(
    tables: Tables, parts: Sequence[Part], span: Span, folder: Path, database: duckdb.DuckDBPyConnection
) -> str | None:
    """Write `changes` against the release of output folder ``folder`` that was published before; return its version."""
    before = find_before(folder, version_of(tables, span))
    _add(tables, "changes", compare(before, span.parser_version, parts, database))
    return before.version if before else None
