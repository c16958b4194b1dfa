"""Observations to a folder with all tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from careerscraper.formats import FOLDER_TABLES, Format
from careerscraper.releases.build import build_wide
from careerscraper.releases.sinks import Write, open_sink
from careerscraper.schema import TableName
from careerscraper.storage.atomic import install, naming_write_errors
from careerscraper.storage.workshop import workshop

_BATCH_ROWS = 8192


@contextmanager
def tables_folder(folder: Path, formats: Iterable[Format]) -> Iterator[Write]:
    """Yield what adds observations; when the block has ended well, ``folder`` has `<table>.<format>` of FOLDER_TABLES.

    The observations go to Parquet first, and everything else is read back from there, so memory stays bounded.
    Raises `WriteError` where the system refuses; each file that stands there is then whole, old or new.
    """
    with naming_write_errors(folder), workshop(folder, ".tables-") as shop:
        made_in = shop / "tables"
        made_in.mkdir()
        with (
            (made_in / "observations.parquet").open("wb") as file,
            closing(open_sink(file, "observations", "parquet")) as sink,
        ):
            yield sink.write
        install_tables(made_in, folder, formats)


def install_tables(made_in: Path, folder: Path, formats: Iterable[Format]) -> None:
    """Make all FOLDER_TABLES in ``formats`` of `observations.parquet` in folder ``made_in``, then move them into ``folder``.

    A file of observations that is there already is taken as it is. Raises `OSError`.
    """
    parquet = {table: made_in / f"{table}.parquet" for table in FOLDER_TABLES}
    for table, path in parquet.items():
        if table != "observations":
            fill({"parquet": path}, table, build_wide(table, parquet["observations"]))
    made = [_converted(path, table, format_) for format_ in formats for table, path in parquet.items()]
    for path in made:
        install(path, folder / path.name)


def _converted(parquet: Path, table: TableName, format_: Format) -> Path:
    """Write the rows of the file ``parquet`` in ``format_`` beside it, unless they are there; return the path."""
    path = parquet.with_suffix(f".{format_}")
    if not path.exists():
        fill({format_: path}, table, pq.ParquetFile(parquet).iter_batches(_BATCH_ROWS))
    return path


def fill(paths: Mapping[Format, Path], table: TableName, batches: Iterable[pa.RecordBatch]) -> int:
    """Write ``batches`` of ``table`` to ``paths``; return how many rows they had. Raises `OSError`."""
    rows = 0
    with ExitStack() as stack:  # a sink is closed before its file
        opened = {format_: stack.enter_context(path.open("wb")) for format_, path in paths.items()}
        sinks = [stack.enter_context(closing(open_sink(file, table, name))) for name, file in opened.items()]
        for batch in batches:
            rows += batch.num_rows
            for sink in sinks:
                sink.write(batch)
    return rows
