"""The archive: what goes in comes out, other tools read it, and secrets stay out."""

from __future__ import annotations

import gzip
import os
import resource
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator

from careerscraper.errors import SourceError, WriteError
from careerscraper.parsers import block_marks
from careerscraper.storage import warc
from careerscraper.storage.archive import Archive, ArchiveError, Capture, cut_torn_tail, read_capture, read_captures

AT = datetime(2026, 11, 1, 12, 30, 5, 123456, tzinfo=UTC)
URL = "https://example.org/compare/a-vs-b?x=1&y=ä#top"
HTML = [("Content-Type", "text/html; charset=utf-8"), ("ETag", 'W/"1"')]
BODIES = {
    "empty": b"",
    "text": b"<html>Cook \xc3\xa4</html>" * 500,
    "binary": bytes(range(256)) * 300,
    "random": os.urandom(200_000),
    "like a record": b"\r\n\r\nWARC/1.1\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
    "gzip": gzip.compress(b"Cook" * 5000),
}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Archive]:
    """Yield the archive of one run."""
    archive = Archive(tmp_path, "demo", "20261101T120000Z-1")
    yield archive
    archive.close()


def plain(path: Path) -> bytes:
    """Return all members of a file, unpacked."""
    return gzip.decompress(path.read_bytes())


@pytest.mark.parametrize("kind", BODIES)
def test_a_response_comes_back_as_it_was_received(writer: Archive, tmp_path: Path, kind: str) -> None:
    headers = [*HTML, ("Content-Encoding", "gzip")] if kind == "gzip" else HTML
    capture_id = writer.append(URL, 404, "Not Found", headers, BODIES[kind], AT)
    found = read_capture(tmp_path, capture_id)
    stored = (*headers, ("Content-Length", str(len(BODIES[kind]))))
    assert found == Capture(URL, 404, stored, BODIES[kind], AT, capture_id, writer.path.stat().st_size)
    assert list(read_captures(tmp_path, writer.name)) == [found]


def test_captures_come_in_order_and_from_an_offset(writer: Archive, tmp_path: Path) -> None:
    ids = [writer.append(f"{URL}{n}", 200, "OK", HTML, body, AT) for n, body in enumerate(BODIES.values())]
    assert all(capture_id.startswith("demo/20261101T120000Z-1.warc.gz:") for capture_id in ids)
    found = list(read_captures(tmp_path, writer.name))
    assert [capture.capture_id for capture in found] == ids
    assert [capture.body for capture in found] == list(BODIES.values())
    assert list(read_captures(tmp_path, writer.name, found[1].end)) == found[2:]
    assert not list(read_captures(tmp_path, writer.name, found[-1].end))
    assert writer.sync() == writer.sync() == found[-1].end == writer.path.stat().st_size


def test_a_file_that_is_opened_again_goes_on(writer: Archive, tmp_path: Path) -> None:
    first = writer.append(URL, 200, "OK", HTML, b"1", AT)
    writer.close()
    again = Archive(tmp_path, "demo", "20261101T120000Z-1")
    second = again.append(URL, 200, "OK", HTML, b"2", AT)
    assert again.sync() == writer.path.stat().st_size
    again.close()
    assert [read_capture(tmp_path, capture_id).body for capture_id in (first, second)] == [b"1", b"2"]
    assert plain(writer.path).count(b"WARC-Type: warcinfo") == 1


def test_other_tools_accept_the_file(writer: Archive) -> None:
    for n, body in enumerate(BODIES.values()):
        writer.append(f"{URL}{n}", 200, "OK", HTML, body, AT)
    warcio = str(Path(sys.executable).with_name("warcio"))
    check = subprocess.run([warcio, "check", "-v", writer.path], capture_output=True, text=True, check=True)
    assert check.stdout.count("digest pass") == 1 + len(BODIES)
    index = subprocess.run([warcio, "index", writer.path], capture_output=True, text=True, check=True)
    assert index.stdout.count('"response"') == len(BODIES)
    assert index.stdout.count(URL[:30]) == len(BODIES)
    with writer.path.open("rb") as file:
        verified = [record.verify_block_digest(consume=True) for record in ArchiveIterator(file, parse_http=False)]
    assert verified == [True] * (1 + len(BODIES))


