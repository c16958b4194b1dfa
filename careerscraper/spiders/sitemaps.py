"""What a site's sitemaps name (https://www.sitemaps.org/protocol.html): read in pieces, within limits, each file once."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from careerscraper.downloads.handler import DOWNLOAD_ERRORS
from careerscraper.errors import SourceError
from careerscraper.secrets import bare_reference, without_secrets
from careerscraper.storage.coding import content

#: The protocol's own limits for one file, unpacked.
MAX_BYTES, MAX_URLS = 50 * 2**20, 50_000
#: Files of a crawl, and indexes within indexes: the protocol has none.
_MAX_FILES, _MAX_DEPTH = 2_000, 3
_MAX_ELEMENTS = 20 * MAX_URLS
_CHUNK, _MAX_TAG = 1 << 16, 1 << 20  # bytes; libxml2 needs 250 MB for a tag of 10 MB
_GZIP = b"\x1f\x8b"

logger = logging.getLogger(__name__)


class Entry(NamedTuple):
    """One entry of a sitemap, or of an index (``kind`` is then `sitemap`); ``lastmod`` as it stands there."""

    kind: str
    url: str
    lastmod: str | None


async def walk(urls: Iterable[str], download: Callable[[str], Awaitable[Response]]) -> AsyncIterator[Entry]:
    """Yield the entries for pages of the sitemaps at ``urls``, and of those that they name.

    What cannot be fetched or read, and what is beyond a limit, is logged; the rest is read.
    """
    queue = deque((url, 1) for url in urls)
    seen: set[str] = set()
    while queue:
        url, depth = queue.popleft()
        if url in seen:
            continue
        if depth > _MAX_DEPTH or len(seen) >= _MAX_FILES:
            name = bare_reference(url)
            logger.error("Sitemaps not read any further: %s is the %sth, at depth %s", name, len(seen) + 1, depth)
            return
        seen.add(url)
        try:
            for entry in read_sitemap(_body(await download(url))):
                if entry.kind == "sitemap":
                    queue.append((absolute(url, entry.url), depth + 1))
                else:
                    yield entry
        except (SourceError, IgnoreRequest, ValueError, *DOWNLOAD_ERRORS) as error:
            why = without_secrets(str(error))
            logger.error("Sitemap not read, or not whole: %s: %s", bare_reference(url), why)


def absolute(base: str, url: str) -> str:
    """Return ``url``, which may be relative to ``base``; as it is if it is none: then it is its own fault, not its file's."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _body(response: Response) -> bytes:
    if response.status != 200:
        raise SourceError("status", f"HTTP status {response.status}")
    packed = response.body.startswith(_GZIP)
    return content([("Content-Encoding", "gzip")], response.body, MAX_BYTES) if packed else response.body


def read_sitemap(xml: bytes) -> Iterator[Entry]:
    """Yield the entries of a sitemap or an index.

    Raises `SourceError`, after those that it has, if it is none or goes beyond a limit.
    """
    parser = etree.XMLPullParser(
        ("end",), recover=True, resolve_entities=False, remove_comments=True, remove_pis=True, collect_ids=False
    )
    fields: dict[str, str] = {}
    entries, elements = 0, 0
    for element in _elements(parser, xml):
        elements += 1
        name, parent = _name(element), _name(element.getparent())
        if parent in ("url", "sitemap") and name in ("loc", "lastmod"):
            fields[name] = (element.text or "").strip()
        elif name in ("url", "sitemap"):
            if entries >= MAX_URLS:
                raise SourceError("too_many_urls", f"more than {MAX_URLS:,} entries")
            entries += bool(fields.get("loc"))
            if "loc" in fields:
                yield Entry(name, fields["loc"], fields.get("lastmod"))
            fields = {}
        if elements > _MAX_ELEMENTS:
            raise SourceError("too_many_elements", f"more than {_MAX_ELEMENTS:,} elements")
    if not elements:
        raise SourceError("no_sitemap", "no XML in it")


def _elements(parser: etree.XMLPullParser, xml: bytes) -> Iterator[etree._Element]:
    """Yield elements when they end, and let go of them."""
    since = 0  # bytes since the last tag ended
    for start in range(0, len(xml), _CHUNK):
        chunk = xml[start : start + _CHUNK]
        since = len(chunk) - end - 1 if (end := chunk.rfind(b">")) >= 0 else since + len(chunk)
        if since > _MAX_TAG:
            raise SourceError("too_large", f"a tag or text of more than {_MAX_TAG:,} bytes")
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            raise SourceError("no_sitemap", f"not XML: {error}") from error
        for _, element in parser.read_events():
            yield element
            parent = element.getparent()
            element.clear()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _name(element: etree._Element | None) -> str:
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""
