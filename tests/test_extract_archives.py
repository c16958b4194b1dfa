"""`careerscraper extract` of archives: ours, wget's, and damaged ones."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Run
from crawls import crawl, published
from warm import BIN

from careerscraper.bulk.pages import extract_pages
from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.errors import SourceError
from careerscraper.storage.warc import MAX_RECORD, Capture
from careerscraper.storage.warc_file import payload, read_responses

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = b"| Cook | Baker | |\n| Yearly salary | $30,000 | - |\n"


@pytest.fixture(scope="module")
def archive(run: Run, site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive of a crawl of the demo site, in the folder of its dataset."""
    output = tmp_path_factory.mktemp("archive")
    with serve(site) as origin:
        assert run(*crawl(origin, output)).returncode == 0
    return next((output / "archive" / "zippia").iterdir())


def test_our_own_archive_gives_what_the_crawl_released(run: Run, archive: Path, tmp_path: Path) -> None:
    done = run("careerscraper", "extract", archive, "-o", tmp_path / "o.parquet")
    assert done.returncode == 0, done.stderr
    assert ": HTTP status 301" in done.stderr
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    different = ("capture_id", "fetched_at", "run_id", "witness", "is_stale")
    found = {row["observation_id"]: {k: v for k, v in row.items() if k not in different} for row in rows}
    released = {row["observation_id"]: row for row in published(archive.parents[2])}
    assert found == {key: {k: v for k, v in row.items() if k not in different} for key, row in released.items()}
    assert {row["capture_id"].rpartition(":")[0] for row in rows} == {str(archive)}
    assert {row["run_id"] for row in rows} == {None}
    assert None not in {row["fetched_at"] for row in rows}


def test_what_wget_archived_is_read(run: Run, site: DemoSite, tmp_path: Path) -> None:
    if not shutil.which("wget"):
        if os.environ.get("CI") == "true":
            pytest.fail("wget is not installed")
        pytest.skip("wget is not installed (Debian: wget)")
    with serve(site) as origin:
        (tmp_path / "urls").write_text("".join(f"{origin}{page.path}\n" for page in site.comparisons))
        wget = ["wget", "-q", "-i", "urls", f"--warc-file={tmp_path / 'site'}", "-O", "pages", "-e", "robots=off"]
        subprocess.run(wget, cwd=tmp_path, check=True, env=os.environ | {"no_proxy": "127.0.0.1"})
    done = run("careerscraper", "extract", tmp_path / "site.warc.gz")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["page_url"] for row in rows} == {page.url for page in site.comparisons}
    assert {row["source"] for row in rows} == {str(tmp_path / "site.warc.gz")}


