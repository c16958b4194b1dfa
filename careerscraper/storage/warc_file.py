"""WARC files, whoever wrote them: ours, wget's, crawlers' (.warc, .warc.gz, .warc.zst; ISO 28500)."""

from __future__ import annotations

import gzip
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from careerscraper.errors import SourceError
from careerscraper.storage.coding import content
from careerscraper.storage.stretch import Stretch, begins_at, find_behind, find_first
from careerscraper.storage.warc import MAX_RECORD, Capture

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
#: How a WARC file begins, as it is or compressed.
BEGINNINGS = (b"WARC/", _GZIP, _ZSTD)
_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"  # a skippable frame of this number, as the first: IIPC's "WARC Zstandard"
_STEP, _LINE = 1 << 20, 1 << 16
_DAMAGES = (OSError, ValueError, EOFError, zlib.error, zstd.ZstdError)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T.+)?)?)?")
_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r\n")
_NO_CHUNKS = re.compile(rb"0+\r\n(?:[^\r\n:]+:[^\r\n]*\r\n)*\r\n")  # the last chunk, and its trailers
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")  # all but those of text; ISO-2022 needs ESC
_TEXT_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Unread:
    """A response that cannot be read, where those behind it can; ``reason`` says in words which, where and why."""

    capture_id: str
    reason: str


def read_responses(path: str, within: Stretch | None = None) -> Iterator[Capture | Unread]:
    """Yield the HTTP responses in the file ``path`` in their order, bodies as they stand there: see `payload`.

    Revisits have no body and are passed over. ``capture_id`` is ``<path>:<offset>``. Raises `SourceError` ``archive`` if the
    file is empty, or, with the offset in bytes, where it is damaged or cut: a record is whole only if as many bytes can be
    read as it says, and a file only if the end of a record is its end.
    """
    place, within = 0, within or Stretch(0, sys.maxsize)
    try:
        if not (size := Path(path).stat().st_size):
            raise SourceError("archive", "nothing in it")
        if within.first is None:
            within.first = find_first(path, within)
        if within.first is None:
            return
        begin: int | None = within.first
        while begin is not None:
            place = begin
            with Path(path).open("rb") as file:
                file.seek(place)
                for record in ArchiveIterator(file, parse_http=False, fsspec_args=False):
                    if record.stream_pos >= within.stop and begins_at(path, record.stream_pos, record.headers.items()):
                        within.following = record.stream_pos
                        return
                    place = record.stream_pos
                    if record.record_type == WarcRecordType.response and record.is_http:
                        yield _response(record, f"{path}:{place}")
            begin = find_behind(path, place)  # nothing, compressed, ends the reader's reading, but not the file
        _check_end(path, place)
        within.following = size
    except _DAMAGES as error:
        what = getattr(error, "strerror", None) or str(error)
        raise SourceError("archive", f"damaged or cut in or behind the record at byte {place:,}: {what}") from error


def payload(capture: Capture, limit: int) -> bytes:
    """Return the body of a response from `read_responses` out of its chunks and codings, within ``limit`` bytes.

    Many writers keep Transfer-Encoding and Content-Encoding, and store the body without: what has no chunks, and what is
    text, is taken as it is. Raises `SourceError`: ``cut`` if the chunks are not whole, else as `content` does.
    """
    if "chunked" in (capture.header("Transfer-Encoding") or "").lower():
        capture = replace(capture, body=_unchunked(capture.body))
    # A compressed page has a control character in every tenth byte or so: what has none in so many is not compressed.
    may_be_coded = capture.body.startswith((_GZIP, _ZSTD)) or _CONTROL.search(capture.body, 0, _TEXT_BYTES)
    return content(capture.headers if may_be_coded else (), capture.body, limit)


def _response(record: WarcRecord, place: str) -> Capture | Unread:
    length, url = record.content_length, str(record.headers.get("WARC-Target-URI", "")).strip("<>")
    where = f"{url}: the record at byte {record.stream_pos:,}"
    if length > MAX_RECORD:
        return Unread(place, f"{where} has {length:,} bytes, more than {MAX_RECORD:,}")
    block = record.reader.read()
    if len(block) != length:
        raise ValueError(f"{len(block):,} of {length:,} bytes are there")
    date = record.headers.get("WARC-Date") or ""
    try:
        at = _time(date)
    except (ValueError, OverflowError):
        return Unread(place, f"{where} has no date that can be read: {date[:40]!r}")
    status, headers, body = _parts(block)
    return Capture(url, status, headers, body, at, place, record.stream_pos)


