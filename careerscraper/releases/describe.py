"""Descriptions of the tables, made from the schema: for people, for Frictionless Data, for DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from careerscraper.formats import SCHEMA_VERSION
from careerscraper.releases.datapackage import data_package
from careerscraper.releases.sql import tables_sql
from careerscraper.schema import KEYS, TABLES, Column, TableName

DICTIONARY, DATA_PACKAGE, TABLES_SQL = "DICTIONARY.md", "datapackage.json", "tables.sql"


def write_descriptions(release: Path, version: str, tables: Mapping[TableName, Mapping[str, Any]]) -> list[Path]:
    """Write all descriptions of release ``version`` into its folder; return their paths.

    ``tables`` is as in `data_package`. Raises `OSError`.
    """
    texts = {DICTIONARY: data_dictionary(), DATA_PACKAGE: data_package(version, tables), TABLES_SQL: tables_sql()}
    for name, text in texts.items():
        (release / name).write_text(text, "utf-8")
    return [release / name for name in texts]


def data_dictionary() -> str:
    """Return DICTIONARY.md: every column of every table, with type, unit, nullability and meaning."""
    parts = [f"# Data dictionary\n\nMade from `careerscraper/schema.py`; schema version {SCHEMA_VERSION}.\n"]
    for table, columns in TABLES.items():
        parts.append(f"\n## {table}\n\nKey: {', '.join(f'`{name}`' for name in KEYS[table])}.\n")
        parts.append("\n| column | type | unit | null | meaning |\n| --- | --- | --- | --- | --- |\n")
        parts += map(_line, columns)
    return "".join(parts)


def _line(column: Column) -> str:
    values = f" One of {', '.join(f'`{value}`' for value in column.values)}." if column.values else ""
    meaning = f"{column.meaning}.{values}".replace("|", "\\|")
    null = "yes" if column.nullable else "no"
    return f"| `{column.name}` | {column.type} | {column.unit or ''} | {null} | {meaning} |\n"
