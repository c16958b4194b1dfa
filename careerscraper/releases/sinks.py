"""Batches of rows to one file: Parquet, CSV or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from careerscraper.formats import Format
from careerscraper.schema import SCHEMAS, TableName
from careerscraper.storage.atomic import naming_write_errors, replacing

#: Adds the rows of a batch.
Write = Callable[[pa.RecordBatch], None]

_ROW_GROUP = 32_768
#: Columns in which no value comes again: a dictionary of them would make the file larger.
_DISTINCT = ("observation_id",)


class Sink(Protocol):
    """Takes the rows of one table, batch by batch; `close` finishes the file but does not close it."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the rows of ``batch``."""

    def close(self) -> None:
        """Write what is held back, and the file's end."""


class ParquetSink:
    """Writes row groups of some 32,000 rows: a group a page is eight times as dear to write and to read."""

    def __init__(self, file: IO[bytes], table: TableName) -> None:
        names = [name for name in SCHEMAS[table].names if name not in _DISTINCT]
        self._writer = pq.ParquetWriter(file, SCHEMAS[table], compression="zstd", use_dictionary=names)
        self._held: list[pa.RecordBatch] = []

    def write(self, batch: pa.RecordBatch) -> None:
        """Hold the rows back until there are enough for a group."""
        self._held.append(batch)
        if sum(held.num_rows for held in self._held) >= _ROW_GROUP:
            self._flush()

    def close(self) -> None:
        """Write the last group and the footer."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.Table.from_batches(self._held), row_group_size=2 * _ROW_GROUP)
            self._held = []


class JsonLinesSink:
    """Writes one JSON object a row, whatever columns the batches have."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the rows of ``batch``."""
        lines = (json.dumps(row, ensure_ascii=False, default=_iso) + "\n" for row in batch.to_pylist())
        self._file.write("".join(lines).encode())

    def close(self) -> None:
        """Flush the file."""
        self._file.flush()


def open_sink(file: IO[bytes], table: TableName, format_: Format) -> Sink:
    """Return what writes the rows of ``table`` to ``file`` in ``format_``."""
    if format_ == "jsonl":
        return JsonLinesSink(file)
    if format_ == "parquet":
        return ParquetSink(file, table)
    # Imported late: the functions on columns, which only CSV needs, are half of what Arrow takes to load.
    from careerscraper.releases.arrow import CsvSink

    return CsvSink(file, table)


@contextmanager
def observations_file(path: Path, format_: Format) -> Iterator[Write]:
    """Yield what adds observations to the file ``path``; it stands there, whole, when the block has ended well.

    Raises `WriteError` where the system refuses.
    """
    with (
        naming_write_errors(path),
        replacing(path) as temporary,
        temporary.open("wb") as file,
        closing(open_sink(file, "observations", format_)) as sink,
    ):
        yield sink.write


def _iso(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