def test_other_tools_read_our_archive(archive: Path) -> None:
    for command in ("check", "index"):
        done = subprocess.run([BIN / "warcio", command, archive], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return content[: len(content) // 2] + bytes([content[len(content) // 2] ^ 4]) + content[len(content) // 2 + 1 :]


def plain_cut(content: bytes) -> bytes:
    return cut(gzip.decompress(content))


def of_wrong_length(content: bytes) -> bytes:
    plain = gzip.decompress(content)
    record = plain.index(b"\nWARC/1.1\r\n", len(plain) // 2)  # not the header of the same name in a response
    place = plain.index(b"Content-Length: ", record)
    return plain[:place] + b"Content-Length: 77" + plain[plain.index(b"\r", place) :]


@pytest.mark.parametrize("damage", [cut, flipped, plain_cut, of_wrong_length])
def test_a_damaged_archive_is_named_with_its_place_and_the_others_are_read(
    run: Run, archive: Path, site: DemoSite, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    content, count = archive.read_bytes(), 20 if damage is cut else 3
    name = "b.warc" if "plain" in damage.__name__ or "length" in damage.__name__ else "b.warc.gz"
    for number in range(count - 1):
        (tmp_path / f"{'ac'[number >= count // 2]}{number:02}.warc.gz").write_bytes(content)
    (tmp_path / name).write_bytes(damage(content))
    done = run("careerscraper", "extract", tmp_path)
    assert done.returncode == 3
    told = [line for line in done.stderr.splitlines() if "not read: damaged or cut" in line]
    assert len(told) == 1
    assert told[0].startswith(f"{tmp_path / name}: not read: damaged or cut in or behind the record at byte ")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    urls: dict[str, set[str]] = {}
    for row in rows:
        urls.setdefault(Path(row["source"]).name, set()).add(row["page_url"])
    assert 5 < len(urls.pop(name)) < len(site.comparisons)
    assert len(urls) == count - 1
    assert all(found == {page.url for page in site.comparisons} for found in urls.values())


def record(
    head: bytes,
    body: bytes,
    kind: bytes = b"response",
    date: bytes = b"2026-01-02T03:04:05Z",
    blank: bytes = b"\r\n\r\n",
) -> bytes:
    block = head + blank + body
    fields = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: <http://x/>\r\nWARC-Date: %s\r\n"
    fields += b"WARC-Record-ID: <urn:uuid:8bb66a94-e00b-4261-b1f9-cd6a7518ae89>\r\n"
    fields += b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
    return fields % (kind, date, len(block)) + block + b"\r\n\r\n"


OK, CHUNKED = b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
WHOLE = record(OK, PAGE)
INFO = record(b"GET / HTTP/1.1", b"", b"request")


def in_one_member(*records: bytes) -> bytes:
    return gzip.compress(b"".join(records))


def in_members(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


def in_frames(*records: bytes) -> bytes:
    return b"".join(map(zstd.compress, records))


def with_dictionary(*records: bytes) -> bytes:
    dictionary = zstd.train_dict([WHOLE + bytes([n]) * 9 for n in range(250)], 500)
    packed = zstd.compress(dictionary.dict_content)
    frames = b"".join(zstd.compress(record, zstd_dict=dictionary) for record in records)
    return b"\x5d\x2a\x4d\x18" + len(packed).to_bytes(4, "little") + packed + frames


def one_behind_another(*records: bytes) -> bytes:
    return b"".join(records)


def outcomes(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    return [page.outcome for page in extract_pages(str(path))]


@pytest.mark.parametrize(
    ("pack", "suffix"),
    [
        (one_behind_another, ""),
        (in_members, ".gz"),
        (in_one_member, ".gz"),
        (in_frames, ".zst"),
        (with_dictionary, ".zst"),
    ],
)
@pytest.mark.parametrize("last", [WHOLE, INFO], ids=["page", "request"])
def test_a_cut_is_named_wherever_it_is(tmp_path: Path, pack: Callable[..., bytes], suffix: str, last: bytes) -> None:
    path = tmp_path / f"x.warc{suffix}"
    first, data = pack(WHOLE), pack(WHOLE, last)
    at_the_end_of_a_record = len(first) if data.startswith(first) else 0
    assert "failed" not in outcomes(path, data)
    named = {end: outcomes(path, data[:end])[-1:] for end in range(len(data)) if end != at_the_end_of_a_record}
    assert {end for end, outcome in named.items() if outcome != ["failed"]} == set()


def test_an_archive_cut_in_a_header_and_an_empty_one_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cut.warc").write_bytes(WHOLE + WHOLE[:30])
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    done = run("careerscraper", "extract", tmp_path)
    assert done.returncode == 3
    place = f"damaged or cut in or behind the record at byte {len(WHOLE)}: cut within the header of a record"
    assert done.stderr.splitlines()[:2] == [
        f"{tmp_path / 'cut.warc'}: not read: {place}",
        f"{tmp_path / 'empty.warc.gz'}: not read: nothing in it",
    ]
    assert "1 pages read" in done.stderr


def test_a_record_that_cannot_be_read_is_named_and_the_others_are_read(run: Run, tmp_path: Path) -> None:
    large, undated = record(OK, bytes(MAX_RECORD)), record(OK, PAGE, date=b"yesterday")
    (tmp_path / "x.warc").write_bytes(WHOLE + large + undated + WHOLE)
    done = run("careerscraper", "extract", tmp_path / "x.warc")
    assert done.returncode == 3
    start, bytes_ = f"{tmp_path / 'x.warc'}: not read: http://x/: the record at byte ", MAX_RECORD + len(OK) + 4
    assert done.stderr.splitlines()[:2] == [
        f"{start}{len(WHOLE):,} has {bytes_:,} bytes, more than {MAX_RECORD:,}",
        f"{start}{len(WHOLE + large):,} has no date that can be read: 'yesterday'",
    ]
    assert "2 pages read, 0 without a comparison, 2 not read" in done.stderr


def test_a_page_counts_once_where_records_are_compressed_as_one_and_share_their_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(in_one_member(INFO, WHOLE, WHOLE))
    done = run("careerscraper", "extract", tmp_path / "x.warc.gz", "-o", tmp_path / "o.csv")
    assert done.returncode == 0, done.stderr
    assert "left out: the same page as" in done.stderr
    assert len((tmp_path / "o.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize("blank", [b"", b"\r\n", b"\r\n" * 20_000], ids=["empty", "blank", "long"])
def test_no_record_behind_a_blank_gzip_member_is_lost(tmp_path: Path, blank: bytes) -> None:
    member = gzip.compress(blank)
    for data in (
        in_members(WHOLE, WHOLE) + member,
        member + in_members(WHOLE, WHOLE),
        in_members(WHOLE) + 2 * member + in_members(WHOLE) + member,
        in_one_member(INFO, WHOLE) + member + in_one_member(WHOLE, INFO),
    ):
        assert outcomes(tmp_path / "x.warc.gz", data) == ["fetched", "fetched"]
    assert outcomes(tmp_path / "x.warc.gz", in_members(WHOLE) + member + gzip.compress(b"no record"))[-1:] == ["failed"]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2024", "2024-01-01T00:00:00+00:00"),
        ("2024-05", "2024-05-01T00:00:00+00:00"),
        ("2024-05-06", "2024-05-06T00:00:00+00:00"),
        ("2024-05-06T07:08Z", "2024-05-06T07:08:00+00:00"),
        ("2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456+00:00"),
        ("2024-05-06T07:08:09", "2024-05-06T07:08:09+00:00"),
        ("2024-05-06T07:08:09+02:00", "2024-05-06T05:08:09+00:00"),
        ("2024-13", None),
        ("20240506070809", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("", None),
    ],
)
def test_dates_of_other_writers(tmp_path: Path, date: str, expected: str | None) -> None:
    (tmp_path / "x.warc").write_bytes(record(OK, PAGE, date=date.encode()))
    (found,) = read_responses(str(tmp_path / "x.warc"))
    assert (found.fetched_at.isoformat() if isinstance(found, Capture) else None) == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        pytest.param(OK, b"plain", b"plain", id="plain"),
        pytest.param(b"HTTP/2 200", b"x", b"x", id="status without a reason"),
        pytest.param(b"HTTP/1.1  200  OK", b"x", b"x", id="status with more spaces"),
        pytest.param(CHUNKED, b"2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n", b"abcde", id="chunked"),
        pytest.param(CHUNKED, b"2\r\nab\r\n0\r\nX: y\r\n\r\n", b"ab", id="trailer"),
        pytest.param(CHUNKED, b"0\r\n\r\n", b"", id="no chunk but the last"),
        pytest.param(CHUNKED, b"no chunks\r\n", b"no chunks\r\n", id="chunks are gone"),
        pytest.param(CHUNKED, b"", b"", id="no body"),
        pytest.param(CHUNKED, b"2024\r\n| a | b |\r\n", b"2024\r\n| a | b |\r\n", id="text begins with a number"),
        pytest.param(CHUNKED, b"0\r\n| a | b |\r\n", b"0\r\n| a | b |\r\n", id="text begins with 0"),
        pytest.param(CHUNKED, b"2\r\nab\r\n", None, id="no last chunk"),
        pytest.param(CHUNKED, b"2\r\nab\r\n3\r\nc", None, id="cut in a chunk"),
        pytest.param(CHUNKED, b"2\r\nab\r\nzz\r\ncde\r\n0\r\n\r\n", None, id="damaged size"),
        pytest.param(CHUNKED, b"ff\r\n<table>", None, id="cut in the first chunk"),
    ],
)
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_bodies_of_other_writers(
    tmp_path: Path, line_end: bytes, head: bytes, body: bytes, expected: bytes | None
) -> None:
    head = head.replace(b"\r\n", line_end)
    (tmp_path / "x.warc").write_bytes(record(head, body, blank=line_end * 2) + INFO)
    (found,) = read_responses(str(tmp_path / "x.warc"))
    assert isinstance(found, Capture)
    assert (found.url, found.status) == ("http://x/", 200)
    if expected is None:
        with pytest.raises(SourceError, match="cut short"):
            payload(found, 100)
    else:
        assert payload(found, 100) == expected


def test_a_page_that_lost_its_last_chunk_gives_no_cells(run: Run, tmp_path: Path) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (PAGE[:40], PAGE[40:]))
    (tmp_path / "x.warc").write_bytes(record(CHUNKED, chunks))
    done = run("careerscraper", "extract", tmp_path / "x.warc")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"{tmp_path / 'x.warc'}: not read: http://x/: the body is cut short")


def test_a_record_that_is_no_answer_has_no_status(tmp_path: Path) -> None:
    (tmp_path / "x.warc").write_bytes(record(b"junk", b"") + b"junk")
    found = read_responses(str(tmp_path / "x.warc"))
    first = next(found)
    assert isinstance(first, Capture)
    assert first.status == 0
    with pytest.raises(SourceError, match=r"behind the record at byte 0: "):
        next(found)
