"""The published columns do not change unseen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from careerscraper.formats import SCHEMA_VERSION
from careerscraper.releases.describe import data_dictionary
from careerscraper.schema import KEYS, SCHEMAS, TABLES

SNAPSHOT = Path(__file__).with_name(f"schema-{SCHEMA_VERSION}.json")
ADVICE = (
    "the published columns are not those of {}: bump SCHEMA_VERSION in careerscraper/formats.py, write a line under the "
    "schema heading of CHANGELOG.md, and save the new columns as tests/releases/schema-<version>.json"
)


def published() -> dict[str, list[list[object]]]:
    """Return name, type, nullability and unit of every column, in order."""
    return {
        table: [[column.name, column.type, column.nullable, column.unit] for column in columns]
        for table, columns in TABLES.items()
    }


def test_columns_are_those_of_the_schema_version() -> None:
    assert SNAPSHOT.exists(), ADVICE.format(SNAPSHOT.name)
    assert published() == json.loads(SNAPSHOT.read_text("utf-8")), ADVICE.format(SNAPSHOT.name)


@pytest.mark.parametrize("table", TABLES)
def test_columns_have_distinct_names_and_meanings(table: str) -> None:
    columns = TABLES[table]  # type: ignore[index]
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.meaning for column in columns)


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_columns_that_are_never_null(table: str) -> None:
    given = {column.name for column in TABLES[table] if not column.nullable}  # type: ignore[index]
    assert set(KEYS[table]) <= given  # type: ignore[index]


def test_arrow_schemas_are_made_from_the_columns() -> None:
    for table, columns in TABLES.items():
        assert SCHEMAS[table].names == [column.name for column in columns]
        assert [field.nullable for field in SCHEMAS[table]] == [column.nullable for column in columns]


def test_the_dictionary_names_every_column() -> None:
    text = data_dictionary()
    assert SCHEMA_VERSION in text
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == [column.name for columns in TABLES.values() for column in columns]
    assert {line.replace("\\|", "").count("|") for line in lines} == {6}
