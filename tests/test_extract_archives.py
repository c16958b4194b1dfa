"""`careerscraper extract` of archives: ours, wget's, and damaged ones."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import BIN, Run
from crawls import crawl, published

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.errors import SourceError
from careerscraper.storage.warc_file import read_responses

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
    different = ("capture_id", "fetched_at", "run_id", "witness")
    found = {row["observation_id"]: {k: v for k, v in row.items() if k not in different} for row in rows}
    released = {row["observation_id"]: row for row in published(archive.parents[2])}
    assert found == {key: {k: v for k, v in row.items() if k != "witness"} for key, row in released.items()}
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
    place = plain.index(b"Content-Length: ", len(plain) // 2)
    return plain[:place] + b"Content-Length: 77" + plain[plain.index(b"\r", place) :]


@pytest.mark.parametrize("damage", [cut, flipped, plain_cut, of_wrong_length])
def test_a_damaged_archive_is_named_with_its_place_and_the_others_are_read(
    run: Run, archive: Path, site: DemoSite, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    content = archive.read_bytes()
    name = "b.warc" if "plain" in damage.__name__ or "length" in damage.__name__ else "b.warc.gz"
    (tmp_path / name).write_bytes(damage(content))
    (tmp_path / "a.txt").write_bytes(PAGE)
    (tmp_path / "c.warc.gz").write_bytes(content)
    done = run("careerscraper", "extract", tmp_path)
    assert done.returncode == 3
    told = [line for line in done.stderr.splitlines() if "not read: damaged or cut" in line]
    assert len(told) == 1
    assert told[0].startswith(f"{tmp_path / name}: not read: damaged or cut in or behind the record at byte ")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["page_url"] for row in rows if row["source"].endswith("c.warc.gz")} == {
        page.url for page in site.comparisons
    }
    assert 5 < len({row["page_id"] for row in rows if row["source"].endswith(name)}) < len(site.comparisons)
    assert len([row for row in rows if row["source"].endswith("a.txt")]) == 2


def record(head: bytes, body: bytes, kind: bytes = b"response") -> bytes:
    block = head + b"\r\n\r\n" + body
    fields = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: <http://x/>\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
    fields += b"WARC-Record-ID: <urn:uuid:8bb66a94-e00b-4261-b1f9-cd6a7518ae89>\r\n"
    fields += b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
    return fields % (kind, len(block)) + block + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        pytest.param(b"", b"plain", b"plain", id="plain"),
        pytest.param(
            b"\r\nTransfer-Encoding: chunked", b"2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n", b"abcde", id="chunked"
        ),
        pytest.param(b"\r\nTransfer-Encoding: chunked", b"no chunks\r\n", b"no chunks\r\n", id="chunks are gone"),
    ],
)
def test_bodies_of_other_writers(tmp_path: Path, head: bytes, body: bytes, expected: bytes) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(record(b"HTTP/1.1 200 OK" + head, body) + record(b"GET / HTTP/1.1", b"", b"request"))
    (found,) = read_responses(str(path))
    assert (found.url, found.status, found.body) == ("http://x/", 200, expected)


def test_a_record_that_is_no_answer_has_no_status(tmp_path: Path) -> None:
    (tmp_path / "x.warc").write_bytes(record(b"junk", b"") + b"junk")
    found = read_responses(str(tmp_path / "x.warc"))
    assert next(found).status == 0
    with pytest.raises(SourceError, match=r"behind the record at byte 0: "):
        next(found)
