"""The archive after a kill, a cut or a flipped bit: what is whole stays, what is torn goes, nothing else is touched."""

from __future__ import annotations

import gzip
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from careerscraper.errors import SourceError
from careerscraper.storage.archive import (
    Archive,
    ArchiveError,
    cut_torn_tail,
    read_capture,
    read_captures,
    whole_end,
)

AT = datetime(2026, 11, 1, 12, 30, 5, 123456, tzinfo=UTC)
HTML = [("Content-Type", "text/html")]
CODED = [*HTML, ("Content-Encoding", "gzip")]  # kept as received: another level of gzip
# Of a gzip member's header, time, level, system and the flag of texts are under no checksum; nor is what fills the last byte of
# a block.
MEANINGLESS_BITS = 8 * (4 + 1 + 1) + 1 + 7

APPENDS_FOR_EVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from careerscraper.storage.archive import Archive

archive = Archive(Path(sys.argv[1]), "demo", "run")
for n in range(10**9):
    body = b"%d " % n * (n * 7919 % 30_000)
    print(archive.append(f"https://example.org/{n}", 200, "OK", [], body, datetime.now(UTC)), flush=True)
"""


def written(folder: Path, headers: list[tuple[str, str]] = HTML) -> tuple[Path, int, list[str]]:
    """Return the path of a file with three captures, where the last begins, and their ids."""
    archive = Archive(folder, "demo", "run")
    ids = [archive.append(f"https://example.org/{n}", 200, "OK", headers, b"%d<td>" % n * 20, AT) for n in range(3)]
    archive.close()
    return archive.path, int(ids[-1].rpartition(":")[2]), ids


def put(path: Path, content: bytes | bytearray) -> None:
    """Write in place: some file systems flush a file to disk that is emptied and written anew."""
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the descriptors that were synced. They are not really: a thousand times is slow on a real disk."""
    descriptors: list[int] = []
    monkeypatch.setattr(os, "fsync", descriptors.append)
    return descriptors


def ids_in(folder: Path) -> list[str]:
    """Return the ids of all captures that can be read."""
    return [capture.capture_id for capture in read_captures(folder, "demo/run.warc.gz")]


def appended(folder: Path) -> str:
    """Append one more capture; return its id."""
    archive = Archive(folder, "demo", "run")
    try:
        return archive.append("https://example.org/more", 200, "OK", HTML, b"more", AT)
    finally:
        archive.close()


@pytest.mark.parametrize("headers", [HTML, CODED], ids=["packed", "stored"])
def test_a_cut_at_any_byte_costs_only_the_last_record(
    tmp_path: Path, headers: list[tuple[str, str]], synced: list[int]
) -> None:
    path, last, ids = written(tmp_path, headers)
    whole = path.read_bytes()
    for cut in range(last, len(whole)):
        put(path, whole[:cut])
        assert ids_in(tmp_path) == ids[:2]
        assert whole_end(path) == whole_end(path, last) == last
        assert cut_torn_tail(path, last) == cut - last
        assert path.read_bytes() == whole[:last]
        more = appended(tmp_path)
        assert ids_in(tmp_path) == [*ids[:2], more]
        assert read_capture(tmp_path, more).body == b"more"
    assert len(synced) == len(whole) - last - 1  # each time something was cut off


