"""What a release says of itself: its checks, manifest.json, SHA256SUMS, and the version that follows from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from careerscraper.errors import CareerscraperError
from careerscraper.formats import SCHEMA_VERSION
from careerscraper.releases.checks.check import Check
from careerscraper.releases.describe import write_descriptions
from careerscraper.schema import TABLES, TableName

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
_SPAN = """
SELECT min(fetched_at) AS oldest, max(fetched_at) AS newest, list_sort(list(DISTINCT parser_version)) AS parsers,
    (SELECT list_sort(list(DISTINCT site)) FROM read_parquet($pages)) AS sites
FROM read_parquet($observations)
"""


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
    """Write manifest.json, SHA256SUMS and the descriptions of the tables into their folder; return the version.

    The version follows from the tables alone. Where ``about`` has a key of the manifest's own, the latter wins.
    """
    release, version = tables.folder, version_of(tables, span)
    files = {(table, suffix): release / f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "parquet")}
    told: dict[TableName, Any] = {table: {"rows": tables.rows[table], "files": {}} for table in TABLES}
    for (table, suffix), path in files.items():
        told[table]["files"][suffix] = {"bytes": path.stat().st_size, "sha256": tables.sums[path.name]}
    described = {path.name: digest(path) for path in write_descriptions(release, version, told)}
    own = {
        "format": FORMAT,
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "parser_version": span.parser_version,
        "tables": told,
        "descriptions": described,
        "sites": span.sites,
        "newest_capture": iso(span.newest),
        "oldest_capture": iso(span.oldest),
        "checks": [check.entry() for check in checks],
    }
    text = json.dumps({**about, **own}, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    (release / MANIFEST).write_text(text + "\n", "utf-8")
    sums = tables.sums | described | {MANIFEST: digest(release / MANIFEST)}
    (release / SUMS).write_text(sums_text(sums), "utf-8")
    return version


def sums_text(sums: Mapping[str, str]) -> str:
    """Return the checksums as `sha256sum` writes and checks them."""
    return "".join(f"{value}  {name}\n" for name, value in sorted(sums.items()))
