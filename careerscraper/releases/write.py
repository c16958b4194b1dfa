"""Observations to files: one file of them, or a folder with all tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from careerscraper.releases.build import build_wide
from careerscraper.releases.sinks import Format, open_sink
from careerscraper.schema import TABLES, TableName
from careerscraper.storage.atomic import install, naming_write_errors, replacing

Write = Callable[[pa.RecordBatch], None]


@contextmanager
def observations_file(path: Path, format_: Format) -> Iterator[Write]:
    """Yield what adds observations to the file ``path``; it stands there, whole, when the block has ended well.

    Raises `WriteError` where the system refuses.
    """
    with naming_write_errors(path), replacing(path) as temporary:
        with temporary.open("wb") as file, closing(open_sink(file, "observations", format_)) as sink:
            yield sink.write


@contextmanager
def tables_folder(folder: Path, formats: Iterable[Format]) -> Iterator[Write]:
    """Yield what adds observations; when the block has ended well, ``folder`` has `<table>.<format>` of every table.

    The observations go to Parquet first, and everything else is read back from there, so memory stays bounded.
    Raises `WriteError` where the system refuses; the files that stood there are then untouched, each of them whole.
    """
    with naming_write_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tables-", dir=folder) as workshop:
            parquet = {table: Path(workshop, f"{table}.parquet") for table in TABLES}
            with parquet["observations"].open("wb") as file, closing(open_sink(file, "observations", "parquet")) as sink:
                yield sink.write
            for table in parquet:
                if table != "observations":
                    _fill(parquet[table], table, "parquet", build_wide(table, parquet["observations"]))
            for format_ in formats:
                _deliver(folder, format_, parquet)


def _deliver(folder: Path, format_: Format, parquet: dict[TableName, Path]) -> None:
    """Make the files of ``format_`` beside the Parquet files, then move all of them in."""
    made = {table: path.with_suffix(f".{format_}") for table, path in parquet.items()}
    for table, path in made.items():
        if format_ != "parquet":
            _fill(path, table, format_, pq.ParquetFile(parquet[table]).iter_batches())
    for table, path in made.items():
        install(path, folder / f"{table}.{format_}")


def _fill(path: Path, table: TableName, format_: Format, batches: Iterable[pa.RecordBatch]) -> None:
    with path.open("wb") as file, closing(open_sink(file, table, format_)) as sink:
        for batch in batches:
            sink.write(batch)
