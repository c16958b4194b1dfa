"""How requests go out on the wire, and what comes back is kept."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import DeferredSemaphore

from careerscraper.errors import CareerscraperError
from careerscraper.journal import Journal


class ArchivingHandler(HTTP11DownloadHandler):
    """Sends requests to the setting ORIGIN, if there is one, in place of the site, and archives the responses of pages.

    Here, below all middlewares, so that plan, robots rules, links and page URLs stay the site's own: only scheme and
    host of the request on the wire change; and so that every attempt is archived, still coded, before the next request
    goes out in its place: whatever kills the crawl, no more pages are asked for again than were on the wire.

    No more than CONCURRENT_REQUESTS_PER_DOMAIN requests are. Scrapy 2.19 alone sends more: it counts a request only when
    its task begins to run, and starts several before.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._origin = urlsplit(crawler.settings.get("ORIGIN") or "")
        self._on_the_wire = DeferredSemaphore(max(1, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")))

    async def download_request(self, request: Request) -> Response:
        """Download ``request`` and return its response, with the request's own URL.

        A page's response is in the archive of the spider's journal, if it keeps one (not under plain `scrapy crawl`), and
        ``request.meta["received"]`` says when it came and where it lies. Raises `IgnoreRequest`, and ends the run, where it
        cannot be written: what is not archived must not be read.
        """
        await maybe_deferred_to_future(self._on_the_wire.acquire())
        try:
            response = await self._download(request)
            journal = getattr(self._crawler.spider, "journal", None)
            if journal is not None and "hops" in request.meta:  # else robots.txt, or a sitemap
                _archive(journal, request, response)
            return response
        finally:
            self._on_the_wire.release()

    async def _download(self, request: Request) -> Response:
        if not self._origin.netloc:
            return await super().download_request(request)
        wire = request.replace(
            url=urlunsplit(urlsplit(request.url)._replace(scheme=self._origin.scheme, netloc=self._origin.netloc))
        )
        response = await super().download_request(wire)
        request.meta.update(wire.meta)  # the download's latency, which AutoThrottle reads
        return response.replace(url=request.url)


def _archive(journal: Journal, request: Request, response: Response) -> None:
    headers = [(_text(name), _text(value)) for name, values in response.headers.items() for value in values]
    try:
        request.meta["received"] = journal.capture(request.url, response.status, headers, response.body)
    except CareerscraperError as error:
        journal.failed(str(error))
        raise IgnoreRequest("not archived") from error


def _text(header: bytes) -> str:
    """Return a part of a header so that the archive can write the same bytes."""
    return header.decode("utf-8", "surrogateescape")
