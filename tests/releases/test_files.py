"""Tables through real files, and back."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from frames import to_arrow

from careerscraper.errors import WriteError
from careerscraper.formats import FOLDER_TABLES, SCHEMA_VERSION
from careerscraper.releases.load import to_pandas
from careerscraper.releases.sinks import observations_file
from careerscraper.releases.write import tables_folder
from careerscraper.schema import OBSERVATIONS, SCHEMAS

Written = Callable[..., Path]
Frame = Callable[..., pd.DataFrame]
FORMATS = ("csv", "jsonl", "parquet")
WHOLE = {"value": 1.5, "low": 0.1, "high": -8.0, "value_text": 'Ärzte, "x"\n', "reference_year": 2024, "table": 0}


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file as texts."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_parquet_has_the_declared_types(written: Written) -> None:
    """Also where a whole column is null."""
    assert pq.read_schema(written("parquet", {})).equals(SCHEMAS["observations"], check_metadata=True)


def test_parquet_says_its_schema_version_units_and_meanings(written: Written) -> None:
    schema = pq.read_schema(written("parquet", {}))
    assert schema.metadata[b"schema_version"] == SCHEMA_VERSION.encode()
    assert schema.field("value").metadata[b"description"]


def test_parquet_gives_back_what_was_written(written: Written, frame: Frame) -> None:
    facts = (WHOLE, {}, {"text": "", "value": 0.0})
    table = pq.read_table(written("parquet", *facts))
    assert table.equals(to_arrow(frame(*facts), "observations"))
    assert table["value"].to_pylist() == [1.5, None, 0.0]


def test_null_and_empty_text_differ_in_every_format(written: Written) -> None:
    facts = ({"note": "", "text": ""}, {"note": None})
    assert pq.read_table(written("parquet", *facts))["note"].to_pylist() == ["", None]
    lines = [json.loads(line) for line in written("jsonl", *facts).read_text("utf-8").splitlines()]
    assert [line["note"] for line in lines] == ["", None]
    raw = written("csv", *facts).read_text("utf-8").splitlines()
    place = [column.name for column in OBSERVATIONS].index("note")
    assert [row.split(",")[place] for row in raw[1:]] == ['""', ""]


def test_not_a_number_is_null_in_every_format(written: Written) -> None:
    facts = ({"value": float("nan")}, {"value": None})
    assert pq.read_table(written("parquet", *facts))["value"].to_pylist() == [None, None]
    assert "NaN" not in written("jsonl", *facts).read_text("utf-8")
    assert [row["value"] for row in csv_rows(written("csv", *facts))] == ["", ""]


def test_json_lines_have_the_keys_of_the_schema_in_order(written: Written) -> None:
    (line,) = written("jsonl", WHOLE).read_text("utf-8").splitlines()
    row = json.loads(line)
    assert list(row) == [column.name for column in OBSERVATIONS]
    assert {name: row[name] for name in WHOLE} == WHOLE
    assert "Ärzte" in line


def test_csv_header_is_the_schema(written: Written) -> None:
    assert list(csv_rows(written("csv", {}))[0]) == [column.name for column in OBSERVATIONS]


def test_csv_reads_back_typed(written: Written) -> None:
    types = {"string": "string", "int": "Int32", "float": "float64", "bool": "boolean", "timestamp": "string"}
    dtypes = {column.name: types[column.type] for column in OBSERVATIONS}
    empty = {column.name: [""] for column in OBSERVATIONS if column.type in ("int", "float", "bool")}
    path = written("csv", WHOLE, {"text": "N/A"})
    found = pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values=empty)
    assert found["value"].tolist()[0] == 1.5
    assert found["text"].tolist() == ["x", "N/A"]
    assert found["value_text"].tolist()[0] == WHOLE["value_text"]
    assert found["table"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("=1", "'=1"),
        ("\0\0=1", "'\0\0=1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("+x", "'+x"),
        ("-x", "'-x"),
        ("--8%", "'--8%"),
        ("-8%-8%", "'-8%-8%"),
        ("-1+1", "'-1+1"),
        ("+1|2", "'+1|2"),
        ("-8%\n=1", "'-8%\n=1"),
        ("-$5.00x", "'-$5.00x"),
        ("- ", "'- "),
        ("+", "'+"),
        ("+1", "+1"),
        ("-8%", "-8%"),
        ("-$5.00", "-$5.00"),
        ("+$1,234.50", "+$1,234.50"),
        ("-1,234", "-1,234"),
        ("-", "-"),
        ("", ""),
        ("'x", "'x"),
        ("a=b", "a=b"),
        (" =1", " =1"),
        ("$5", "$5"),
    ],
)
def test_csv_is_safe_for_spreadsheets_and_parquet_exact(written: Written, text: str, cell: str) -> None:
    (row,) = csv_rows(written("csv", {"text": text, "label": text}))
    assert (row["text"], row["label"]) == (cell, cell)
    assert pq.read_table(written("parquet", {"text": text}))["text"].to_pylist() == [text]


def test_timestamps_are_utc(written: Written) -> None:
    facts = ({"fetched_at": datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=UTC)}, {"fetched_at": None})
    assert pq.read_table(written("parquet", *facts))["fetched_at"].to_pylist() == [facts[0]["fetched_at"], None]
    assert [row["fetched_at"] for row in csv_rows(written("csv", *facts))] == ["2026-01-02T03:04:05.600000Z", ""]
    lines = [json.loads(line) for line in written("jsonl", *facts).read_text("utf-8").splitlines()]
    assert [line["fetched_at"] for line in lines] == ["2026-01-02T03:04:05.600000Z", None]


def test_data_frames_keep_whole_numbers_whole(frame: Frame) -> None:
    found = to_pandas(to_arrow(frame({"table": 3}, {}), "observations"))
    assert str(found["table"].dtype) == "Int32"
    assert found["table"].tolist()[0] == 3
    assert found["fetched_at"].dt.tz is not None


def test_many_batches_are_one_file(frame: Frame, tmp_path: Path) -> None:
    path = tmp_path / "observations.parquet"
    with observations_file(path, "parquet") as add:
        for number in range(3):
            add(to_arrow(frame({"position": number}), "observations").to_batches()[0])
    assert pq.read_table(path)["position"].to_pylist() == [0, 1, 2]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_without_rows_is_a_file(format_: str, tmp_path: Path) -> None:
    path = tmp_path / "observations"
    with observations_file(path, format_):  # type: ignore[arg-type]
        pass
    assert path.exists()


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_observations_give_the_same_bytes(written: Written, format_: str) -> None:
    facts = [WHOLE | {"position": number, "text": f"-{number}x"} for number in range(50)]
    first, second = (written(format_, *facts, name=name).read_bytes() for name in ("one", "two"))
    assert first == second


def test_the_same_observations_give_the_same_tables(frame: Frame, tmp_path: Path) -> None:
    facts = [
        {"career_id": f"c{n % 7}", "page_id": f"/p{n}", "metric": "average_age", "value": float(n % 3)}
        for n in range(60)
    ]
    for name in ("one", "two"):
        with tables_folder(tmp_path / name, ["parquet", "csv"]) as add:
            for batch in to_arrow(frame(*facts), "observations").to_batches():
                add(batch)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(f"{table}.{format_}" for table in FOLDER_TABLES for format_ in ("csv", "parquet"))
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_every_table_has_its_declared_types(frame: Frame, tmp_path: Path) -> None:
    with tables_folder(tmp_path, ["parquet"]) as add:
        for batch in to_arrow(frame({"metric": "average_age", "value": 1.0}), "observations").to_batches():
            add(batch)
    for table in FOLDER_TABLES:
        assert pq.read_schema(tmp_path / f"{table}.parquet").equals(SCHEMAS[table], check_metadata=True)


def test_what_fails_leaves_the_old_file(frame: Frame, tmp_path: Path) -> None:
    path = tmp_path / "observations.csv"
    path.write_text("old")
    (batch,) = to_arrow(frame({}), "observations").to_batches()
    with pytest.raises(AttributeError), observations_file(path, "csv") as add:
        _ = add(batch), batch.no_such_thing
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["observations.csv"]


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "observations.csv"
    with pytest.raises(WriteError, match=r"observations\.csv"), observations_file(target, "csv"):
        pass
