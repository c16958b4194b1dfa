"""How requests go out on the wire, and what comes back is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache, partial
from urllib.parse import urlsplit

from scrapy import Request, exceptions, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.responsetypes import responsetypes
from scrapy.robotstxt import RobotParser
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web._newclient import RequestNotSent, RequestTransmissionFailed

from careerscraper.downloads.connection import LimitedFactory
from careerscraper.downloads.guard import GuardedResolver, guard_of
from careerscraper.downloads.pace import CrawlEndsError, Pace
from careerscraper.errors import CareerscraperError, SourceError
from careerscraper.journal import Headers, Journal
from careerscraper.responses import unpack

#: What a download raises when no whole response came.
DOWNLOAD_ERRORS = (
    exceptions.CannotResolveHostError,
    exceptions.DownloadCancelledError,
    exceptions.DownloadConnectionRefusedError,
    exceptions.DownloadFailedError,
    exceptions.DownloadTimeoutError,
    exceptions.NotSupported,  # a scheme that nobody downloads
    exceptions.ResponseDataLossError,
    OSError,
)
#: What Scrapy lets through as it comes from Twisted: no route, a connection that ends while the request is sent, …
_NO_ANSWER = (ConnectError, ConnectionClosed, RequestNotSent, RequestTransmissionFailed)
#: Returns a body out of its content codings, or why that cannot be.
Unpacked = Callable[[], bytes | SourceError]
#: The open handler of each crawl.
_handlers: dict[Crawler, ArchivingHandler] = {}


class ArchivingHandler(HTTP11DownloadHandler):
    """Sends requests to the setting ORIGIN, if there is one, in place of the site; archives the responses of pages; unpacks.

    Here, below all middlewares, so that plan, robots rules, links and page URLs stay the site's own: only scheme and
    host of the request on the wire change; so that nothing goes out but to where the `Guard` allows and when the `Pace`
    does, whatever asks for it; and so that every attempt is archived, still coded, before the next request goes out in
    its place: whatever kills the crawl, no more pages are asked for again than were on the wire.

    No more than CONCURRENT_REQUESTS_PER_DOMAIN requests are. Scrapy 2.19 alone sends more: it counts a request only when
    its task begins to run, and starts several before.

    Bodies are taken out of their content codings here, too, as everywhere in careerscraper: what a crawl reads must be what
    is read of its archive.

    A crawl has one for http and https, where Scrapy would make two: a host wants its pace kept whatever the scheme.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivingHandler:
        """Return the handler of ``crawler``, the same each time until it is closed."""
        if crawler not in _handlers:
            _handlers[crawler] = cls(crawler)
        return _handlers[crawler]

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        settings = crawler.settings
        self._guard = guard_of(crawler)
        self._pace = Pace(settings.getfloat("DOWNLOAD_DELAY"), self._ends)
        self._most_wait = settings.getfloat("RETRY_AFTER_MAX")
        self._on_the_wire = asyncio.Semaphore(max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")))
        self._pool._factory = LimitedFactory  # noqa: SLF001  Scrapy sets it, too
        crawler.signals.connect(self._robots_parsed, signals.robots_parsed)

    async def download_request(self, request: Request) -> Response:
        """Download ``request`` and return its response, with the request's own URL and the body unpacked (not for a `Reader`).

        A page's response is in the archive of the spider's journal, if it keeps one (not under plain `scrapy crawl`), and
        ``request.meta["received"]`` says when it came and where it lies; ``request.meta["unread"]`` why it has no body,
        where it cannot be unpacked. Raises `IgnoreRequest`, and ends the run, where it cannot be written: what is not
        archived must not be read. Raises `ForbiddenUrlError` for URLs of elsewhere, `CrawlEndsError` when the crawl ends
        before its turn comes, `SourceError` for a robots.txt or a sitemap that cannot be unpacked.
        """
        wire_url = self._guard.wire_url(request.url)
        reader = getattr(self._crawler.spider, "reader", None) if "hops" in request.meta else None
        async with self._on_the_wire:
            if reader:
                await reader.has_room()
            received = await self._download(request, wire_url)
            headers = [(_text(name), _text(value)) for name, values in received.headers.items() for value in values]
            unpacked = cache(partial(unpack, headers, received.body, request.meta.get("download_maxsize")))
            if "hops" not in request.meta:  # robots.txt, or a sitemap
                return _unpacked(received, request.url, _require(unpacked()))
            if journal := getattr(self._crawler.spider, "journal", None):
                _archive(journal, request, received, headers, unpacked)
        if reader:  # which unpacks what is archived
            return received.replace(url=request.url)
        unread, body = (found, b"") if isinstance(found := unpacked(), SourceError) else (None, found)
        request.meta["unread"] = unread  # also where an earlier attempt has set it
        return _unpacked(received, request.url, body)

    async def close(self) -> None:
        """Close the connections, once: Scrapy asks for it for each scheme."""
        if _handlers.pop(self._crawler, None):
            await super().close()

    async def _download(self, request: Request, wire_url: str) -> Response:
        host = urlsplit(wire_url).netloc
        self._guard_names()
        await self._pace.turn(host)
        wire = request if wire_url == request.url else request.replace(url=wire_url)
        try:
            response = await super().download_request(wire)
        except _NO_ANSWER as error:
            raise exceptions.DownloadFailedError(str(error)) from error
        if not 100 <= response.status <= 999:  # three digits (RFC 9112, section 4); no ledger has room for thirty
            raise exceptions.DownloadFailedError(f"HTTP status {response.status} is none")
        request.meta.update(wire.meta)  # the download's latency, which AutoThrottle reads
        wait = self._pace.answered(host, response.status, _text(response.headers.get("Retry-After") or b""))
        if wait > self._most_wait:
            self._close(f"asked by {host} to come back after {wait:,.0f} seconds")
        return response

    def _guard_names(self) -> None:
        """Guard whatever resolver is installed: settings and other code may have put another one in its place."""
        from twisted.internet import reactor

        resolver = reactor.nameResolver
        if not isinstance(resolver, GuardedResolver):
            reactor.installNameResolver(GuardedResolver(resolver, self._guard))

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        delay = robotparser.crawl_delay(self._crawler.settings["ROBOTSTXT_USER_AGENT"]) or 0.0
        host = urlsplit(self._guard.wire_url(request.url)).netloc
        if delay > self._most_wait:
            self._close(f"asked by {host} to leave {delay:,.0f} seconds between requests")
        self._pace.slow_down(host, delay)

    def _ends(self) -> bool:
        """Tell whether the crawl ends: Scrapy then still waits for the requests that it has sent here."""
        engine = self._crawler.engine
        if engine is None or not engine.running or engine._slot is None:  # noqa: SLF001  there is no public way to know
            return True
        return engine._slot.closing is not None  # noqa: SLF001

    def _close(self, reason: str) -> None:
        assert self._crawler.engine is not None
        self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))


