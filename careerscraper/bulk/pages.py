"""What is on saved pages, as they stand in files, archives (WARC) or standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from careerscraper.bulk.sources import ARCHIVES, STDIN, SUFFIXES, is_archive
from careerscraper.errors import NotAComparisonError, SourceError
from careerscraper.items import Comparison, Page
from careerscraper.parsers.blocks import Header, block_of
from careerscraper.parsers.comparison import compare
from careerscraper.parsers.document import Document
from careerscraper.parsers.limits import MAX_BYTES
from careerscraper.parsers.page import read_document, read_page
from careerscraper.sites import Site
from careerscraper.storage import warc_file
from careerscraper.storage.stretch import Stretch
from careerscraper.storage.warc import Capture

#: Pages of an archive that are read before they are compared, and their bytes.
_HELD, _HELD_BYTES = 16, 1 << 22


def extract_pages(source: str, site: Site | None = None, within: Stretch | None = None) -> Iterator[Page]:
    """Yield the outcome of every page in ``source``, one unless it is an archive; of an archive those that begin ``within``.

    `fetched`, `refused` (no comparison) or `failed` (cannot be read). Of an archive the pages before a damage are read, then
    comes one `failed` that names it.
    """
    name = os.fsencode(source).decode("utf-8", "backslashreplace")  # a file's name may be in any encoding, or none
    if not is_archive(source):
        yield _outcome(Page(name, "fetched"), partial(_read_file, source, name, site))
        return
    held: list[_Read] = []
    size = 0
    failure = None
    try:
        for found in warc_file.read_responses(source, within):
            held.append(_read(name, found))
            size += len(held[-1].body)
            # One thing after the other for some pages, not all of it for each: what the processor has just done it does faster.
            if len(held) == _HELD or size > _HELD_BYTES:
                yield from [_compared(read, site) for read in held]
                held, size = [], 0
    except SourceError as error:
        failure = Page(name, "failed", refusal=f"not read: {error}")
    yield from [_compared(read, site) for read in held]
    yield from [failure] if failure else []


class _Read(NamedTuple):
    """A page whose ``document`` has been read, or that has none: then its outcome is known."""

    page: Page
    capture: Capture | None = None
    body: bytes = b""
    document: Document | None = None


def _read(name: str, found: Capture | warc_file.Unread) -> _Read:
    if isinstance(found, warc_file.Unread):
        return _Read(Page(name, "failed", capture_id=found.capture_id, refusal=f"not read: {found.reason}"))
    page = Page(name, "fetched", capture_id=found.capture_id, fetched_at=found.fetched_at, http_status=found.status)
    if found.status != 200:
        return _Read(
            replace(page, outcome="refused", refusal=f"no comparison: {found.url}: HTTP status {found.status}")
        )
    try:
        body = warc_file.payload(found, MAX_BYTES)
        return _Read(page, found, body, read_document(body, found.header("Content-Type")))
    except SourceError as error:
        return _Read(replace(page, outcome="failed", refusal=f"not read: {found.url}: {error}"))


def _compared(read: _Read, site: Site | None) -> Page:
    capture, document = read.capture, read.document
    if capture is None or document is None:
        return read.page
    return _outcome(read.page, partial(_compare, capture, read.body, document, site))


def _compare(capture: Capture, body: bytes, document: Document, site: Site | None) -> Comparison:
    try:
        return compare(document, source=capture.url, url=capture.url, site=site)
    except NotAComparisonError as error:
        said = _with_block(error, capture.header, body)
        raise NotAComparisonError(error.reason, f"{capture.url}: {said}") from error
    except SourceError as error:
        raise SourceError(error.reason, f"{capture.url}: {error}") from error


def _outcome(page: Page, read: Callable[[], Comparison]) -> Page:
    try:
        # Said one by one: to replace one field of it takes ten times as long.
        about = (page.http_status, page.fetched_at, page.capture_id)
        return Page(page.source, page.outcome, read(), None, *about)
    except NotAComparisonError as error:
        return replace(page, outcome="refused", refusal=f"no comparison: {error}")
    except SourceError as error:
        return replace(page, outcome="failed", refusal=f"not read: {error}")


def _read_file(source: str, name: str, site: Site | None) -> Comparison:
    body = read_source(source)
    if body.startswith(warc_file.BEGINNINGS):
        what = f"an archive has to be a file named {', '.join(ARCHIVES)}; unpack anything else"
        raise SourceError("archive", f"an archive (WARC), or compressed: {what}")
    try:
        return read_page(body, source=name, site=site)
    except NotAComparisonError as error:
        raise NotAComparisonError(error.reason, _with_block(error, lambda _: None, body)) from error


def _with_block(error: NotAComparisonError, header: Header, body: bytes) -> str:
    """Return why there is no comparison, and what came in the place of a page."""
    kind = block_of(200, header, body)
    return f"{error} (blocked: {kind})" if kind else str(error)


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