@pytest.mark.usefixtures("synced")
@pytest.mark.parametrize("headers", [HTML, CODED], ids=["packed", "stored"])
def test_a_flipped_bit_costs_only_the_last_record(tmp_path: Path, headers: list[tuple[str, str]]) -> None:
    path, last, ids = written(tmp_path, headers)
    whole = path.read_bytes()
    good, harmless = read_capture(tmp_path, ids[2]), 0
    for bit in range(last * 8, len(whole) * 8):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        put(path, flipped)
        if ids_in(tmp_path) == ids:
            harmless += 1
            assert read_capture(tmp_path, ids[2]) == good
            continue
        with pytest.raises(SourceError, match=f"run.warc.gz at byte {last:,}"):
            read_capture(tmp_path, ids[2])
        assert cut_torn_tail(path, 0) == len(whole) - last
        assert path.read_bytes() == whole[:last]
    assert harmless <= MEANINGLESS_BITS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n\r\n<end>", b"\r\n\r\r<end>"),
        (b"\r\n\r\n<end>", b"\r\n<end>"),
        (b"Content-Length: ", b"Content-Length: 1"),
        (b"Content-Length: ", b"Content-Size: "),
        (b"WARC/1.1", b"WARC/9.9"),
        (b"<end>", b"WARC/1.1\r\n"),
    ],
)
def test_a_member_that_is_whole_may_hold_a_record_that_is_not(tmp_path: Path, old: bytes, new: bytes) -> None:
    path, last, ids = written(tmp_path)
    whole = path.read_bytes()
    record = (gzip.decompress(whole[last:]) + b"<end>").replace(old, new, 1).removesuffix(b"<end>")
    path.write_bytes(whole[:last] + gzip.compress(record))
    assert whole_end(path) == last
    assert ids_in(tmp_path) == ids[:2]


def test_nothing_behind_a_torn_record_is_taken_for_whole(tmp_path: Path) -> None:
    path, last, ids = written(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + whole[last:])
    assert ids_in(tmp_path) == ids[:2]
    assert whole_end(path) == last


@pytest.mark.parametrize("tail", [b"\0" * 5000, b"WARC/1.1\r\n", b"\x1f", b"\x1f\x8b\x08\0" * 20, b"\xff" * 100_000])
def test_rubbish_behind_the_last_record_is_cut_off(tmp_path: Path, tail: bytes) -> None:
    path, _, ids = written(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + tail)
    assert cut_torn_tail(path, len(whole)) == len(tail)
    assert ids_in(tmp_path) == ids
    assert cut_torn_tail(path, len(whole)) == 0


def test_committed_damage_is_told_and_nothing_is_cut(tmp_path: Path) -> None:
    path, last, _ = written(tmp_path)
    whole = path.read_bytes()
    damaged = bytearray(whole)
    damaged[last // 2] ^= 4
    for content, offset in (
        (damaged, last),
        (damaged + b"torn", len(whole)),
        (whole[: last - 1], last),
        (whole[:-1], len(whole)),
        (whole, last - 1),
        (whole, len(whole) + 1),
        (b"", last),
    ):
        path.write_bytes(content)
        with pytest.raises(ArchiveError, match=f"run.warc.gz is damaged: {offset:,} bytes are committed"):
            cut_torn_tail(path, offset)
        assert path.read_bytes() == content


def test_a_file_that_was_hardly_begun_begins_again(tmp_path: Path) -> None:
    path, _, _ = written(tmp_path)
    path.write_bytes(path.read_bytes()[:30])
    assert cut_torn_tail(path, 0) == 30
    assert ids_in(tmp_path) == []
    more = appended(tmp_path)
    assert ids_in(tmp_path) == [more]
    assert not more.endswith(":0")  # the warcinfo record is there again


def test_a_missing_file_is_fine_until_something_is_committed(tmp_path: Path) -> None:
    path = tmp_path / "demo" / "run.warc.gz"
    assert cut_torn_tail(path, 0) == 0
    with pytest.raises(ArchiveError, match="No such file"):
        cut_torn_tail(path, 1)
    with pytest.raises(ArchiveError, match="No such file"):
        whole_end(path)


def test_a_kill_loses_nothing_that_was_appended(tmp_path: Path) -> None:
    chance = random.Random(7)
    known: list[str] = []
    for _ in range(10):
        child = subprocess.Popen([sys.executable, "-c", APPENDS_FOR_EVER, tmp_path], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        child.kill()
        said = first + child.communicate()[0]
        known += said[: said.rfind("\n")].splitlines()
        found = ids_in(tmp_path)
        assert set(known) <= set(found)
        assert len(found) == len(set(found))
        cut_torn_tail(tmp_path / "demo" / "run.warc.gz", 0)
        assert ids_in(tmp_path) == found
    assert len(known) > 20