def _time(date: str) -> datetime:
    """Return the first instant of ``date``, in UTC, as exact as it is: a year will do (WARC 1.1, 5.4; W3C-DTF)."""
    if not _DATE.fullmatch(date):
        raise ValueError("not a date")
    at = datetime.fromisoformat(f"{date}-01-01"[:10] if len(date) < 10 else date)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _parts(block: bytes) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Return status (0 without one), headers and body. A line may end in LF alone (RFC 9112, 2.2)."""
    blank = _BLANK_LINE.search(block)
    head, body = (block[: blank.start()], block[blank.end() :]) if blank else (block, b"")
    first, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    protocol, code, *_ = [*first.split(maxsplit=2), b"", b""]
    is_status = protocol.startswith(b"HTTP/") and len(code) == 3 and code.isdigit()
    return int(code) if is_status else 0, tuple(_field(line) for line in lines if b":" in line), body


def _field(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("latin-1").partition(":")
    return name.strip(), value.strip()


def _unchunked(body: bytes) -> bytes:
    """Return ``body`` out of its chunks (RFC 9112, 7.1), or as it is if it does not begin as chunks do."""
    if not _begins_as_chunks(body):
        return body
    parts: list[bytes] = []
    place = 0
    while line := _SIZE_LINE.match(body, place):
        begin, end = line.end(), line.end() + int(line[1], 16)
        if begin == end:
            return b"".join(parts)
        if body[end : end + 2] != b"\r\n":
            break
        parts.append(body[begin:end])
        place = end + 2
    raise SourceError("cut", "the body is cut short or damaged within its chunks: fetch the page again")


def _begins_as_chunks(body: bytes) -> bool:
    """Tell a size line from a page's own first line, which may be a number by chance, but not before markup."""
    if not (line := _SIZE_LINE.match(body)):
        return False
    begin, size = line.end(), int(line[1], 16)
    fits = body[begin + size : begin + size + 2] == b"\r\n" if size else _NO_CHUNKS.fullmatch(body) is not None
    return fits or body[begin : begin + _TEXT_BYTES].lstrip().startswith(b"<")


def _check_end(path: str, place: int) -> None:
    """Raise one of `_DAMAGES` unless the file ends where a record does: the reader of records takes any end for a good one.

    Only what follows ``place`` is read, where the last record begins. If several records are compressed as one the place
    is not exact, and all is read.
    """
    try:
        _check_from(path, place)
    except _DAMAGES:
        if not place:
            raise
        _check_from(path, 0)


def _check_from(path: str, place: int) -> None:
    with Path(path).open("rb") as file, _unpacked(file, place) as stream:
        behind = b""
        while line := stream.readline(_LINE):
            if line.strip():
                _skip_record(stream)
                behind = b""
            else:
                behind = (behind + line)[-4:]
    if not behind.endswith((b"\r\n\r\n", b"\n\n")):  # the second is not of the standard, but no cut of the first
        raise ValueError("the last record does not end")


def _unpacked(file: BinaryIO, place: int) -> BinaryIO | gzip.GzipFile | zstd.ZstdFile:
    magic = file.read(4)
    if magic == _ZSTD_DICTIONARY:
        frame = file.read(int.from_bytes(file.read(4), "little"))
        dictionary = zstd.ZstdDict(zstd.decompress(frame) if frame.startswith(_ZSTD) else frame)
    else:
        dictionary = None
    file.seek(place)
    if magic.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)
    return zstd.ZstdFile(file, zstd_dict=dictionary) if dictionary or magic == _ZSTD else file


def _skip_record(stream: BinaryIO | gzip.GzipFile | zstd.ZstdFile) -> None:
    """Read behind the block of the record whose first line has been read; raise `ValueError` if it is not whole."""
    length = None
    while (line := stream.readline(_LINE)).strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.strip().lower() == b"content-length" else length
    if length is None or not line:
        raise ValueError("cut within the header of a record")
    while length > 0:
        part = stream.read(min(length, _STEP))
        if not part:
            raise ValueError("cut within a record")
        length -= len(part)
