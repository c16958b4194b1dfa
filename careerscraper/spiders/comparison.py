"""The base of all spiders: where a crawl starts, and what follows from a response."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from careerscraper import __version__
from careerscraper.errors import UsageError
from careerscraper.items import Outcome, Page
from careerscraper.journal import Journal
from careerscraper.middlewares.robots import RobotsUnknownError
from careerscraper.responses import read_response
from careerscraper.sites import find_site
from careerscraper.spiders.sitemaps import read_sitemap

_MOST_HOPS = 5
_ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?/?")


class ComparisonSpider(Spider):
    """Requests the comparison pages of the site `name`, and yields one `Page` a URL.

    Arguments: ``urls`` is a file with a URL a line (`-`: standard input), or ``url`` one page; else the site's
    sitemaps say where to start. From every page the links to other comparison pages are followed. ``origin`` is a
    mirror that gets the requests in the place of the site; without it the setting CONTACT must say who crawls.
    """

    def __init__(self, urls: str | None = None, url: str | None = None, **own: Any) -> None:
        super().__init__()
        # `careerscraper crawl` starts the spider within its own process, with a journal and the starts as they are.
        self.journal: Journal | None = own.pop("journal", None)
        self.starts: Sequence[str] | None = own.pop("starts", None)
        if own:
            raise UsageError(f"unknown spider argument {', '.join(own)}: known are urls, url, origin")
        if urls is not None and url is not None:
            raise UsageError("give -a urls=FILE or -a url=URL, not both")
        self.site = find_site(self.name)
        self.allowed_domains = list(self.site.hosts)
        if urls is not None or url is not None:
            self.starts = read_urls(urls) if urls is not None else [url or ""]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, origin: str | None = None, **kwargs: Any) -> Self:
        """Return the spider; settle where its requests go and whom they come from."""
        contact = crawler.settings.get("CONTACT")
        origin = settle_origin(origin or crawler.settings.get("ORIGIN"), contact)
        crawler.settings.set("ORIGIN", origin, priority="spider")
        agent = f"careerscraper/{__version__} ({contact or 'crawls a mirror'})"
        crawler.settings.set("USER_AGENT", agent, priority="spider")
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first requests: for what is planned already, then for the list, the one page, or the sitemaps."""
        for url, hops in list(self.journal.pending.items()) if self.journal else ():
            yield self._request(url, hops)
        if self.starts is None:
            for url in self.site.sitemaps:
                yield Request(url, self.parse_sitemap)
        for url in self.starts or ():
            if self.site.comparison_url(url) is None:
                yield Page(url, "refused", refusal=f"no URL of a comparison page of {self.name}")
            elif request := self._page_request(url):
                yield request

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Yield requests for the sitemaps and comparison pages that a robots.txt or a sitemap names."""
        sitemaps, pages = read_sitemap(response.url, response.body)
        for url in sitemaps:
            yield Request(url, self.parse_sitemap)
        for url in pages:
            if request := self._page_request(url):
                yield request

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Page | Request]:
        """Yield the one outcome of the page, whole, then requests for the comparison pages that it leads to."""

        def header(name: str) -> str | None:
            value = response.headers.get(name)
            return None if value is None else value.decode("latin-1")

        # Under `careerscraper crawl` the download handler has settled when the page came and where it lies.
        received = response.meta.get("received") or Page(response.url, "failed", fetched_at=datetime.now(UTC))
        if received.outcome == "unchanged":
            yield received  # its links are planned already: every run plans what the ledger knows
            return
        received = replace(received, http_status=response.status)
        page = read_response(received, header, response.meta.get("unread") or response.body, self.site)
        hops = response.meta["hops"] + 1 if page.outcome == "redirected" else 0
        requests = [request for link in page.links if (request := self._page_request(link, hops))]
        yield page
        yield from requests

    def fail(self, failure: Failure) -> Iterator[Page]:
        """Yield the outcome of a page that no response came for."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        forbidden = isinstance(failure.value, IgnoreRequest) and not isinstance(failure.value, RobotsUnknownError)
        outcome: Outcome = "refused" if forbidden else "failed"
        yield Page(request.url, outcome, refusal=failure.getErrorMessage())

    def _page_request(self, url: str, hops: int = 0) -> Request | None:
        page_url = self.site.comparison_url(url)
        if page_url is None or hops > _MOST_HOPS or (self.journal and not self.journal.plan(page_url, hops)):
            return None
        return self._request(page_url, hops)

    def _request(self, url: str, hops: int) -> Request:
        meta = {"handle_httpstatus_all": True, "hops": hops}
        if self.journal is None:
            return Request(url, self.parse, errback=self.fail, meta=meta)
        # The ledger is the only filter of duplicates.
        headers = self.journal.validators(url)
        return Request(url, self.parse, errback=self.fail, meta=meta, headers=headers, dont_filter=True)


def settle_origin(origin: str | None, contact: str | None) -> str | None:
    """Return ``origin`` without a slash at the end; raise `UsageError` if it is none, or missing and nobody says who crawls."""
    if origin is not None and not _ORIGIN.fullmatch(origin):
        raise UsageError(f"{origin!r} is no origin: give scheme and host, such as http://127.0.0.1:8000")
    if origin is None and not contact:
        raise UsageError(
            "say who crawls: -s CONTACT=MAIL-OR-URL goes into the user agent, so that the site can reach you"
        )
    return origin and origin.rstrip("/")


def read_urls(path: str) -> list[str]:
    """Return the URLs of a file, one a line; raise `UsageError` if it cannot be read."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the URL list {path}: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
