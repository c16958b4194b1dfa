"""Content codings: what a server packed is unpacked, within a limit, or refused by name."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

import brotli  # type: ignore[import-untyped]
from isal import isal_zlib  # as zlib, at a third of its time

from careerscraper.errors import SourceError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_MAX_CODINGS, _MAX_FRAMES = 5, 256
_STEP = 1 << 16
_ZSTD_WINDOW: dict[int, int] = {
    zstd.DecompressionParameter.window_log_max: 23
}  # 8 MiB, the most that RFC 9659 lets a server ask for


def content(headers: Iterable[tuple[str, str]], body: bytes, limit: int) -> bytes:
    """Return ``body`` with its Content-Encoding undone; ``limit``, in bytes, holds for what each coding unpacks to.

    Raises `SourceError`: ``too_large``, or ``coding`` if a coding is unknown, or its data damaged or cut short.
    """
    named = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    codings = [coding for part in named.split(",") if (coding := part.strip().lower()) not in ("", "identity")]
    if len(codings) > _MAX_CODINGS:
        raise SourceError("coding", f"{len(codings)} content codings, more than {_MAX_CODINGS}: no real page has that")
    for coding in reversed(codings if body else []):  # an answer without a body has nothing to undo
        body = _undo(coding, body, limit)
    _check(len(body), limit)
    return body


def _undo(coding: str, body: bytes, limit: int) -> bytes:
    if coding not in _CODINGS:
        raise SourceError("coding", f"content coding {coding[:40]!r} is not known: fetch the page without it")
    try:
        return _CODINGS[coding](body, limit)
    except (isal_zlib.error, zlib.error, brotli.error, zstd.ZstdError) as error:  # type: ignore[misc]  # isal's stubs
        raise SourceError(
            "coding", f"content coding {coding!r} cannot be undone ({error}): fetch the page again"
        ) from error


class _Frame(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def _frames(new: Callable[[], _Frame], magic: bytes | None, body: bytes, limit: int) -> bytes:
    """Unpack frames that stand one behind another. What follows the last and begins none is ignored, as browsers do."""
    parts: list[bytes] = []
    size = 0
    for _ in range(_MAX_FRAMES):
        frame = new()
        parts.append(frame.decompress(body, limit + 1 - size))
        size += len(parts[-1])
        _check(size, limit, whole=frame.eof)
        body = frame.unused_data
        if magic is None or not body.startswith(magic):
            return b"".join(parts)
    raise SourceError("coding", f"more than {_MAX_FRAMES} compressed frames: no real page has that many")


def _inflate(body: bytes, limit: int) -> bytes:
    try:
        return _frames(partial(zlib.decompressobj, 15), None, body, limit)
    except zlib.error:  # some servers take "deflate" by its word and leave out the zlib header
        return _frames(partial(zlib.decompressobj, -15), None, body, limit)


def _unbrotli(body: bytes, limit: int) -> bytes:
    decoder, plain = brotli.Decompressor(), bytearray()
    while not decoder.is_finished():
        part = decoder.process(body, output_buffer_limit=_STEP)
        plain += part
        body = b""
        _check(len(plain), limit, whole=part or decoder.is_finished())
    return bytes(plain)


_gunzip = partial(_frames, partial(isal_zlib.decompressobj, 31), b"\x1f\x8b")
_unzstd = partial(_frames, partial(zstd.ZstdDecompressor, options=_ZSTD_WINDOW), b"\x28\xb5\x2f\xfd")
_CODINGS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip, "x-gzip": _gunzip, "deflate": _inflate, "br": _unbrotli, "zstd": _unzstd,
}  # fmt: skip


def _check(size: int, limit: int, *, whole: object = True) -> None:
    if size > limit:
        raise SourceError("too_large", f"unpacks to more than {limit:,} bytes: no comparison page is that large")
    if not whole:
        raise SourceError("coding", "the compressed body is cut short: fetch the page again")
