"""The captures: one WARC file a run, only appended to, each response a gzip member of its own.

The file is the journal of a crawl. A kill leaves a torn tail at worst: what is whole ends at `whole_end`, and
`cut_torn_tail` must run before a file is opened again, for behind a torn member nothing can be read. fastwarc and
`warcio check` take a cut record for a good one, so wholeness is proved here: the gzip member ends and its checksum is
right, and what it holds is one record of the Content-Length that it states.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from careerscraper import __version__
from careerscraper.errors import CareerscraperError, SourceError
from careerscraper.storage import warc
from careerscraper.storage.atomic import naming_write_errors, sync
from careerscraper.storage.warc import Capture

__all__ = [
    "Archive",
    "ArchiveError",
    "Capture",
    "archive_name",
    "cut_torn_tail",
    "read_capture",
    "read_captures",
    "read_told",
    "require_torn_tail",
    "whole_end",
]

_CHUNK = 1 << 16
_MEMBER = re.compile(rb"\x1f\x8b\x08")  # how a gzip member begins
_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*\.warc\.gz", re.ASCII)
_CAPTURE_ID = re.compile(rf"({_NAME.pattern}):([0-9]{{1,18}})", re.ASCII)


class ArchiveError(CareerscraperError):
    """An archive file is not what it must be: damaged below the committed offset, missing, or closed."""


class _Record(NamedTuple):
    start: int
    end: int
    fields: dict[str, str]
    block: bytes


def archive_name(site: str, run_id: str) -> str:
    """Return the path of a run's file, relative to the archive's folder. A capture id is that, a colon, and the offset."""
    return f"{site}/{run_id}.warc.gz"


class Archive:
    """Writes one file. One writer a file: the caller holds the lock, and has cut the torn tail."""

    path: Path
    #: ``<site>/<run_id>.warc.gz``, the path relative to the archive's folder.
    name: str

    def __init__(self, folder: Path, site: str, run_id: str) -> None:
        """Open the file of a run to append to it, or create it. Raises `ArchiveError` for odd names, `WriteError`."""
        self.name = archive_name(site, run_id)
        self.path = folder / self.name
        self._fd = -1
        self._folders = [folder.parent, folder, self.path.parent]  # to be synced once: they may be new
        if not _NAME.fullmatch(self.name):
            raise ArchiveError(f"{self.name!r} cannot name an archive: use letters, digits, '.', '_' and '-'")
        with naming_write_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
            self._end = os.fstat(self._fd).st_size
        if not self._end:
            self._begin()

    def append(  # noqa: PLR0913, PLR0917  what a response consists of
        self,
        url: str,
        status: int,
        reason: str,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        fetched_at: datetime,
        seen_at: datetime | None = None,
    ) -> str:
        """Append a response and return its capture id; it then survives a kill of this process, not yet a power cut.

        With ``seen_at`` it is a revisit, which keeps no body: the archive has that already, fetched then.

        Raises `SourceError` ``too_large`` beyond `warc.MAX_RECORD`, `WriteError` if it cannot be written (nothing of
        it is left in the file), `ArchiveError` after `close`, `ValueError` if ``fetched_at`` has no time zone.
        """
        start = self._end
        self._write(warc.response_record(url, status, reason, headers, body, fetched_at, seen_at))
        return f"{self.name}:{start}"

    def tell(self, url: str, capture_id: str, outcome: str, refusal: str) -> None:
        """Append what became of a capture; `read_told` finds it. Raises as `append` does."""
        self._write(warc.outcome_record(url, capture_id, outcome, refusal, datetime.now(UTC)))

    def sync(self) -> int:
        """Make all that was appended survive a power cut; return the offset reached. Raises as `append` does."""
        self._check_open()
        with naming_write_errors(self.path):
            os.fsync(self._fd)
            while self._folders:
                sync(self._folders[-1])
                self._folders.pop()
        return self._end

    def _begin(self) -> None:
        try:
            self._write(warc.warcinfo_record(f"careerscraper/{__version__}", self.path.name, datetime.now(UTC)))
        except BaseException:
            self.close()  # nobody gets hold of this object, who could
            raise

    def close(self) -> None:
        """Close the file, without syncing it. May be called again."""
        descriptor, self._fd = self._fd, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _check_open(self) -> None:
        if self._fd < 0:
            raise ArchiveError(f"{self.path} is closed: open it anew, after cutting its torn tail")

    def _write(self, member: bytes) -> None:
        """Append ``member`` as a whole, or leave the file as it was, closed if even that cannot be done."""
        self._check_open()
        with naming_write_errors(self.path):
            try:
                rest = memoryview(member)
                while rest:
                    rest = rest[os.write(self._fd, rest) :]
                self._end += len(member)
            except BaseException:  # a full disk, or Ctrl-C between two writes
                self._take_back()
                raise

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._fd, self._end)
        except OSError:
            self.close()  # what follows a torn member could never be read


def read_captures(folder: Path, name: str, offset: int = 0) -> Iterator[Capture]:
    """Yield responses and revisits from ``offset``, the end of a record, on, in order; stop before the first not whole.

    Records of other types are passed over. Raises `SourceError` ``archive`` if there is no such file, or a record is
    whole but no response of ours.
    """
    with _naming_read_errors(folder / name, offset), _opened(folder, name) as file:
        for record in _records(file, offset):
            if record.fields.get("warc-type") in warc.CAPTURES:
                yield warc.parse_response(record.fields, record.block, f"{name}:{record.start}", record.end)


def read_told(folder: Path, name: str, offset: int = 0) -> set[str]:
    """Return the capture ids that `Archive.tell` has told of from ``offset`` on. Raises as `read_captures` does."""
    with _naming_read_errors(folder / name, offset), _opened(folder, name) as file:
        records = (r for r in _records(file, offset) if r.fields.get("warc-type") == "metadata")
        return {warc.parse_outcome(record.block)["capture"] for record in records}


def read_capture(folder: Path, capture_id: str) -> Capture:
    """Return one capture. Raises `SourceError` ``archive``, naming file and offset, if it is damaged or missing."""
    found = _CAPTURE_ID.fullmatch(capture_id)
    if not found:
        raise SourceError("archive", f"{capture_id!r} is no capture id: it would be <site>/<run_id>.warc.gz:<offset>")
    name, offset = found[1], int(found[2])
    with _naming_read_errors(folder / name, offset), _opened(folder, name) as file:
        record = next(_records(file, offset), None)
        if record is None:
            raise ValueError("no whole record begins there")
        return warc.parse_response(record.fields, record.block, capture_id, record.end)


def whole_end(path: Path, offset: int = 0) -> int:
    """Return where the last whole record ends, in bytes: ``offset``, itself the end of a record, if none follows it.

    Raises `ArchiveError` if the file cannot be read.
    """
    end = offset
    for end in _ends(path, offset):  # noqa: B007  the last one is what is asked for
        pass
    return end


def cut_torn_tail(path: Path, offset: int) -> int:
    """Cut the file behind its last whole record, durably; return how many bytes that took away.

    ``offset`` is what is committed: everything below it is read, and if it is not whole records up to exactly there,
    `ArchiveError` is raised and nothing is cut. A file that does not exist, of which nothing is committed, is fine.
    Raises `WriteError` if it cannot be cut.
    """
    if not offset and not path.exists():
        return 0
    whole, seen = 0, not offset
    for whole in _ends(path, 0):
        seen = seen or whole == offset
    if not seen:
        raise ArchiveError(
            f"{path} is damaged: {offset:,} bytes are committed, but no whole record ends there, and what is whole "
            f"ends at byte {whole:,}; restore the file from a copy"
        )
    with naming_write_errors(path):
        return _truncate(path, whole)


def require_torn_tail(path: Path) -> None:
    """Raise `ArchiveError` if what follows the last whole record is no torn tail: if a whole one stands behind it."""
    end = whole_end(path)
    with path.open("rb") as file:
        file.seek(end)
        tail = file.read(warc.MAX_RECORD)
        for found in _MEMBER.finditer(tail, 1):
            if next(_records(file, end + found.start()), None):
                raise ArchiveError(f"{path} is damaged at byte {end:,}: restore the file from a copy, or move it away")


def _truncate(path: Path, end: int) -> int:
    with path.open("r+b", buffering=0) as file:
        cut = file.seek(0, os.SEEK_END) - end
        if cut:
            file.truncate(end)
            os.fsync(file.fileno())
    return cut


def _ends(path: Path, offset: int) -> Iterator[int]:
    try:
        with path.open("rb", buffering=_CHUNK) as file:
            yield from (record.end for record in _records(file, offset))
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror or error}; restore it from a copy") from error


def _records(file: BinaryIO, offset: int) -> Iterator[_Record]:
    while (found := _member(file, offset)) and (record := warc.parse_record(found[0])):
        start, offset = offset, found[1]
        yield _Record(start, offset, *record)


def _member(file: BinaryIO, start: int) -> tuple[bytes, int] | None:
    """Return what the gzip member at ``start`` holds, and its end; None if it is not whole or its checksum is wrong."""
    # Not isal, at two thirds of its time: it takes some members for whole that other programs refuse.
    inflate, parts, room, end = zlib.decompressobj(31), [], warc.MAX_RECORD + 1, start
    file.seek(start)
    try:
        while not inflate.eof and room > 0 and (chunk := file.read(_CHUNK)):
            parts.append(inflate.decompress(chunk, room))
            room -= len(parts[-1])
            end += len(chunk)
    except zlib.error:
        return None
    return (b"".join(parts), end - len(inflate.unused_data)) if inflate.eof else None


def _opened(folder: Path, name: str) -> BinaryIO:
    if not _NAME.fullmatch(name):  # it may come out of a file that others wrote: it must not lead out of the folder
        raise ValueError("is no archive's name")
    return (folder / name).open("rb", buffering=_CHUNK)


@contextmanager
def _naming_read_errors(path: Path, offset: int) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, LookupError) as error:
        why = getattr(error, "strerror", None) or error
        message = f"{path} at byte {offset:,}: {why}; restore the file from a copy, or fetch anew"
        raise SourceError("archive", message) from error
