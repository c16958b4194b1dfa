"""What hostile servers answer: each function takes the connection and sends."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from functools import cache
from itertools import count

import brotli

from careerscraper.storage.coding import zstd
from hostile.wire import Answer, Wire

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_BLOCK = 1 << 24
_BOMB = 1 << 30  # bytes unpacked


def head(*lines: bytes) -> bytes:
    """Return the head of a good response with more lines."""
    return _OK + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def status(line: str, *headers: str) -> Answer:
    return lambda wire: wire.respond(b"<p>Nothing here", *headers, status=line)


def redirect(target: str, code: int = 301) -> Answer:
    return lambda wire: wire.respond(b"", f"Location: {target}", status=f"{code} Moved")


def page_with(*headers: str, change: Callable[[bytes], bytes] = lambda page: page) -> Answer:
    """Answer with the path's page, changed, and with more headers."""
    return lambda wire: wire.respond(change(wire.page), *headers)


def body(content: bytes, *headers: str) -> Answer:
    return lambda wire: wire.respond(content, *headers)


def raw(*parts: bytes | Callable[[Wire], bytes]) -> Answer:
    """Answer with these bytes, and end the connection."""

    def answer(wire: Wire) -> None:
        wire.send(*(part if isinstance(part, bytes) else part(wire) for part in parts))
        wire.close()

    return answer


def page(wire: Wire) -> bytes:
    return wire.page


def endless(start: bytes, part: bytes, pause: float = 0.0) -> Answer:
    def answer(wire: Wire) -> None:
        wire.send(start)
        wire.forever(part, pause)

    return answer


def silent(start: bytes = b"") -> Answer:
    def answer(wire: Wire) -> None:
        wire.send(start)
        wire.keep_silent()

    return answer


def endless_headers(wire: Wire) -> None:
    """Every one is another header."""
    wire.send(_OK)
    for number in count():
        wire.send(b"".join(b"X-%d-%d: y\r\n" % (number, n) for n in range(100)))


def many_headers(wire: Wire) -> None:
    wire.send(head(*(b"X-%d: y" % n for n in range(100_000)), b"Content-Length: %d" % len(wire.page)), wire.page)


def chunked(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)


def in_chunks_with(extension: bytes) -> Answer:
    def answer(wire: Wire) -> None:
        size = b"%x" % len(wire.page)
        wire.send(head(b"Transfer-Encoding: chunked"), size, extension, b"\r\n", wire.page, b"\r\n0\r\n\r\n")

    return answer


@cache
def gzip_bomb() -> bytes:
    """Return a gzip member of a gibibyte of zeros: one block, flushed so that it can be repeated."""
    packer = zlib.compressobj(9, wbits=31)
    first, block = (packer.compress(bytes(_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + block * (_BOMB // _BLOCK - 1) + packer.flush()


@cache
def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(bytes(_BLOCK)) for _ in range(_BOMB // _BLOCK)) + packer.finish()


@cache
def zstd_bomb(window_log: int = 23, blocks: int = _BOMB // _BLOCK) -> bytes:
    options = {zstd.CompressionParameter.compression_level: 1, zstd.CompressionParameter.window_log: window_log}
    packer = zstd.ZstdCompressor(options=options)
    return b"".join(packer.compress(bytes(_BLOCK)) for _ in range(blocks)) + packer.flush()


def packed(content: bytes, times: int = 1) -> bytes:
    """Return ``content`` in gzip, within gzip, …"""
    for _ in range(times):
        packer = zlib.compressobj(9, wbits=31)
        content = packer.compress(content) + packer.flush()
    return content


@cache
def nested_bomb() -> bytes:
    return packed(gzip_bomb(), 2)


def coded(content: Callable[[], bytes], coding: str) -> Answer:
    return lambda wire: wire.respond(content(), f"Content-Encoding: {coding}")


def build_bombs() -> None:
    """Pack them all, which takes seconds: more than a crawl waits for an answer."""
    for bomb in (gzip_bomb, brotli_bomb, zstd_bomb, nested_bomb):
        bomb()


def links(hrefs: Iterable[str]) -> bytes:
    return b"".join(f'<a href="{href}">x</a>'.encode() for href in hrefs)