async def download(crawler: Crawler, request: Request) -> Response:
    """Return the response to a ``request`` that no callback waits for. Raises `CrawlEndsError` if the crawl has ended before."""
    engine = crawler.engine
    assert engine is not None
    try:
        return await engine.download_async(request)
    except (AssertionError, AttributeError) as error:  # Scrapy's, which takes for granted that its slot is still there
        if engine._slot is None:  # noqa: SLF001
            raise CrawlEndsError("the crawl has ended") from error
        raise


def _require(body: bytes | SourceError) -> bytes:
    if isinstance(body, SourceError):
        raise SourceError(body.reason, str(body))  # a new one, which no frame of its own traceback holds
    return body


def _unpacked(received: Response, url: str, body: bytes) -> Response:
    """Return ``received`` as Scrapy would have taken it had it come as ``body``."""
    received.headers.pop("Content-Encoding", None)
    kind = responsetypes.from_args(received.headers, url, body=body)
    return kind(
        url, received.status, received.headers, body, ip_address=received.ip_address, protocol=received.protocol
    )


def _archive(journal: Journal, request: Request, response: Response, headers: Headers, unpacked: Unpacked) -> None:
    try:
        request.meta["received"] = journal.capture(request.url, response.status, headers, response.body, unpacked)
    except CareerscraperError as error:
        journal.failed(str(error))
        raise IgnoreRequest("not archived") from error


def _text(header: bytes) -> str:
    """Return a part of a header so that the archive can write the same bytes."""
    return header.decode("utf-8", "surrogateescape")