def test_the_file_says_what_wrote_it_and_when(writer: Archive) -> None:
    offset = writer.path.stat().st_size
    writer.append(URL, 200, "OK", HTML, b"x", AT.astimezone(timezone(timedelta(hours=2))))
    begin = gzip.decompress(writer.path.read_bytes()[:offset])
    assert b"WARC-Type: warcinfo\r\n" in begin
    assert b"software: careerscraper/" in begin
    assert b"format: WARC File Format 1.1" in begin
    assert b"WARC-Date: 2026-11-01T12:30:05.123456Z\r\n" in plain(writer.path)


def test_secrets_are_nowhere_in_the_file(writer: Archive, tmp_path: Path) -> None:
    names = ["Set-Cookie", "set-cookie2", "AUTHORIZATION", "Proxy-Authenticate", "X-Auth-Token", "Refresh", "Link"]
    headers = [
        *((name, "secret") for name in [*names, "Set-Cookie ", "ETag ", "Content-Type\t", ""]),
        ("Location", "https://us:se'cret@secret@example.org/next@home?secret#secret"),
        ("location", "?secret"),
        ("Content-Location", " //us:secret@example.org/a//b@c#secret"),
        ("Content-Length", "99999"),
    ]
    capture_id = writer.append("https://us:pa@secret@example.org/a@b?c=d@e", 302, "Found", headers, b"1234", AT)
    assert b"secret" not in plain(writer.path)
    found = read_capture(tmp_path, capture_id)
    assert found.url == "https://example.org/a@b?c=d@e"
    assert found.headers == (
        ("Location", "https://example.org/next@home"),
        ("location", ""),
        ("Content-Location", "//example.org/a//b@c"),
        ("Content-Length", "4"),
    )


def test_what_a_reading_needs_is_kept(writer: Archive, tmp_path: Path) -> None:
    """What describes the content, what a crawl asks by the next time, and what tells a block."""
    names = [
        "Content-Type",
        "Content-Encoding",
        "ETag",
        "Last-Modified",
        "Location",
        "Retry-After",
        *block_marks.HEADERS,
    ]
    found = read_capture(tmp_path, writer.append(URL, 200, "OK", [(name, "x") for name in names], b"", AT))
    assert [name for name in names if found.header(name) != "x"] == []


def test_headers_cannot_break_the_block(writer: Archive, tmp_path: Path) -> None:
    headers = [
        ("Server", "1\r\nSet-Cookie: a"),
        ("Vary", "\n\r\n\r\nbody"),
        ("Age\r\nY", "1"),
        ("", "2"),
        ("Age: Z", "3"),
    ]
    capture_id = writer.append("https://example.org/a\r\nX: b c", 200, "OK\r\nX: d\r\n\r\n", headers, b"body", AT)
    found = read_capture(tmp_path, capture_id)
    assert found.url == "https://example.org/a%0D%0AX:%20b%20c"
    assert found.headers == (("Server", "1 Set-Cookie: a"), ("Vary", "body"), ("Content-Length", "4"))
    assert found.body == b"body"


@pytest.mark.parametrize("value", ["Zürich → 東京", "raw \udcff byte", "a:b: c", "", "tab\tand\x0b\x85"])
def test_odd_values_come_back(writer: Archive, tmp_path: Path, value: str) -> None:
    found = read_capture(tmp_path, writer.append(URL, 200, "", [("Server", value)], b"", AT))
    assert (found.header("SERVER"), found.header("x-none")) == (value, None)


def test_half_a_surrogate_pair_is_replaced(writer: Archive, tmp_path: Path) -> None:
    found = read_capture(tmp_path, writer.append(URL, 200, "", [("Server", "a\ud800b")], b"", AT))
    assert found.header("Server") == "a?b"


def test_what_cannot_be_archived_is_refused(writer: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="time zone"):
        writer.append(URL, 200, "OK", HTML, b"", AT.replace(tzinfo=None))
    monkeypatch.setattr(warc, "MAX_RECORD", 5000)
    for headers, body in ((HTML, b"x" * 5000), ([("Server", "x" * 5000)], b"")):
        with pytest.raises(SourceError, match="more than 5,000") as refused:
            writer.append(URL, 200, "OK", headers, body, AT)
        assert refused.value.reason == "too_large"
    assert not list(read_captures(tmp_path, writer.name))
    for site, run_id in (("..", "a"), ("a/b", "c"), ("a", "../c"), ("", "c"), ("a", "b\n")):
        with pytest.raises(ArchiveError, match="cannot name"):
            Archive(tmp_path, site, run_id)


