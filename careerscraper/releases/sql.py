"""tables.sql: the tables of a release for DuckDB, with types, keys and comments, made from the schema."""

from __future__ import annotations

from collections.abc import Iterator

from careerscraper.formats import SCHEMA_VERSION
from careerscraper.schema import KEYS, TABLES, Column, TableName

_TYPES = {"string": "VARCHAR", "int": "INTEGER", "float": "DOUBLE", "timestamp": "TIMESTAMPTZ", "bool": "BOOLEAN"}
#: How a missing value differs from an empty text in CSV: it has no quotes.
CSV_OPTIONS = "FORMAT csv, HEADER, NULLSTR '', ALLOW_QUOTED_NULLS false"
_HEAD = f"""\
-- The tables of this release for DuckDB. Made from careerscraper/schema.py, schema version {SCHEMA_VERSION}.
-- Run it in the release's folder: duckdb careers.duckdb < tables.sql
-- Elsewhere, say first where the files are: SET file_search_path = 'output/releases/VERSION';
"""
_CSV = """
-- From CSV in place of Parquet: run these in place of the INSERTs above. Texts that a spreadsheet would run keep their '.
"""


def tables_sql() -> str:
    """Return the text of tables.sql: creates every table, and loads it from Parquet or, as comments, from CSV."""
    inserts = [f"INSERT INTO {table} BY NAME FROM read_parquet('{table}.parquet');\n" for table in TABLES]
    copies = [f"-- COPY {table} FROM '{table}.csv' ({CSV_OPTIONS});\n" for table in TABLES]
    return "".join([_HEAD, *map(_create, TABLES), "\n", *inserts, _CSV, *copies])


def _create(table: TableName) -> str:
    lines = [*map(_line, TABLES[table]), f"    PRIMARY KEY ({', '.join(map(_quoted, KEYS[table]))})"]
    columns = ",\n".join(lines)
    return f"\nCREATE TABLE {table} (\n{columns}\n);\n" + "".join(_comments(table))


def _line(column: Column) -> str:
    null = "" if column.nullable else " NOT NULL"
    values = ", ".join(map(literal, column.values))
    check = f" CHECK ({_quoted(column.name)} IN ({values}))" if values else ""
    return f"    {_quoted(column.name)} {_TYPES[column.type]}{null}{check}"


def _comments(table: TableName) -> Iterator[str]:
    for column in TABLES[table]:
        meaning = f"{column.meaning} [{column.unit}]" if column.unit else column.meaning
        yield f"COMMENT ON COLUMN {table}.{_quoted(column.name)} IS {literal(meaning)};\n"


def _quoted(name: str) -> str:
    return f'"{name}"'


def literal(text: str) -> str:
    """Return ``text`` as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
