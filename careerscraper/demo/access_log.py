"""The server's access log: one JSON object a line, each line flushed."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TextIO


class AccessLog:
    """Appends records to a file, from any thread; without a path it keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        """Name the file; entering the context opens it, and raises OSError if that fails."""
        self._path = path
        self._file: TextIO | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> AccessLog:
        """Open the file."""
        if self._path is not None:
            self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file; records that come later are dropped."""
        with self._lock:
            if self._file:
                self._file.close()
            self._file = None

    def write(self, record: Mapping[str, object]) -> None:
        """Append one record."""
        line = json.dumps(record) + "\n"
        with self._lock:
            if self._file:
                self._file.write(line)
                self._file.flush()
