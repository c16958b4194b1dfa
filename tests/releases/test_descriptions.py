"""What a release says of itself to others: a Frictionless Data Package, and tables for DuckDB."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest

from careerscraper.releases.publish import read_latest
from careerscraper.releases.sql import tables_sql
from careerscraper.schema import KEYS, SCHEMAS, TABLES


@pytest.fixture(scope="module")
def release(demo: Path) -> Path:
    """Return the release of a small demo."""
    return demo / str((read_latest(demo) or {})["path"])


@pytest.fixture
def damaged(release: Path, tmp_path: Path) -> Path:
    """Return a copy of the release, to be changed."""
    return Path(shutil.copytree(release, tmp_path / "release"))


def errors(release: Path) -> set[tuple[str, str]]:
    """Return what `frictionless` finds wrong with the package: which resource, which kind of error."""
    report = frictionless.Package(str(release / "datapackage.json")).validate()
    assert len(report.tasks) == 2 * len(TABLES)
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


def test_the_package_is_valid_and_its_files_are_as_it_says(release: Path) -> None:
    """Types, constraints, keys, sizes and hashes, as others read them."""
    assert errors(release) == set()


def test_the_package_describes_every_file_of_a_table(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    assert package["version"] == release.name
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert set(resources) == {f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "parquet")}
    for path, resource in resources.items():
        table, suffix = path.split(".")
        facts = manifest["tables"][table]
        told = {"bytes": resource["bytes"], "sha256": resource["hash"].removeprefix("sha256:")}
        assert told == facts["files"][suffix]
        if suffix == "csv":
            assert resource["rows"] == facts["rows"]
            assert [field["name"] for field in resource["schema"]["fields"]] == SCHEMAS[table].names  # type: ignore[index]
            assert resource["schema"]["primaryKey"] == list(KEYS[table])  # type: ignore[index]


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("status", "fine", "constraint-error"),
        ("value", "much", "type-error"),
        ("fetched_at", "yesterday", "type-error"),
        ("observation_id", None, "primary-key"),
    ],
)
def test_what_the_package_forbids_is_found(damaged: Path, column: str, value: str | None, found: str) -> None:
    """The types, constraints and keys are not there for show."""
    rows = pd.read_csv(damaged / "observations.csv", dtype=str, keep_default_na=False)
    rows.loc[1, column] = rows.loc[0, column] if value is None else value
    rows.to_csv(damaged / "observations.csv", index=False)
    kinds = {kind for name, kind in errors(damaged) if name == "observations"}
    assert kinds == {found, "hash-count", "byte-count"}


@contextmanager
def loaded(release: Path, sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(duckdb.connect()) as database:
        database.execute(f"SET TimeZone = 'UTC'; SET file_search_path = '{release}'")
        database.execute(sql)
        yield database


def from_csv(sql: str) -> str:
    """Return the statements with those for CSV in place of those for Parquet, as the file says to do."""
    return re.sub("^-- COPY", "COPY", re.sub("^INSERT .*\n", "", sql, flags=re.MULTILINE), flags=re.MULTILINE)


def test_duckdb_has_the_rows_types_and_keys_of_the_release(release: Path) -> None:
    with loaded(release, (release / "tables.sql").read_text("utf-8")) as database:
        for table, schema in SCHEMAS.items():
            rows = database.sql(f"FROM {table} ORDER BY {', '.join(KEYS[table])}").to_arrow_table()
            expected = pq.read_table(release / f"{table}.parquet").sort_by([(key, "ascending") for key in KEYS[table]])
            assert rows.cast(schema).equals(expected)
            assert [f.type for f in rows.schema] == [f.type for f in schema]
        comment = "SELECT comment FROM duckdb_columns() WHERE table_name = 'observations' AND column_name = 'row'"
        assert database.sql(comment).fetchall() == [("0-based row of the table",)]
        with pytest.raises(duckdb.ConstraintException, match="CHECK"):
            database.execute("UPDATE observations SET status = 'fine'")
        with pytest.raises(duckdb.ConstraintException, match=r"[Dd]uplicate"):
            database.execute("INSERT INTO careers FROM careers LIMIT 1")


def test_duckdb_reads_the_same_from_csv(release: Path) -> None:
    """Missing and empty texts apart; texts as they stand in the file."""
    with loaded(release, tables_sql()) as parquet, loaded(release, from_csv(tables_sql())) as csv:
        for table in TABLES:
            query = f"FROM {table} ORDER BY {', '.join(KEYS[table])}"
            assert csv.sql(query).to_arrow_table().equals(parquet.sql(query).to_arrow_table()), table


def test_duckdb_tells_missing_from_empty_texts_in_csv(written: Callable[..., Path]) -> None:
    path = written("csv", {"note": "", "text": ""}, {"text": "- "})
    (create,) = re.findall(r"CREATE TABLE observations.*?;", tables_sql(), re.DOTALL)
    with loaded(path.parent, create) as database:
        (copy,) = re.findall("COPY observations .*;", tables_sql())
        database.execute(copy)
        assert database.sql("SELECT text, note FROM observations ORDER BY ALL").fetchall() == [("", ""), ("'- ", None)]
