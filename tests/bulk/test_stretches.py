"""Archives that are read in stretches: the same pages as in one go, whatever stands in them and wherever they are cut."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from careerscraper.bulk import pieces
from careerscraper.bulk.job import Job
from careerscraper.bulk.part import Work
from careerscraper.bulk.pieces import Piece, Span, cut
from careerscraper.bulk.workers import in_process
from careerscraper.normalize.version import parser_version


def record(number: int, *, more: bytes = b"") -> bytes:
    page = b"| Cook | Baker %d | |\n| Yearly salary | $%d,000 | - |\n" % (number, 30 + number)
    block = b"HTTP/1.1 200 OK\r\n\r\n" + page + more
    fields = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://x/%d>\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
    fields += b"WARC-Record-ID: <urn:uuid:8bb66a94-e00b-4261-b1f9-cd6a7518ae89>\r\n"
    fields += b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
    return fields % (number, len(block)) + block + b"\r\n\r\n"


def stored(content: bytes) -> bytes:
    return gzip.compress(content, 0)


RECORDS = [record(number) for number in range(12)]
# What stands in a page as a record would stand in a file: in the clear, as gzip members are where nothing is compressed.
FAKES = b"\n\r\n\r\n" + record(99) + stored(record(98)) + b"\r\n\r\nWARC/1.0\r\n\r\n"
TRAPS = [record(number, more=FAKES if number % 3 == 1 else b"") for number in range(12)]
EMPTY = gzip.compress(b"")
FILES = {
    "plain.warc": b"".join(RECORDS),
    "members.warc.gz": b"".join(map(gzip.compress, RECORDS)),
    "one member.warc.gz": gzip.compress(b"".join(RECORDS)),
    "three to a member.warc.gz": b"".join(gzip.compress(b"".join(RECORDS[n : n + 3])) for n in range(0, 12, 3)),
    "empty members.warc.gz": EMPTY
    + b"".join(gzip.compress(one) + n % 3 * EMPTY for n, one in enumerate(RECORDS))
    + EMPTY,
    "three to a member, empty ones.warc.gz": EMPTY.join(
        gzip.compress(b"".join(RECORDS[n : n + 3])) for n in range(0, 12, 3)
    ),
    "traps.warc": b"".join(TRAPS),
    "traps stored.warc.gz": b"".join(map(stored, TRAPS)),
}


#: Of which it is certain where each record begins.
CERTAIN = ("plain.warc", "members.warc.gz", "traps.warc", "traps stored.warc.gz")


def extracted(made: Iterator[Piece], folder: Path) -> tuple[list[pa.Table], Job, list[str]]:
    folder.mkdir()
    with in_process(str(folder)) as staff:
        job = Job(Work(str(folder), "target", ("parquet",), None, False, parser_version()), staff)
        tables, told = [], []
        for _, part in job.parts(list(made)):
            if part:
                tables.append(pq.read_table(part.paths["parquet"]))
                told += part.told
    assert list(folder.iterdir()) == []
    return tables, job, told


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("size", [60, 700])
def test_stretches_give_what_the_whole_file_gives(
    name: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    (whole,), once, told = extracted(iter([Piece((Span(str(path)),), 1)]), tmp_path / "whole")
    assert once.outcomes.total() == 12
    monkeypatch.setattr(pieces, "_BYTES", size)
    made = list(cut([str(path)]))
    tables, job, again = extracted(iter(made), tmp_path / "stretches")
    assert (job.outcomes, again) == (once.outcomes, told)
    assert pa.concat_tables(tables).equals(whole)
    if name in CERTAIN and len(made) > 1:
        starts = {int(place.rpartition(":")[2]) // size for place in whole["capture_id"].to_pylist()}
        assert sum(table.num_rows > 0 for table in tables) == len(starts)


@pytest.mark.parametrize("name", ["plain.warc", "members.warc.gz"])
@pytest.mark.parametrize("size", [60, 700])
def test_behind_a_damage_nothing_is_taken(
    name: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, half = tmp_path / name, len(FILES[name]) // 2
    path.write_bytes(FILES[name][:half] + b"\0" * 40 + FILES[name][half + 40 :])
    (whole,), _, told = extracted(iter([Piece((Span(str(path)),), 1)]), tmp_path / "whole")
    monkeypatch.setattr(pieces, "_BYTES", size)
    tables, job, again = extracted(cut([str(path)]), tmp_path / "stretches")
    assert job.outcomes["failed"] == 1
    assert 4 < job.outcomes["fetched"] < 8
    assert pa.concat_tables(tables).equals(whole)
    assert again == told
    assert "damaged or cut in or behind the record at byte " in told[-1]


def test_a_page_of_two_files_counts_once_and_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.warc", "b.warc"):
        (tmp_path / name).write_bytes(FILES["plain.warc"])
    monkeypatch.setattr(pieces, "_BYTES", 700)
    made = cut([str(tmp_path / name) for name in ("a.warc", "b.warc")])
    tables, job, told = extracted(made, tmp_path / "stretches")
    assert job.outcomes == {"fetched": 24}
    assert {row.rpartition(":")[0] for row in pa.concat_tables(tables)["capture_id"].to_pylist()} == {
        str(tmp_path / "a.warc")
    }
    assert len([line for line in told if "left out: the same page as" in line]) == 12


def test_the_end_of_a_long_extraction_is_cut_smaller_and_nothing_is_left_out(tmp_path: Path) -> None:
    sizes = {"a.warc.gz": 39 << 20, "b.warc.gz": 15 << 20, "c.html": 3 << 20, "d.warc.gz": (9 << 20) + 5, "e.html": 7}
    for name, size in sizes.items():
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    paths = [str(tmp_path / name) for name in sizes]
    made = list(cut(paths))
    assert [piece.size / (1 << 20) for piece in made[:7]] == [8, 8, 8, 8, 7, 15, 3]
    assert [piece.size for piece in made[7:]] == [2 << 20] * 4 + [(1 << 20) + 5, 7]
    spans = [span for piece in made for span in piece.spans]
    assert list(dict.fromkeys(span.path for span in spans)) == paths
    for path in (paths[0], paths[3]):
        stretches = [(span.start, span.stop) for span in spans if span.path == path]
        assert [start for start, _ in stretches] == [0, *(stop for _, stop in stretches[:-1])]
        assert stretches[-1][1] == Path(path).stat().st_size
    assert [piece.size >> 20 for piece in cut(paths[1:4])] == [15, 3, 9]  # it is short
