"""Stretches of a WARC file, so that several processes can read one, without an index."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

_WARC, _BEHIND = b"WARC/", b"\r\n\r\n"  # how a record begins, and how the one before it ends
_GZIP = b"\x1f\x8b\x08"
_MEMBER, _RECORD = re.compile(re.escape(_GZIP)), re.compile(_BEHIND + _WARC)
_AS_GZIP, _HEAD = 31, 1 << 14  # zlib's number; bytes that are looked at


@dataclass(slots=True)
class Stretch:
    """The records of a file that begin from byte ``start`` up to ``stop``.

    Whoever reads it sets where the ``first`` of them begins, if that is not known: None if none seems to; and where what is
    ``following`` them does, at last the end of the file: None if the file is damaged there. What seems to be a record may stand
    within one, as part of a page: a file's stretches are its records only if the first one's ``first`` is 0, and each one's is
    what was ``following`` the one before it.
    """

    start: int
    stop: int
    first: int | None = None
    following: int | None = None


def find_first(path: str, within: Stretch) -> int | None:
    """Return where the first record of a stretch seems to begin: a gzip member, or what comes behind the end of another.

    None if none seems to. Raises `OSError`.
    """
    if not within.start:
        return 0
    with Path(path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        is_packed = content[: len(_GZIP)] == _GZIP
        pattern, ahead = (_MEMBER, 0) if is_packed else (_RECORD, len(_BEHIND))
        for found in pattern.finditer(content, within.start - ahead):
            place = found.start() + ahead
            if place >= within.stop:
                break
            if not is_packed or _plain(content[place : place + _HEAD], len(_WARC)) == _WARC:
                return place
    return None


def find_behind(path: str, place: int) -> int | None:
    """Return where the next gzip member begins behind the one at ``place`` with more than blanks in it; None if none does.

    Members may be empty (RFC 1952, 2.2), as those are that bgzip ends a file with. Raises `OSError`, `zlib.error`, and
    `ValueError` if no record begins there.
    """
    with Path(path).open("rb") as file:
        file.seek(place)
        while (begin := _skip_member(file)) is not None:
            head = _plain(file.read(_HEAD), _HEAD).lstrip()
            if head.startswith(_WARC):
                return begin
            if head:
                raise ValueError(f"no record begins at byte {begin:,}")
            file.seek(begin)
    return None


def _skip_member(file: BufferedReader) -> int | None:
    """Go behind the gzip member that begins here; return where, None if there is none, or nothing is behind it."""
    member = zlib.decompressobj(_AS_GZIP)
    if not file.peek(len(_GZIP)).startswith(_GZIP):
        return None
    while not member.eof and (packed := file.read(_HEAD)):
        member.decompress(packed)
    file.seek(-len(member.unused_data), 1)
    return file.tell() if file.peek(1) else None


def begins_at(path: str, place: int, headers: Iterable[tuple[str, str]]) -> bool:
    """Tell whether the record with these ``headers`` begins at ``place``.

    Where several are compressed as one, a reader may say of the others that they begin where the next member does.
    """
    with Path(path).open("rb") as file:
        file.seek(place)
        head = file.read(_HEAD)
    head = _plain(head, _HEAD) if head.startswith(_GZIP) else head
    _, *lines = head.partition(_BEHIND)[0].decode("utf-8", "replace").split("\r\n")
    found = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return head.startswith(_WARC) and found == list(headers)


def _plain(member: bytes, size: int) -> bytes:
    """Return the first bytes of what the gzip ``member`` holds; none if it is not one."""
    try:
        return zlib.decompressobj(_AS_GZIP).decompress(member, size)
    except zlib.error:
        return b""
