"""DuckDB as all of a release's work uses it: in bounded memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import duckdb

# Two threads, whatever the machine has: each takes memory of its own. What does not fit is spilled.
_LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "384MB",
    "threads": 2,
    "preserve_insertion_order": False,
}
# Times are UTC; and a long query draws nothing on standard output.
_SETTINGS = "SET GLOBAL TimeZone = 'UTC'; SET enable_progress_bar = false"


@contextmanager
def open_database(spill: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an empty database; folder ``spill`` takes what does not fit into memory, else a temporary one, never the current.

    Raises `OSError` if there is no room for a temporary folder.
    """
    with ExitStack() as stack:
        folder = str(spill or stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(closing(duckdb.connect(config=_LIMITS | {"temp_directory": folder})))
        database.execute(_SETTINGS)
        yield database
