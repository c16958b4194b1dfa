"""WARC files, whoever wrote them: ours, wget's, crawlers' (.warc, .warc.gz, .warc.zst; ISO 28500)."""

from __future__ import annotations

from collections.abc import Iterator

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from careerscraper.errors import SourceError
from careerscraper.storage.warc import MAX_RECORD, Capture

SUFFIXES = (".warc", ".warc.gz", ".warc.zst")


def read_responses(path: str) -> Iterator[Capture]:
    """Yield the HTTP responses in the file ``path`` in their order, bodies still coded; revisits have none and are passed over.

    ``capture_id`` is ``<path>:<offset>``. Raises `SourceError` ``archive`` that names the file and the offset, in bytes, where
    it is damaged or cut: a record is whole only if as many bytes can be read as it says.
    """
    place = 0
    try:
        for record in ArchiveIterator(path, record_types=WarcRecordType.response, parse_http=False, fsspec_args=False):
            place = record.stream_pos
            if record.is_http:
                yield _capture(record, path)
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise SourceError("archive", f"damaged or cut in or behind the record at byte {place:,}: {what}") from error


def _capture(record: WarcRecord, path: str) -> Capture:
    content_length, url = record.content_length, str(record.headers.get("WARC-Target-URI", "")).strip("<>")
    if content_length > MAX_RECORD:
        raise ValueError(f"{content_length:,} bytes in one record, more than {MAX_RECORD:,}")
    block = record.reader.read()
    if len(block) != content_length:
        raise ValueError(f"{len(block):,} of {content_length:,} bytes are there")
    head, _, body = block.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    headers = tuple(_field(line) for line in lines if b":" in line)
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        body = _unchunked(body)
    if record.record_date is None:
        raise ValueError("no date")
    code = status[9:12]
    place = f"{path}:{record.stream_pos}"
    return Capture(url, int(code) if code.isdigit() else 0, headers, body, record.record_date, place, record.stream_pos)


def _field(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("latin-1").partition(":")
    return name.strip(), value.strip()


def _unchunked(body: bytes) -> bytes:
    """Return ``body`` out of its chunks (RFC 9112, 7.1), or as it is: many writers keep the header and drop the chunks."""
    parts: list[bytes] = []
    place = 0
    while (end := body.find(b"\r\n", place)) >= 0:
        digits = body[place:end].split(b";")[0].strip()
        try:
            size = int(digits, 16)
        except ValueError:
            return body
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return body
