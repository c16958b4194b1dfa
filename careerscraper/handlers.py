"""How requests go out on the wire, and what comes back is kept."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import DeferredSemaphore

from careerscraper.errors import CareerscraperError, SourceError
from careerscraper.journal import Headers, Journal
from careerscraper.responses import unpack


class ArchivingHandler(HTTP11DownloadHandler):
    """Sends requests to the setting ORIGIN, if there is one, in place of the site; archives the responses of pages; unpacks.

    Here, below all middlewares, so that plan, robots rules, links and page URLs stay the site's own: only scheme and
    host of the request on the wire change; and so that every attempt is archived, still coded, before the next request
    goes out in its place: whatever kills the crawl, no more pages are asked for again than were on the wire.

    No more than CONCURRENT_REQUESTS_PER_DOMAIN requests are. Scrapy 2.19 alone sends more: it counts a request only when
    its task begins to run, and starts several before.

    Bodies are taken out of their content codings here, too, as everywhere in careerscraper: what a crawl reads must be what
    is read of its archive.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._origin = urlsplit(crawler.settings.get("ORIGIN") or "")
        self._on_the_wire = DeferredSemaphore(max(1, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")))

    async def download_request(self, request: Request) -> Response:
        """Download ``request`` and return its response, with the request's own URL and the body unpacked.

        A page's response is in the archive of the spider's journal, if it keeps one (not under plain `scrapy crawl`), and
        ``request.meta["received"]`` says when it came and where it lies; ``request.meta["unread"]`` why it has no body,
        where it cannot be unpacked. Raises `IgnoreRequest`, and ends the run, where it cannot be written: what is not
        archived must not be read. Raises `SourceError` for a robots.txt or a sitemap that cannot be unpacked.
        """
        await maybe_deferred_to_future(self._on_the_wire.acquire())
        try:
            received = await self._download(request)
            headers = [(_text(name), _text(value)) for name, values in received.headers.items() for value in values]
            body = unpack(headers, received.body)
            if "hops" not in request.meta:  # robots.txt, or a sitemap
                return _unpacked(received, request.url, _require(body))
            if journal := getattr(self._crawler.spider, "journal", None):
                _archive(journal, request, received, headers, body)
        finally:
            self._on_the_wire.release()
        unread, body = (body, b"") if isinstance(body, SourceError) else (None, body)
        request.meta["unread"] = unread  # also where an earlier attempt has set it
        return _unpacked(received, request.url, body)

    async def _download(self, request: Request) -> Response:
        if not self._origin.netloc:
            return await super().download_request(request)
        wire = request.replace(
            url=urlunsplit(urlsplit(request.url)._replace(scheme=self._origin.scheme, netloc=self._origin.netloc))
        )
        response = await super().download_request(wire)
        request.meta.update(wire.meta)  # the download's latency, which AutoThrottle reads
        return response


def _require(body: bytes | SourceError) -> bytes:
    if isinstance(body, SourceError):
        raise body
    return body


def _unpacked(received: Response, url: str, body: bytes) -> Response:
    """Return ``received`` as Scrapy would have taken it had it come as ``body``."""
    received.headers.pop("Content-Encoding", None)
    kind = responsetypes.from_args(received.headers, url, body=body)
    return kind(
        url, received.status, received.headers, body, ip_address=received.ip_address, protocol=received.protocol
    )


def _archive(
    journal: Journal, request: Request, response: Response, headers: Headers, body: bytes | SourceError
) -> None:
    try:
        request.meta["received"] = journal.capture(request.url, response.status, headers, response.body, body)
    except CareerscraperError as error:
        journal.failed(str(error))
        raise IgnoreRequest("not archived") from error


def _text(header: bytes) -> str:
    """Return a part of a header so that the archive can write the same bytes."""
    return header.decode("utf-8", "surrogateescape")
