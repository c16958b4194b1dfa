"""Several files of one table to one, by their bytes: nothing in them is read, so it costs what copying costs."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import IO, Protocol

from careerscraper.formats import Format
from careerscraper.releases import footer
from careerscraper.releases.footer import Fields
from careerscraper.releases.sinks import open_sink
from careerscraper.schema import TableName

_MAGIC = b"PAR1"


class Joint(Protocol):
    """Takes files that `open_sink` has written; `close` finishes the joined file but does not close it."""

    def add(self, path: Path) -> None:
        """Add the rows of the file ``path``."""

    def close(self) -> None:
        """Write the file's end."""


class TextJoint:
    """Joins CSV, whose header counts once, or JSON lines."""

    def __init__(self, file: IO[bytes], nothing: bytes) -> None:
        self._file, self._header = file, nothing
        file.write(nothing)

    def add(self, path: Path) -> None:
        """Add all lines behind the header."""
        with path.open("rb") as part:
            part.seek(len(self._header))
            shutil.copyfileobj(part, self._file)

    def close(self) -> None:
        """Flush the file."""
        self._file.flush()


class ParquetJoint:
    """Joins Parquet files of one schema: row groups as they are, and one footer that says where they are now."""

    def __init__(self, file: IO[bytes], nothing: bytes) -> None:
        self._file, self._end = file, len(_MAGIC)
        self._footer = _read_footer(io.BytesIO(nothing))[0]
        file.write(_MAGIC)

    def add(self, path: Path) -> None:
        """Add the file's row groups."""
        with path.open("rb") as part:
            read, end = _read_footer(part)
            footer.add_groups(self._footer, read, self._end - len(_MAGIC))
            part.seek(len(_MAGIC))
            while chunk := part.read(min(1 << 20, end - part.tell())):
                self._file.write(chunk)
                self._end += len(chunk)

    def close(self) -> None:
        """Write the footer."""
        packed = footer.pack(self._footer)
        self._file.write(packed + len(packed).to_bytes(4, "little") + _MAGIC)
        self._file.flush()


def _read_footer(part: IO[bytes]) -> tuple[Fields, int]:
    """Return the footer of a Parquet file, and where it begins."""
    end = part.seek(-len(_MAGIC) - 4, io.SEEK_END)
    size = int.from_bytes(part.read(4), "little")
    part.seek(end - size)
    return footer.unpack(part.read(size)), end - size


def open_joint(file: IO[bytes], table: TableName, format_: Format) -> Joint:
    """Return what joins files of ``table`` in ``format_``, in ``file``."""
    nothing = io.BytesIO()
    open_sink(nothing, table, format_).close()
    return (ParquetJoint if format_ == "parquet" else TextJoint)(file, nothing.getvalue())
