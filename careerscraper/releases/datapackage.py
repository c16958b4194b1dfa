"""datapackage.json: a release as a Frictionless Data Package (https://specs.frictionlessdata.io/), made from the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from careerscraper.formats import SCHEMA_VERSION
from careerscraper.schema import KEYS, TABLES, Column, TableName

_TYPES = {"string": "string", "int": "integer", "float": "number", "timestamp": "datetime", "bool": "boolean"}
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_ABOUT = (
    "Career comparison pages as typed tables, each as CSV (UTF-8, RFC 4180) and as Parquet with the same rows. "
    "In CSV a text that a spreadsheet would run as a formula (it starts with = + - @, a tab or a carriage return, and is "
    "neither a lone - nor a number) has a leading '; Parquet has the exact text. "
    "In CSV a missing value is nothing, an empty text is two quotes."
)


def data_package(version: str, tables: Mapping[TableName, Mapping[str, Any]]) -> str:
    """Return the text of datapackage.json of release ``version``.

    ``tables`` says of each table its `rows`, and the `bytes` and `sha256` of its `files` by suffix, as manifest.json does.
    The resource of a CSV file is named as its table and typed; that of a Parquet file is named ``<table>-parquet``.
    """
    package = {
        "profile": "data-package",
        "name": "careerscraper",
        "title": "Careers, compared",
        "description": _ABOUT,
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "resources": [
            _resource(table, suffix, about["rows"], facts)
            for table, about in tables.items()
            for suffix, facts in about["files"].items()
        ],
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _resource(table: TableName, suffix: str, rows: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    file = {
        "path": f"{table}.{suffix}",
        "format": suffix,
        "mediatype": _MEDIA[suffix],
        "bytes": facts["bytes"],
        "hash": f"sha256:{facts['sha256']}",
    }
    if suffix != "csv":  # has its types in itself; as a table, frictionless would read its whole numbers as floats
        return {"profile": "data-resource", "type": "file", "name": f"{table}-{suffix}", **file}
    schema = {"fields": [_field(column) for column in TABLES[table]], "primaryKey": list(KEYS[table])}
    return {
        "profile": "tabular-data-resource",
        "name": table,
        **file,
        "encoding": "utf-8",
        "rows": rows,
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": column.meaning,
        # A text that is never missing may be empty, as an empty cell is.
        "missingValues": [] if column.type == "string" and not column.nullable else [""],
    }
    if column.unit:
        field["unit"] = column.unit
    constraints = ({} if column.nullable else {"required": True}) | (
        {"enum": list(column.values)} if column.values else {}
    )
    return field | ({"constraints": constraints} if constraints else {})
