"""From Arrow to CSV, by the types of the schema."""

from __future__ import annotations

from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from careerscraper.schema import SCHEMAS, TableName

#: A spreadsheet takes a text that starts so for a formula, LibreOffice also behind NULs, which it drops …
_FORMULA = r"^\x00*[=+\-@\t\r]"
#: … unless it is a lone hyphen or a number (OWASP, "CSV Injection").
_HARMLESS = r"^(-|[+-]?\$?[0-9][0-9,]*(\.[0-9]+)?%?)$"
#: By first byte: whether a text may be such a one. Most columns have none, and looking at all of it is dear.
_SUSPECT = np.isin(np.arange(256), np.frombuffer(b"\x00=+-@\t\r", np.uint8))


class CsvSink:
    """Writes CSV (RFC 4180), as `sinks.open_sink`: texts quoted, so that a missing one differs from an empty one."""

    def __init__(self, file: IO[bytes], table: TableName) -> None:
        self._writer = pyarrow.csv.CSVWriter(file, csv_schema(table))

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the rows of ``batch``, safe for spreadsheets."""
        self._writer.write_batch(to_csv_text(batch))

    def close(self) -> None:
        """Write what is held back."""
        self._writer.close()


def to_csv_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return ``batch`` as CSV has it: texts that a spreadsheet would run get a leading ``'``, times are ISO 8601."""
    columns = [_csv_column(column) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def csv_schema(table: TableName) -> pa.Schema:
    """Return the Arrow schema of what `to_csv_text` returns for ``table``."""
    fields = [
        (field.name, pa.string() if pa.types.is_timestamp(field.type) else field.type) for field in SCHEMAS[table]
    ]
    return pa.schema(fields)


def _csv_column(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        times = column.dictionary_encode()  # a page has one, and many rows
        return pc.strftime(times.dictionary, "%Y-%m-%dT%H:%M:%SZ").take(times.indices)
    if pa.types.is_dictionary(column.type):
        return _csv_column(column.dictionary).take(column.indices)
    if not pa.types.is_string(column.type) or not _has_suspect(column):
        return column
    runs = pc.and_not(pc.match_substring_regex(column, _FORMULA), pc.match_substring_regex(column, _HARMLESS))
    return pc.if_else(runs, pc.binary_join_element_wise("'", column, ""), column)


def _has_suspect(column: pa.StringArray) -> bool:
    """Tell whether a text of ``column`` begins as a formula does."""
    _, offsets, texts = column.buffers()
    places = np.frombuffer(offsets, np.int32, len(column) + 1, 4 * column.offset) if len(column) else np.zeros(1, int)
    starts = places[:-1][places[:-1] < places[1:]]
    return bool(starts.size) and bool(_SUSPECT[np.frombuffer(texts, np.uint8)[starts]].any())
