"""What a release says of itself: its checks, manifest.json, SHA256SUMS, and the version that follows from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from careerscraper.errors import CareerscraperError, VerifyError
from careerscraper.releases.arrow import csv_schema
from careerscraper.schema import KEYS, SCHEMA_VERSION, SCHEMAS, TABLES, TableName

FORMAT = 1
MANIFEST, SUMS, DICTIONARY = "manifest.json", "SHA256SUMS", "DICTIONARY.md"
_CSV_BLOCKS = (1 << 20, 1 << 24)  # a row must fit into one: the second is for what does not fit into the first
_SPAN = """
SELECT min(fetched_at) AS oldest, max(fetched_at) AS newest, list_sort(list(DISTINCT parser_version)) AS parsers,
    (SELECT list_sort(list(DISTINCT site)) FROM read_parquet($pages)) AS sites
FROM read_parquet($observations)
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its ``figure`` and the ``limit`` for it. ``passed`` says whether they agree."""

    name: str
    figure: float
    limit: float
    passed: bool

    def __str__(self) -> str:
        return f"{self.name} is {self.figure}, the limit is {self.limit}"

    def entry(self) -> dict[str, object]:
        """Return the check as the manifest has it."""
        verdict = "ok" if self.passed else "failed"
        return {"name": self.name, "figure": self.figure, "limit": self.limit, "verdict": verdict}


def _equal(name: str, figure: int, limit: int) -> Check:
    return Check(name, figure, limit, figure == limit)


def check_tables(release: Path, rows: Mapping[TableName, int], database: duckdb.DuckDBPyConnection) -> list[Check]:
    """Read back the two files of each table; ``rows`` says how many rows were written.

    Raises `VerifyError` if a CSV file is none, by the types of its columns.
    """
    return [check for table in TABLES for check in _check_table(release, table, rows[table], database)]


def _check_table(release: Path, table: TableName, rows: int, database: duckdb.DuckDBPyConnection) -> list[Check]:
    parquet, csv = (release / f"{table}.{suffix}" for suffix in ("parquet", "csv"))
    header, csv_rows = _read_csv(csv, table)
    parquet_rows = pq.read_metadata(parquet).num_rows
    keys = ", ".join(KEYS[table])
    doubled = f"SELECT count(*) FROM (SELECT 1 FROM read_parquet($file) GROUP BY {keys} HAVING count(*) > 1)"
    ((doubles,),) = database.execute(doubled, {"file": str(parquet)}).fetchall()
    return [
        _equal(f"schema/{parquet.name}", _differing_fields(pq.read_schema(parquet), SCHEMAS[table]), 0),
        _equal(f"schema/{csv.name}", _differing(header, SCHEMAS[table].names), 0),
        _equal(f"rows/{parquet.name}", parquet_rows, rows),
        _equal(f"rows/{csv.name}", csv_rows, parquet_rows),
        _equal(f"duplicate_keys/{table}", doubles, 0),
    ]


def _differing(found: Iterable[object], declared: Iterable[object]) -> int:
    return sum(one != other for one, other in zip_longest(found, declared))


def _differing_fields(found: pa.Schema, declared: pa.Schema) -> int:
    return _differing(found, declared) + int(found.metadata != declared.metadata)


def _read_csv(path: Path, table: TableName) -> tuple[list[str], int]:
    why = ""
    for size in _CSV_BLOCKS:
        try:
            with pyarrow.csv.open_csv(
                path,
                read_options=pyarrow.csv.ReadOptions(block_size=size, use_threads=False),
                parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
                convert_options=pyarrow.csv.ConvertOptions(column_types=csv_schema(table)),
            ) as reader:
                return reader.schema.names, sum(batch.num_rows for batch in reader)
        except pa.ArrowInvalid as error:
            why = str(error)
    raise VerifyError(f"{path.name} does not read back: {why}")


def check_readings(release: Path, database: duckdb.DuckDBPyConnection) -> Check:
    """Check that every page that has observations, by the table `pages`, has some here: no segment is left out."""
    ((missing,),) = database.execute(
        "SELECT count(*) FROM (FROM read_parquet($pages) WHERE capture_id IS NOT NULL AND observation_count > 0"
        " AND coalesce(state, 'known') = 'known')"
        " ANTI JOIN read_parquet($observations) USING (site, page_id)",
        {table: str(release / f"{table}.parquet") for table in ("pages", "observations")},
    ).fetchall()
    return _equal("pages_without_their_reading", missing, 0)


def check_seen(about: Mapping[str, Any]) -> list[Check]:
    """Check the share of the plan that was seen, if ``about`` has `seen`, `planned` and `min_seen`."""
    if not {"seen", "planned", "min_seen"} <= about.keys():
        return []
    share = about["seen"] / about["planned"] if about["planned"] else 1.0
    return [Check("pages_seen", share, about["min_seen"], share >= about["min_seen"])]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def iso(time: datetime) -> str:
    """Return a UTC time as the manifest has it."""
    return time.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Span:
    """What the readings of a release cover, and the code that made them."""

    sites: list[str]
    oldest: datetime
    newest: datetime
    parser_version: str


def read_span(release: Path, database: duckdb.DuckDBPyConnection) -> Span:
    """Return the span of the tables in ``release``; raise `CareerscraperError` without readings, or with two parsers'."""
    files = {table: str(release / f"{table}.parquet") for table in ("pages", "observations")}
    (found,) = database.sql(_SPAN, params=files).to_arrow_table().to_pylist()
    parsers = found.pop("parsers") or []
    if found["newest"] is None:
        raise CareerscraperError("nothing to release: no page has a reading with a date in the segments")
    if len(parsers) > 1:
        raise CareerscraperError(
            f"readings of {len(parsers)} parsers ({', '.join(parsers)}): read the older ones again"
        )
    return Span(**found, parser_version=parsers[0])


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that stand in ``folder``: the ``rows`` of each, the SHA-256 of each file, by its name."""

    folder: Path
    rows: dict[TableName, int] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)


def version_of(tables: Tables, span: Span) -> str:
    """Return the version that follows from the newest capture and the files of ``tables``.

    What differs from the release before is no part of it: the same readings are the same release, whatever came before.
    """
    own = {name: value for name, value in tables.sums.items() if not name.startswith("changes.")}
    return f"{span.newest:%Y%m%dT%H%M%SZ}-{hashlib.sha256(sums_text(own).encode()).hexdigest()[:8]}"


def write_manifest(tables: Tables, span: Span, checks: list[Check], about: Mapping[str, Any]) -> str:
    """Write manifest.json and SHA256SUMS of the tables and the dictionary in their folder; return the version.

    The version follows from the tables alone. Where ``about`` has a key of the manifest's own, the latter wins.
    """
    release, version = tables.folder, version_of(tables, span)
    files = {(table, suffix): release / f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "parquet")}
    told: dict[str, Any] = {table: {"rows": tables.rows[table], "files": {}} for table in TABLES}
    for (table, suffix), path in files.items():
        told[table]["files"][suffix] = {"bytes": path.stat().st_size, "sha256": tables.sums[path.name]}
    own = {
        "format": FORMAT,
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "parser_version": span.parser_version,
        "tables": told,
        "sites": span.sites,
        "newest_capture": iso(span.newest),
        "oldest_capture": iso(span.oldest),
        "checks": [check.entry() for check in checks],
    }
    text = json.dumps({**about, **own}, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    (release / MANIFEST).write_text(text + "\n", "utf-8")
    sums = tables.sums | {name: digest(release / name) for name in (MANIFEST, DICTIONARY)}
    (release / SUMS).write_text(sums_text(sums), "utf-8")
    return version


def sums_text(sums: Mapping[str, str]) -> str:
    """Return the checksums as `sha256sum` writes and checks them."""
    return "".join(f"{value}  {name}\n" for name, value in sorted(sums.items()))
