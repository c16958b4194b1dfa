"""Sources cut into pieces of like size: small ones together, a large archive in stretches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from careerscraper.bulk.sources import is_archive

#: Bytes of a piece, some hundred archived pages: enough that the rest of a task does not count, few enough for many workers.
_BYTES = 8 << 20
#: The end of a long extraction is cut smaller, so that no worker waits long for the last piece of another.
_LONG, _END, _END_BYTES = 64 << 20, 16 << 20, 2 << 20
_MOST_FILES = 256


@dataclass(frozen=True, slots=True)
class Span:
    """A source, whole; or of an archive the records that begin from byte ``start`` up to ``stop``."""

    path: str
    start: int = 0
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """What one task reads: one stretch of an archive, or some whole sources. ``size`` is in bytes."""

    spans: tuple[Span, ...]
    size: int


def cut(sources: Iterable[str]) -> Iterator[Piece]:
    """Yield pieces of the ``sources`` in their order. They depend on the sources' names and sizes alone."""
    sized = [(path, size_of(path)) for path in sources]
    left = sum(own for _, own in sized)
    end = _END if left > _LONG else 0
    spans: list[Span] = []
    size = 0
    for path, own in sized:
        most = _BYTES if left > end else _END_BYTES
        is_large = own > 2 * most and is_archive(path) and not path.lower().endswith(".zst")  # is read from its start
        if spans and (is_large or size + own > most or len(spans) == _MOST_FILES):
            yield Piece(tuple(spans), size)
            spans, size = [], 0
        if is_large:
            yield from (Piece((Span(path, start, stop),), stop - start) for start, stop in _stretches(own, left, end))
        else:
            spans.append(Span(path))
            size += own
        left -= own
    if spans:
        yield Piece(tuple(spans), size)


def _stretches(size: int, left: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield from where to where the stretches of an archive are; of the ``left`` bytes the last ``end`` are cut smaller."""
    start = 0
    while start < size:
        stop = min(size, start + (_BYTES if left - start > end else _END_BYTES))
        yield start, stop
        start = stop


def size_of(path: str) -> int:
    """Return the size of a source in bytes, 0 if it cannot be told: whoever reads it says why."""
    try:
        return Path(path).stat().st_size
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return 0
