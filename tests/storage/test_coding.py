"""Content codings: undone as the server meant them, within a limit, or refused by name."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import brotli  # type: ignore[import-untyped]
import pytest

from careerscraper.errors import SourceError
from careerscraper.storage.coding import content
from careerscraper.storage.warc import Capture
from careerscraper.storage.warc_file import payload

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = b"<table>" + os.urandom(2000).hex().encode() * 20 + b"</table>"
LIMIT = len(PAGE)
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def raw_deflate(plain: bytes) -> bytes:
    """Return a deflate stream without the zlib header."""
    return zlib.compress(plain, wbits=-15)


def unpack(body: bytes, *codings: str, limit: int = LIMIT) -> bytes:
    """Return the content of ``body`` under one Content-Encoding header for each of ``codings``."""
    return content([("content-encoding", coding) for coding in codings], body, limit)


def refusal(body: bytes, *codings: str, limit: int = LIMIT) -> str:
    """Return the reason for which the body is refused."""
    with pytest.raises(SourceError) as error:
        unpack(body, *codings, limit=limit)
    return error.value.reason


@pytest.mark.parametrize("coding", PACK)
def test_each_coding_is_undone(coding: str) -> None:
    packed = PACK[coding](PAGE)
    assert unpack(packed, coding.upper()) == PAGE
    assert refusal(packed, coding, limit=LIMIT - 1) == "too_large"
    assert unpack(PACK[coding](b""), coding, limit=0) == b""


def test_deflate_is_undone_without_its_header_too() -> None:
    assert unpack(raw_deflate(PAGE), "deflate") == PAGE
    assert refusal(raw_deflate(PAGE), "deflate", limit=LIMIT - 1) == "too_large"


def test_an_uncoded_body_is_limited_too() -> None:
    assert unpack(PAGE) == unpack(PAGE, "identity", "") == PAGE
    assert refusal(PAGE, limit=LIMIT - 1) == "too_large"


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    packed = brotli.compress(gzip.compress(zstd.compress(PAGE)))
    assert unpack(packed, "zstd, gzip", "identity ,br") == PAGE
    assert refusal(packed, "br, gzip, zstd") == "coding"


def test_a_body_may_consist_of_several_members() -> None:
    for coding in ("gzip", "zstd"):
        packed = PACK[coding](PAGE[:9]) + PACK[coding](PAGE[9:])
        assert unpack(packed, coding) == PAGE
        assert unpack(packed + b"\0\0 rubbish", coding) == PAGE
        assert refusal(packed, coding, limit=LIMIT - 1) == "too_large"
        assert refusal(packed[:-1], coding) == "coding"
    assert refusal(gzip.compress(b"") * 10_000, "gzip") == "coding"


def test_an_answer_without_a_body_has_nothing_to_undo() -> None:
    assert unpack(b"", "gzip") == b""


@pytest.mark.parametrize("coding", PACK)
def test_what_is_cut_or_damaged_is_refused(coding: str) -> None:
    packed = PACK[coding](PAGE)
    for cut in (1, 2, 5, len(packed) // 2, len(packed) - 1):
        assert refusal(packed[:cut], coding) == "coding"
    assert refusal(PAGE, coding) == "coding"
    if "br" not in coding and coding != "zstd":  # they may come without a checksum
        assert refusal(packed[:100] + bytes(50) + packed[150:], coding) in {"coding", "too_large"}


@pytest.mark.parametrize("coding", ["compress", "utf-8", "gzip;q=1", "x" * 10_000])
def test_an_unknown_coding_is_refused(coding: str) -> None:
    assert refusal(PAGE, coding) == "coding"


def test_too_many_codings_are_refused() -> None:
    assert refusal(PAGE, *["gzip"] * 6) == "coding"


def test_a_window_larger_than_the_web_allows_is_refused() -> None:
    packed = zstd.compress(bytes(1 << 26), options={zstd.CompressionParameter.window_log: 26})
    assert refusal(packed, "zstd", limit=1 << 27) == "coding"


def capture(body: bytes, coding: str) -> Capture:
    headers = (("Content-Encoding", coding),)
    return Capture("https://example.org/", 200, headers, body, datetime.now(UTC), "demo/run.warc.gz:0", 0)


@pytest.mark.parametrize("coding", [*PACK, "utf-8"])
@pytest.mark.parametrize("body", [b"Cook | Baker\n" * 9, b"<!DOCTYPE html>\n<p>caf\xe9"], ids=["text", "html"])
def test_a_coding_that_another_writer_undid_is_not_undone_again(coding: str, body: bytes) -> None:
    assert payload(capture(body, coding), LIMIT) == body
    with pytest.raises(SourceError, match="unpacks to more than 9 bytes"):
        payload(capture(body, coding), 9)


@pytest.mark.parametrize("coding", PACK)
def test_a_coding_that_another_writer_kept_is_undone(coding: str) -> None:
    packed = PACK[coding](PAGE)
    whole = capture(packed, coding)
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    chunked = replace(whole, headers=(*whole.headers, ("Transfer-Encoding", "chunked")), body=chunks)
    assert payload(whole, LIMIT) == payload(chunked, LIMIT) == PAGE
    with pytest.raises(SourceError, match="cut short"):
        payload(replace(whole, body=packed[:-3]), LIMIT)


BOMB = """
import resource, sys
from careerscraper.errors import SourceError
from careerscraper.storage.coding import content

coding, bomb = sys.argv[1], sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    content([("Content-Encoding", coding)], bomb, 8 << 20)
except SourceError as error:
    print(error.reason, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def in_chunks(coder: object, finish: Callable[[], bytes]) -> bytes:
    """Return 128 MiB of zeros, packed without ever holding them."""
    pack = coder.process if isinstance(coder, brotli.Compressor) else coder.compress  # type: ignore[attr-defined]
    return b"".join(pack(bytes(1 << 20)) for _ in range(128)) + finish()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw", "br", "zstd", "gzip, gzip"])
def test_a_bomb_is_stopped_with_bounded_memory(coding: str) -> None:
    wbits = {"gzip": 31, "gzip, gzip": 31, "deflate": 15, "raw": -15}
    coder = {"br": lambda: brotli.Compressor(quality=1), "zstd": zstd.ZstdCompressor}.get(
        coding, lambda: zlib.compressobj(1, zlib.DEFLATED, wbits[coding])
    )()
    bomb = in_chunks(coder, coder.finish if coding == "br" else coder.flush)
    bomb = gzip.compress(bomb) if coding == "gzip, gzip" else bomb
    name = "deflate" if coding == "raw" else coding
    done = subprocess.run([sys.executable, "-c", BOMB, name], input=bomb, capture_output=True, check=True)
    reason, kib = done.stdout.split()
    assert reason == b"too_large"
    assert int(kib) < 40 * 1024  # the limit is 8 MiB, twice while it is joined, and a decoder's window
