"""Extraction of saved pages: files, folders of them, standard input."""

from __future__ import annotations

import os
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
    """Yield the files that ``sources`` name, those of a folder in the order of their paths, each file once.

    A folder that cannot be listed, or holds nothing to read, is yielded itself: reading it says why.
    """
    seen = set()
    for source in sources:
        for path in _files(source):
            file = path if path == STDIN else os.path.realpath(path)
            if file not in seen:
                seen.add(file)
                yield path


def _files(source: str) -> list[str]:
    if source in (STDIN, "") or not Path(source).is_dir():
        return [source]
    unlisted: list[str] = []
    found = [
        os.path.join(folder, name)  # noqa: PTH118  # as bytes of any encoding, which a Path would keep, too, but slower
        for folder, _, names in os.walk(source, onerror=lambda error: unlisted.append(str(error.filename)))
        for name in names
        if name.lower().endswith(SUFFIXES)
    ]
    return sorted(found + unlisted) or [source]


def extract_page(source: str, site: Site | None = None) -> Page:
    """Return the one outcome of ``source``: `fetched`, `refused` (no comparison) or `failed` (cannot be read)."""
    name = os.fsencode(source).decode("utf-8", "backslashreplace")  # a file's name may be in any encoding, or none
    try:
        return Page(name, "fetched", read_page(read_source(source), source=name, site=site))
    except NotAComparisonError as error:
        return Page(name, "refused", refusal=f"no comparison: {error}")
    except SourceError as error:
        return Page(name, "failed", refusal=f"not read: {error}")


def read_source(source: str) -> bytes:
    """Return the bytes of a file or of standard input; raise `SourceError` if the system refuses."""
    try:
        if source == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        if source and Path(source).is_dir() and os.access(source, os.R_OK | os.X_OK):
            raise SourceError("unreadable", f"a folder in which nothing ends in {', '.join(SUFFIXES)}")
        with open(source, "rb") as file:  # noqa: PTH123  # Path("") would be this folder
            return file.read(MAX_BYTES + 1)  # a byte too many is enough to know that it is too large
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceError("unreadable", f"{what}: check the path") from error
