"""Sources cut into pieces of like size: small ones together, a large archive in stretches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from careerscraper.bulk.sources import is_archive

#: Bytes of a piece, some hundred archived pages: enough that the rest of a task does not count, few enough for many workers.
_BYTES = 8 << 20
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
    spans: list[Span] = []
    size = 0
    for path in sources:
        own = size_of(path)
        is_large = own > 2 * _BYTES and is_archive(path) and not path.lower().endswith(".zst")  # is read from its start
        if spans and (is_large or size + own > _BYTES or len(spans) == _MOST_FILES):
            yield Piece(tuple(spans), size)
            spans, size = [], 0
        if is_large:
            for start in range(0, own, _BYTES):
                stop = min(start + _BYTES, own)
                yield Piece((Span(path, start, stop),), stop - start)
        else:
            spans.append(Span(path))
            size += own
    if spans:
        yield Piece(tuple(spans), size)


def size_of(path: str) -> int:
    """Return the size of a source in bytes, 0 if it cannot be told: whoever reads it says why."""
    try:
        return Path(path).stat().st_size
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return 0
