"""Descriptions of the tables, made from the schema."""

from __future__ import annotations

from careerscraper.schema import KEYS, SCHEMA_VERSION, TABLES, Column


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