def test_a_closed_archive_says_so(writer: Archive) -> None:
    writer.close()
    writer.close()
    with pytest.raises(ArchiveError, match="is closed"):
        writer.append(URL, 200, "OK", HTML, b"", AT)
    with pytest.raises(ArchiveError, match="is closed"):
        writer.sync()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo").write_bytes(b"")
    with pytest.raises(WriteError, match=r"demo/r\.warc\.gz"):
        Archive(tmp_path, "demo", "r")


def test_a_write_that_fails_half_way_leaves_nothing(writer: Archive, tmp_path: Path) -> None:
    kept = writer.append(URL, 200, "OK", HTML, b"kept", AT)
    size = writer.path.stat().st_size
    usual, old = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 1000, usual[1]))
    try:
        with pytest.raises(WriteError, match=r"cannot write .*warc\.gz: File too large"):
            writer.append(URL, 200, "OK", HTML, BODIES["random"], AT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        signal.signal(signal.SIGXFSZ, old)
    assert writer.path.stat().st_size == size
    later = writer.append(URL, 200, "OK", HTML, b"later", AT)
    assert [capture.capture_id for capture in read_captures(tmp_path, writer.name)] == [kept, later]


def test_a_torn_member_that_cannot_be_taken_back_closes_the_file(
    writer: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write

    def fail_after(count: int) -> Callable[[int, memoryview], int]:
        left = [count]

        def short(descriptor: int, data: memoryview) -> int:
            if not left[0]:
                raise OSError(5, "Input/output error")
            left[0] -= 1
            return write(descriptor, data[:100])

        return short

    def no_truncate(_descriptor: int, _length: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "write", fail_after(2))
    monkeypatch.setattr(os, "ftruncate", no_truncate)
    with pytest.raises(WriteError, match="Input/output"):
        writer.append(URL, 200, "OK", HTML, BODIES["text"], AT)
    with pytest.raises(ArchiveError, match="is closed"):
        writer.append(URL, 200, "OK", HTML, b"", AT)
    monkeypatch.undo()
    assert cut_torn_tail(writer.path, 0) == 200
    assert not list(read_captures(tmp_path, writer.name))


def test_what_is_missing_is_named(writer: Archive, tmp_path: Path) -> None:
    capture_id = writer.append(URL, 200, "OK", HTML, b"x", AT)
    offset = int(capture_id.rpartition(":")[2])
    for wrong, message in {
        f"{writer.name}:0": "of no response",
        f"{writer.name}:{offset + 1}": f"at byte {offset + 1:,}: no whole record",
        f"{writer.name}:999999": "at byte 999,999: no whole record",
        "demo/none.warc.gz:7": "none.warc.gz at byte 7: No such file",
        "../demo/none.warc.gz:7": "no capture id",
        f"{writer.name}:": "no capture id",
        "": "no capture id",
    }.items():
        with pytest.raises(SourceError, match=message) as missing:
            read_capture(tmp_path, wrong)
        assert missing.value.reason == "archive"
    with pytest.raises(SourceError, match=r"none\.warc\.gz at byte 0: No such file"):
        next(read_captures(tmp_path, "demo/none.warc.gz"))


def test_a_whole_record_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    for block in (b"", b"HTTP/1.1\r\n\r\n", b"\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n"):
        head = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-11-01T12:30:05Z\r\nWARC-Target-URI: x\r\n"
        record = head + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"
        (tmp_path / "demo/r.warc.gz").write_bytes(gzip.compress(record))
        with pytest.raises(SourceError, match=r"r\.warc\.gz at byte 0: "):
            read_capture(tmp_path, "demo/r.warc.gz:0")


def test_a_record_that_unpacks_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "MAX_RECORD", 1 << 20)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo/r.warc.gz").write_bytes(zlib.compress(b"\0" * (1 << 21), wbits=31))
    with pytest.raises(SourceError, match="no whole record"):
        read_capture(tmp_path, "demo/r.warc.gz:0")
