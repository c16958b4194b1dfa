"""`careerscraper extract` as a user runs it: exit codes, messages, files."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import Run
from warm import UNCOMPILED

from careerscraper.demo.site import DemoSite
from careerscraper.formats import FOLDER_TABLES
from careerscraper.schema import SCHEMAS, TABLES

PIPE = b"""Cooks earn less than bakers.
| Cook | Baker | |
| Yearly salary | $30,000 | - |
| Shoe size | 41 | 43 |
"""


@pytest.fixture
def pages(tmp_path: Path, site: DemoSite) -> Path:
    """Return a folder with HTML and text pages, one of them no comparison, and files of other kinds."""
    folder = tmp_path / "pages"
    (folder / "more").mkdir(parents=True)
    (folder / "a.html").write_bytes(site.comparisons[0].html())
    (folder / "more" / "b.txt").write_bytes(site.comparisons[1].pipe())
    (folder / "c.md").write_bytes(b"no table here\n")
    (folder / "ignored.json").write_bytes(b"{}")
    return folder


def test_jsonl_has_every_documented_key_in_page_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(PIPE)
    done = run("careerscraper", "extract", tmp_path / "page.txt")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [*rows[0]] == [column.name for column in TABLES["observations"]] + ["source"]
    told = [
        (row["career"], row["label"], row["metric"], row["status"], row["value"], row["value_text"]) for row in rows
    ]
    assert told == [
        ("Cook", "Yearly salary", "annual_salary", "ok", 30000.0, None),
        ("Baker", "Yearly salary", "annual_salary", "not_stated", None, None),
        ("Cook", "Shoe size", None, "ok", None, "41"),
        ("Baker", "Shoe size", None, "ok", None, "43"),
    ]
    assert {row["source"] for row in rows} == {str(tmp_path / "page.txt")}
    assert {row["page_id"] for row in rows} == {str(tmp_path / "page.txt")}
    assert "1 pages read, 0 without a comparison, 0 not read; observations: 1 not_stated, 3 ok" in done.stderr


def test_standard_input(run: Run) -> None:
    done = run("careerscraper", "extract", "-", stdin=PIPE)
    assert done.returncode == 0
    assert {json.loads(line)["source"] for line in done.stdout.splitlines()} == {"-"}


def test_a_folder_gives_all_tables_typed_and_of_equal_counts(run: Run, pages: Path, tmp_path: Path) -> None:
    done = run("careerscraper", "extract", pages, "-o", tmp_path / "tables")
    assert done.returncode == 0, done.stderr
    assert f"{pages / 'c.md'}: no comparison: no table in it" in done.stderr
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == sorted(
        f"{table}.{suffix}" for table in FOLDER_TABLES for suffix in ("csv", "parquet")
    )
    for table in FOLDER_TABLES:
        parquet, csv = (tmp_path / "tables" / f"{table}.{suffix}" for suffix in ("parquet", "csv"))
        assert pq.read_schema(parquet) == SCHEMAS[table]
        counts = [duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0] for path in (parquet, csv)]
        frames = [pd.read_parquet(parquet), pd.read_csv(csv, keep_default_na=False)]
        assert {*counts, *map(len, frames)} == {counts[0]}
        assert counts[0] > 0
        assert list(frames[1].columns) == SCHEMAS[table].names


def test_formats_by_name_and_by_option(run: Run, pages: Path, tmp_path: Path) -> None:
    for name, option in (("o.csv", []), ("o.parquet", []), ("o.jsonl", []), ("o.dat", ["--format", "csv"])):
        assert run("careerscraper", "extract", pages, "-o", tmp_path / name, *option).returncode == 0
    assert pq.read_table(tmp_path / "o.parquet").num_rows == len(pd.read_csv(tmp_path / "o.csv"))
    assert (tmp_path / "o.dat").read_bytes() == (tmp_path / "o.csv").read_bytes()
    assert len((tmp_path / "o.jsonl").read_text().splitlines()) == len(pd.read_csv(tmp_path / "o.csv"))


def test_one_page_from_two_sources_stands_once_in_a_table(run: Run, site: DemoSite, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_bytes(site.comparisons[0].html())
    done = run("careerscraper", "extract", tmp_path / "a.html", tmp_path / "b.html", "-o", tmp_path / "o.parquet")
    assert f"{tmp_path / 'b.html'}: left out: the same page as {tmp_path / 'a.html'}" in done.stderr
    ids = pq.read_table(tmp_path / "o.parquet")["observation_id"].to_pylist()
    assert len(ids) == len(set(ids)) > 0


TWINS = b"| Cook | cook | |\n| Yearly salary | $1 | $2 |\n"
DEEP = (
    b"<html><body>" + b"<div>" * 10_000 + b"<table><tr><th><th>Cook<th>Baker<tr><td>Yearly salary<td>$1<td>$2</table>"
)
BAD = {
    "empty": (b"", 3, "not read: nothing in it"),
    "blank": (b" \n\t\n", 3, "not read: nothing in it"),
    "binary": (bytes(range(256)) * 40, 3, "not read: not text but binary data"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 99, 3, "not read: not text but binary data"),
    "archive": (
        b"WARC/1.0\r\nWARC-Type: response\r\n",
        3,
        "not read: an archive (WARC), or compressed: an archive has to be",
    ),
    "packed": (b"\x1f\x8b\x08" + b"\0" * 99, 3, "not read: an archive (WARC), or compressed: an archive has to be"),
    "no comparison": (b"<html><body><p>Hello</p></body></html>", 0, "no comparison: no table in it"),
    "soft 404": (b"<title>Page not found</title>", 0, "no comparison: no table in it (blocked: soft_404)"),
    "twins": (TWINS, 0, "no comparison: its careers cannot be told apart: 'Cook', 'cook'"),
    "deep": (DEEP, 3, "not read: its elements are nested too deep"),
    "cells": (b"<table><tr>" + b"<td>" * 8_000_000, 3, "not read: more than 8,388,608 bytes"),
    "fewer cells": (b"<table><tr>" + b"<td>" * 300_000, 3, "not read: 300,002 tags, more than 200,000"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named_and_the_others_go_on(call: Run, tmp_path: Path, case: str) -> None:
    content, code, message = BAD[case]
    (tmp_path / "bad").write_bytes(content)
    (tmp_path / "good.txt").write_bytes(PIPE)
    done = call("careerscraper", "extract", tmp_path / "bad", tmp_path / "good.txt")
    assert done.returncode == code
    assert f"{tmp_path / 'bad'}: {message}" in done.stderr
    assert "Traceback" not in done.stderr
    assert {json.loads(line)["source"] for line in done.stdout.splitlines()} == {str(tmp_path / "good.txt")}


def test_missing_and_unreadable_sources(run: Run, tmp_path: Path) -> None:
    (tmp_path / "locked.txt").write_bytes(PIPE)
    (tmp_path / "locked.txt").chmod(0)
    done = run("careerscraper", "extract", tmp_path / "none.txt", tmp_path / "locked.txt")
    assert done.returncode == 3
    assert f"{tmp_path / 'none.txt'}: not read: No such file or directory: check the path" in done.stderr
    if os.geteuid():  # root reads whatever it likes
        assert f"{tmp_path / 'locked.txt'}: not read: Permission denied" in done.stderr


def test_rows_that_do_not_fit_and_labels_that_stand_twice_are_issues(run: Run, tmp_path: Path) -> None:
    page = b"| Cook | Baker | |\n| Yearly salary | $1 |\n| Hourly rate | $2 | $3 | $4 |\n"
    page += b"| Growth rate | 1% | 2% |\n| Growth rate | 3% | 2% |\n"
    (tmp_path / "odd.txt").write_bytes(page)
    done = run("careerscraper", "extract", tmp_path / "odd.txt")
    assert done.returncode == 0
    for issue in (
        "table 0, row 1: row_length: 'Yearly salary' has not a cell for each career: '$1'",
        "table 0, row 2: row_length: 'Hourly rate' has not a cell for each career: '$2 | $3 | $4'",
        "table 0, row 4: repeated_label: 'Growth rate' of Cook stands again with other words: '3%'",
    ):
        assert f"{tmp_path / 'odd.txt'}: {issue}" in done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    refused = [row for row in rows if row["status"] == "ambiguous"]
    assert [(row["career"], row["text"]) for row in refused] == [
        ("Cook", "$1"),
        ("Baker", "$1"),
        ("Cook", "$2 | $3 | $4"),
        ("Baker", "$2 | $3 | $4"),
    ]
    assert all(row["value"] is None and row["value_text"] is None for row in refused)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.txt", "--site", "nowhere"], "unknown site 'nowhere': known are bls, generic, metrics, study, zippia"),
        (["x.txt", "--format", "xlsx"], "cannot write 'xlsx' to -"),
        (["x.txt", "--format", "parquet"], "parquet needs a file or folder"),
        (["x.txt", "-o", "x.xlsx"], "cannot tell the format of x.xlsx"),
        ([], "Missing argument"),
    ],
)
def test_wrong_usage_is_exit_code_2(call: Run, arguments: list[str], message: str) -> None:
    done = call("careerscraper", "extract", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("output", ["full.csv", "full"])
def test_what_cannot_be_written_leaves_the_old_file(run: Run, pages: Path, tmp_path: Path, output: str) -> None:
    assert run("careerscraper", "extract", pages, "-o", tmp_path / output).returncode == 0
    (pages / "a.html").touch()  # else there would be nothing to do
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    command = f"ulimit -f 8; careerscraper extract '{pages}' -o '{tmp_path / output}'"
    done = run("bash", "-c", command, more=UNCOMPILED)
    assert done.returncode == 1, done.stderr
    assert f"cannot write {tmp_path / output}: File too large" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_reader_that_goes_away_is_no_crash(run: Run, pages: Path) -> None:
    done = run("bash", "-c", f"careerscraper extract '{pages}' | head -n 1")
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_names_of_sources_are_printed_as_they_are(run: Run, tmp_path: Path) -> None:
    odd = tmp_path / "[bold]odd[-bold] \u00e4.txt"
    odd.write_bytes(PIPE[:20])
    done = run("careerscraper", "extract", odd)
    assert str(odd) in done.stderr


def test_a_name_in_no_encoding_is_read_and_printed_escaped(run: Run, tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"od\xffd.txt")).write_bytes(PIPE)
    done = run("careerscraper", "extract", tmp_path)
    assert done.returncode == 0, done.stderr
    assert {json.loads(line)["source"] for line in done.stdout.splitlines()} == {f"{tmp_path}/od\\xffd.txt"}


def test_a_folder_of_nothing_and_an_empty_name_are_named(run: Run, tmp_path: Path) -> None:
    done = run("careerscraper", "extract", tmp_path, "")
    assert done.returncode == 3
    assert f"{tmp_path}: not read: a folder in which nothing ends in .html, .htm, .txt, .md" in done.stderr
    assert ": not read: No such file or directory: check the path" in done.stderr


def test_one_file_under_several_names_is_read_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PIPE)
    done = run(
        "careerscraper", "extract", tmp_path / "a.txt", tmp_path / "." / ".." / tmp_path.name / "a.txt", tmp_path
    )
    assert "1 pages read" in done.stderr


def test_a_pipe_in_a_folder_keeps_nobody_waiting(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PIPE)
    os.mkfifo(tmp_path / "b.html")
    (tmp_path / "c.html").symlink_to("nowhere")
    done = run("careerscraper", "extract", tmp_path)
    assert "1 pages read, 0 without a comparison, 1 not read" in done.stderr
    assert f"{tmp_path / 'c.html'}: not read: No such file" in done.stderr


def test_no_source_is_written_over(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.csv"
    page.write_bytes(PIPE)
    done = run("careerscraper", "extract", page, "-o", tmp_path / "." / "page.csv")
    assert done.returncode == 2
    assert f"{page} is read: it cannot be written, too" in done.stderr
    assert page.read_bytes() == PIPE


def test_what_killed_commands_left_goes_and_what_others_write_stays(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PIPE)
    gone = [tmp_path / f".{name}.999999999.tmp" for name in ("o.csv", ".o.csv.extract.json")]
    kept = [tmp_path / f".{name}.tmp" for name in (f"o.csv.{os.getpid()}", "o.csv.o", "o.csv.b.999999999")]
    for path in (*gone, *kept):
        path.touch()
    assert run("careerscraper", "extract", tmp_path / "a.txt", "-o", tmp_path / "o.csv").returncode == 0
    left = {*tmp_path.iterdir()} - {tmp_path / name for name in ("a.txt", "o.csv", ".o.csv.extract.json")}
    assert left == {*kept}


def test_standard_output_that_is_full_or_closed(run: Run, pages: Path) -> None:
    for redirected, message in ((">/dev/full", "cannot write standard output: No space left"), (">&-", "is closed")):
        done = run("bash", "-c", f"careerscraper extract '{pages}' {redirected}")
        assert done.returncode == 1
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_a_device_is_not_replaced(run: Run, pages: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.csv"
    os.mkfifo(fifo)
    done = run("careerscraper", "extract", pages, "-o", fifo)
    assert done.returncode == 1
    assert "is no regular file" in done.stderr
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    done = run("careerscraper", "extract", pages, "--format", "csv", "-o", "/dev/full")
    assert "cannot write /dev/full: is no regular file" in done.stderr


def test_files_are_readable_by_others_as_any_new_file(run: Run, pages: Path, tmp_path: Path) -> None:
    (tmp_path / "new").touch()
    run("careerscraper", "extract", pages, "-o", tmp_path / "o")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "o").iterdir()}
    assert modes == {stat.S_IMODE((tmp_path / "new").stat().st_mode)}


def test_sites(run: Run) -> None:
    lines = [line.split("\t") for line in run("careerscraper", "sites").stdout.splitlines()]
    assert [name for name, _, _ in lines] == ["bls", "generic", "metrics", "study", "zippia"]
    assert lines[-1] == ["zippia", "www.zippia.com", "Zippia, A vs B differences"]
