"""The observation that is asked for, as a release or an extraction has it, and the bytes that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.bulk.pages import extract_pages, read_source
from careerscraper.errors import SourceError, UsageError, VerifyError
from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.parsers.limits import MAX_BYTES
from careerscraper.releases.publish import RELEASES, read_latest
from careerscraper.responses import unpack
from careerscraper.sites import Site, find_site
from careerscraper.storage import warc_file
from careerscraper.storage.archive import read_capture
from careerscraper.storage.warc import Capture

_LEAST, _WHOLE = 8, 32
_ID = re.compile(rf"[0-9a-f]{{{_LEAST},{_WHOLE}}}")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a page, and all that its reading depends on: `read_page` takes these. ``place`` says where they lie."""

    body: bytes
    place: str
    page: Page
    source: str
    url: str | None = None
    content_type: str | None = None
    site: Site | None = None


def find_released(output: Path, prefix: str) -> tuple[str, Row, Content]:
    """Return the published version of ``output``, the row of its `observations` whose id begins with ``prefix``, and its page.

    Raises `UsageError` if there is no such row, or several; `SourceError` if its capture cannot be read; `VerifyError` if the
    release is damaged.
    """
    latest = read_latest(output)
    if latest is None:
        raise UsageError(f"no release in {output} yet: name its folder with --output, or a saved page with --source")
    version = str(latest["release"])
    path = output / RELEASES / version / "observations.parquet"
    begins = pc.starts_with(pc.field("observation_id"), _checked(prefix))
    try:
        rows = pq.read_table(path, filters=begins, partitioning=None).to_pylist()
    except (OSError, ValueError) as error:  # pyarrow's errors are of these
        raise VerifyError(f"cannot read {path}: {error}; `careerscraper verify` says what is damaged") from error
    hint = f"release {version} of {output}; what it has is in its table observations"
    row = _only(rows, prefix, hint)
    return version, row, _archived(output, row)


def _archived(output: Path, row: Row) -> Content:
    capture = read_capture(output / "archive", row["capture_id"])
    body = unpack(capture.headers, capture.body)
    if isinstance(body, SourceError):
        raise body
    page = Page(
        capture.url, "fetched", fetched_at=capture.fetched_at, capture_id=capture.capture_id, run_id=row["run_id"]
    )
    name, _, offset = capture.capture_id.rpartition(":")
    place = f"{output / 'archive' / name} at byte {int(offset):,}"
    return Content(body, place, page, capture.url, capture.url, capture.header("Content-Type"), find_site(row["site"]))


def find_extracted(source: str, site: Site | None, prefix: str) -> tuple[Row, Content]:
    """Return the row whose id begins with ``prefix`` of those that `extract` reads out of the file ``source``, and its page.

    Where an archive has the page several times, it is the first. ``site`` is as in `extract_pages`. Raises `UsageError` if there
    is no such row, or several; `SourceError` if the file cannot be read.
    """
    _checked(prefix)
    found: list[tuple[Row, Page]] = []
    refusals = []
    for page in extract_pages(source, site):
        rows = observe([page]).table.to_pylist()
        found += [(row, page) for row in rows if row["observation_id"].startswith(prefix)]
        refusals += [page.refusal] if page.refusal else []
        if found and len(prefix) == _WHOLE:
            break
        if page.outcome == "failed" and page.capture_id is None and not found:
            raise SourceError("source", f"{source}: {page.refusal}")
    hint = f"{source}{f' ({refusals[0]})' if refusals else ''}: `careerscraper extract` prints those that are in it"
    row = _only([row for row, _ in found], prefix, hint)
    return row, _content(source, site, next(page for one, page in found if one is row))


def _content(source: str, site: Site | None, page: Page) -> Content:
    if page.capture_id is None:
        return Content(read_source(source), source, page, page.source, site=site)
    captures = (found for found in warc_file.read_responses(source) if isinstance(found, Capture))
    capture = next(found for found in captures if found.capture_id == page.capture_id)
    body, content_type = warc_file.payload(capture, MAX_BYTES), capture.header("Content-Type")
    return Content(body, f"{source}, {page.capture_id}", page, capture.url, capture.url, content_type, site)


def _checked(prefix: str) -> str:
    if not _ID.fullmatch(prefix):
        raise UsageError(
            f"{prefix!r} is no observation_id: give its {_WHOLE} hex digits, or the first {_LEAST} or more"
        )
    return prefix


def _only(rows: Iterable[Row], prefix: str, where: str) -> Row:
    """Return the first of ``rows`` if all are of one id."""
    found = {row["observation_id"]: row for row in reversed(list(rows))}
    if len(found) > 1:
        raise UsageError(f"several ids begin with {prefix}: {', '.join(sorted(found))}: give more digits")
    if not found:
        raise UsageError(f"no observation_id begins with {prefix} in {where}")
    return next(iter(found.values()))
