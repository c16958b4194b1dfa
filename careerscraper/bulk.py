"""Extraction of saved pages: files, folders of them, standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from careerscraper.errors import NotAComparisonError, SourceError
from careerscraper.items import Page
from careerscraper.parsers.limits import MAX_BYTES
from careerscraper.parsers.page import read_page
from careerscraper.sites import Site

#: What is read out of a folder; a file that is named itself is read whatever its name.
SUFFIXES = (".html", ".htm", ".txt", ".md")
STDIN = "-"


def find_sources(sources: Iterable[str]) -> Iterator[str]:
    """Yield the files that ``sources`` name, those of a folder in the order of their paths, each once."""
    seen = set()
    for source in sources:
        for path in _files(source):
            if path not in seen:
                seen.add(path)
                yield path


def _files(source: str) -> list[str]:
    if source == STDIN or not Path(source).is_dir():
        return [source]
    return sorted(str(path) for path in Path(source).rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def extract_page(source: str, site: Site | None = None) -> Page:
    """Return the one outcome of ``source``: `fetched`, `refused` (no comparison) or `failed` (cannot be read)."""
    try:
        return Page(source, "fetched", read_page(read_source(source), source=source, site=site))
    except NotAComparisonError as error:
        return Page(source, "refused", refusal=f"no comparison: {error}")
    except SourceError as error:
        return Page(source, "failed", refusal=f"not read: {error}")


def read_source(source: str) -> bytes:
    """Return the bytes of a file or of standard input; raise `SourceError` if the system refuses."""
    try:
        if source == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)  # a byte too many is enough to know that it is too large
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceError("unreadable", f"{what}: check the path") from error
