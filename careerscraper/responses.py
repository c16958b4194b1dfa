"""From a response to the one outcome of its URL: the same for a crawl and for a reading of the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from careerscraper.errors import NotAComparisonError, SourceError
from careerscraper.items import Page
from careerscraper.parsers.blocks import Header, block_of
from careerscraper.parsers.comparison import compare
from careerscraper.parsers.limits import MAX_BYTES
from careerscraper.parsers.page import read_document
from careerscraper.secrets import bare_reference
from careerscraper.sites import Site, find_site
from careerscraper.storage.archive import Capture
from careerscraper.storage.coding import content

_GONE = (404, 410)
REDIRECTS = (301, 302, 303, 307, 308)
#: How the refusal of a redirect begins; its target follows.
REDIRECTS_TO = "redirects to "


def unpack(headers: Iterable[tuple[str, str]], body: bytes, limit: int | None = None) -> bytes | SourceError:
    """Return ``body`` with its content codings undone, or why that cannot be; ``limit`` in bytes, else a page's.

    The error is one that nobody has raised yet: its traceback would hold all that was unpacked until then.
    """
    try:
        return content(headers, body, limit or MAX_BYTES)
    except SourceError as error:
        return SourceError(error.reason, str(error))


def read_response(received: Page, header: Header, body: bytes | SourceError, site: Site) -> Page:
    """Return the outcome of the URL ``received.source``, whose response has ``received.http_status`` and `unpack`'s ``body``.

    What else ``received`` knows (when it came, where its capture lies) stays.
    """
    status = received.http_status
    page = replace(received, outcome="failed", refusal=f"HTTP status {status}")
    if status in REDIRECTS:
        target = header("Location")
        if target:
            target = bare_reference(target)
        links = tuple(filter(None, [site.comparison_url(target, page.source)]))
        return replace(page, outcome="redirected", refusal=f"{REDIRECTS_TO}{target or 'nowhere'}", links=links)
    if status in _GONE:
        return replace(page, outcome="gone")
    return _read(page, header, body, site) if status == 200 else _blocked(page, header, body) or page


def page_of(capture: Capture, site: str, run_id: str | None) -> Page:
    """Return the outcome of the URL that ``capture`` is of, as the crawl would have got it."""
    received = Page(
        capture.url,
        "failed",
        http_status=capture.status,
        fetched_at=capture.fetched_at,
        capture_id=capture.capture_id,
        run_id=run_id,
    )
    if capture.is_revisit:
        return replace(received, outcome="unchanged", seen_at=capture.seen_at)

    def header(name: str) -> str | None:
        # As a crawl reads it off the wire: half a surrogate pair, which stands for a byte here, is for no ledger.
        value = capture.header(name)
        return None if value is None else value.encode("utf-8", "surrogateescape").decode("latin-1")

    return read_response(received, header, unpack(capture.headers, capture.body), find_site(site))


def _read(page: Page, header: Header, body: bytes | SourceError, site: Site) -> Page:
    if isinstance(body, SourceError):
        return replace(page, outcome="refused", refusal=f"not read: {body}")
    try:
        document = read_document(body, header("Content-Type"))
    except SourceError as error:
        return _blocked(page, header, body) or replace(page, outcome="refused", refusal=f"not read: {error}")
    base = document.base or page.source
    links = dict.fromkeys(url for link in document.links_with(site.marker) if (url := site.comparison_url(link, base)))
    found: dict[str, Any] = {"links": tuple(links), "sha256": hashlib.sha256(body).hexdigest()}
    found |= {"etag": header("ETag"), "last_modified": header("Last-Modified")}
    try:
        comparison = compare(document, source=page.source, url=page.source, site=site)
    except NotAComparisonError as error:
        refused = replace(page, outcome="refused", refusal=f"no comparison: {error}", **found)
        return _blocked(page, header, body) or refused
    except SourceError as error:
        return replace(page, outcome="refused", refusal=f"no comparison: {error}", **found)
    return replace(page, outcome="fetched", comparison=comparison, refusal=None, **found)


def _blocked(page: Page, header: Header, body: bytes | SourceError) -> Page | None:
    """Return the outcome of ``page`` if no page of the site came, but something in its place: nothing of that is kept."""
    kind = block_of(page.http_status or 0, header, b"" if isinstance(body, SourceError) else body)
    return replace(page, outcome="blocked", refusal=f"blocked: {kind}") if kind else None
