"""robots.txt as RFC 9309 has it: what cannot be known is forbidden."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Self
from urllib.parse import urljoin

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from careerscraper.downloads.guard import guard_of
from careerscraper.downloads.handler import DOWNLOAD_ERRORS, download
from careerscraper.downloads.pace import CrawlEndsError
from careerscraper.errors import SourceError
from careerscraper.responses import REDIRECTS
from careerscraper.secrets import without_secrets

#: The name by which robots.txt speaks to us (RFC 9309, section 2.2.1).
AGENT = "careerscraper"
_PRIORITY = 1000  # before all pages
_MOST_HOPS = 5  # section 2.3.1.2
_MAX_BYTES = 500 * 1024  # section 2.5: at least so much has to be read
_GOOD_FOR = 24 * 3600.0  # seconds; section 2.4


class RobotsUnknownError(IgnoreRequest):
    """robots.txt could not be fetched, which forbids everything until it can (RFC 9309, 2.3.1.4)."""


class RobotsMiddleware:
    """Lets no request pass that robots.txt does not allow. It is fetched once a run and host, and a day.

    The host is the one that is asked: with a mirror in the place of the site the mirror, by whatever name a URL calls it.

    Scrapy's own fails open: 5xx and no answer allow everything there; of several requests that wait for one robots.txt
    only the first gets its rules; a redirect is taken for an empty one.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._guard = guard_of(crawler)
        self._known: dict[str, tuple[float, asyncio.Future[ProtegoRobotParser]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of ``crawler``."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise `IgnoreRequest` if ``request`` is not allowed."""
        if "robots" in request.meta:
            return
        rules = await self.rules(request.url)
        if not rules.allowed(request.url, AGENT):
            raise IgnoreRequest("Forbidden by robots.txt")

    async def rules(self, url: str) -> ProtegoRobotParser:
        """Return the rules for ``url``.

        Raises `RobotsUnknownError` if they cannot be known, `CrawlEndsError` if the crawl ended before they were,
        `ForbiddenUrlError` if it leads elsewhere than to the site.
        """
        robots_url = urljoin(self._guard.wire_url(url), "/robots.txt")
        since, fetching = self._known.get(robots_url, (0.0, None))
        if fetching is None or monotonic() - since > _GOOD_FOR:
            fetching = asyncio.ensure_future(self._fetch(robots_url))
            fetching.add_done_callback(_retrieve)
            self._known[robots_url] = monotonic(), fetching
        return fetching.result() if fetching.done() else await asyncio.shield(fetching)

    async def _fetch(self, robots_url: str) -> ProtegoRobotParser:
        url, target = robots_url, ""
        for _ in range(_MOST_HOPS + 1):
            response = await self._download(url, target)
            if response.status not in REDIRECTS:
                return self._read(response, robots_url)
            url, target = response.url, (response.headers.get("Location") or b"").decode("latin-1")
        raise RobotsUnknownError(f"robots.txt redirects more than {_MOST_HOPS} times, so nothing may be requested")

    async def _download(self, url: str, target: str) -> Response:
        """Return what is at ``target``, relative to ``url``."""
        try:
            request = Request(urljoin(url, target), priority=_PRIORITY, meta={"robots": True}, callback=NO_CALLBACK)
            return await download(self._crawler, request)
        except CrawlEndsError:
            raise
        except (IgnoreRequest, SourceError, ValueError, *DOWNLOAD_ERRORS) as error:  # ValueError: it is no URL
            why = f"{type(error).__name__}: {without_secrets(str(error))}"
            raise RobotsUnknownError(f"robots.txt could not be fetched, so nothing may be requested ({why})") from error

    def _read(self, response: Response, robots_url: str) -> ProtegoRobotParser:
        """Return the rules; 429 is no word on whether there are any, other 4xx say that there are none (2.3.1.3)."""
        is_missing = 400 <= response.status < 500 and response.status != 429
        if response.status != 200 and not is_missing:
            raise RobotsUnknownError(f"robots.txt has HTTP status {response.status}, so nothing may be requested")
        if len(response.body) > _MAX_BYTES:
            raise RobotsUnknownError(f"robots.txt has more than {_MAX_BYTES:,} bytes, so nothing may be requested")
        rules = ProtegoRobotParser(b"" if is_missing else response.body, self._crawler.spider)
        signal = {"signal": signals.robots_parsed, "robotparser": rules, "request": Request(robots_url)}
        self._crawler.signals.send_catch_log(**signal)
        return rules


def _retrieve(fetching: asyncio.Future[ProtegoRobotParser]) -> None:
    """Look at what came, so that asyncio does not complain where the crawl has ended and nobody else will."""
    if not fetching.cancelled():
        fetching.exception()
