"""The base of all spiders: where a crawl starts, and what follows from a response."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, UsageError
from scrapy.http import Response
from twisted.python.failure import Failure

from careerscraper import __version__
from careerscraper.errors import NotAComparisonError, SourceError
from careerscraper.items import Outcome, Page
from careerscraper.parsers.comparison import compare
from careerscraper.parsers.page import read_document
from careerscraper.sites import find_site
from careerscraper.spiders.sitemaps import read_sitemap

_GONE = (404, 410)
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_HOPS = 5
_ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?/?")


class ComparisonSpider(Spider):
    """Requests the comparison pages of the site `name`, and yields one `Page` a URL.

    Arguments: ``urls`` is a file with a URL a line (`-`: standard input), or ``url`` one page; else the site's
    sitemaps say where to start. From every page the links to other comparison pages are followed. ``origin`` is a
    mirror that gets the requests in the place of the site; without it the setting CONTACT must say who crawls.
    """

    def __init__(self, urls: str | None = None, url: str | None = None, **unknown: Any) -> None:
        super().__init__()
        if unknown:
            raise UsageError(f"unknown spider argument {', '.join(unknown)}: known are urls, url, origin")
        if urls is not None and url is not None:
            raise UsageError("give -a urls=FILE or -a url=URL, not both")
        self.site = find_site(self.name)
        self.allowed_domains = list(self.site.hosts)
        self.starts = _read_urls(urls) if urls is not None else [url] if url is not None else None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, origin: str | None = None, **kwargs: Any) -> Self:
        """Return the spider; settle where its requests go and whom they come from."""
        origin = origin or crawler.settings.get("ORIGIN")
        contact = crawler.settings.get("CONTACT")
        if origin and not _ORIGIN.fullmatch(origin):
            raise UsageError(f"{origin!r} is no origin: give scheme and host, such as http://127.0.0.1:8000")
        if not origin and not contact:
            raise UsageError(
                "say who crawls: -s CONTACT=MAIL-OR-URL goes into the user agent, so that the site can reach you"
            )
        crawler.settings.set("ORIGIN", origin, priority="spider")
        agent = f"careerscraper/{__version__} ({contact or 'crawls a mirror'})"
        crawler.settings.set("USER_AGENT", agent, priority="spider")
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first requests: for the list, the one page, or the sitemaps."""
        if self.starts is None:
            for url in self.site.sitemaps:
                yield Request(url, self.parse_sitemap)
        for url in self.starts or ():
            yield self._page_request(url) or Page(url, "refused", refusal=f"no URL of a comparison page of {self.name}")

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
        if response.status in _REDIRECTS:
            yield from self._follow_redirect(response)
        elif response.status != 200:
            outcome: Outcome = "gone" if response.status in _GONE else "failed"
            yield self._page(response, outcome, refusal=f"HTTP status {response.status}")
        else:
            page, links = self._read(response)
            yield page
            for link in links:
                if request := self._page_request(link):
                    yield request

    def fail(self, failure: Failure) -> Iterator[Page]:
        """Yield the outcome of a page that no response came for."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        outcome: Outcome = "refused" if isinstance(failure.value, IgnoreRequest) else "failed"
        yield Page(request.url, outcome, refusal=failure.getErrorMessage())

    def _page_request(self, url: str, base: str | None = None, hops: int = 0) -> Request | None:
        page_url = self.site.comparison_url(url, base)
        meta = {"handle_httpstatus_all": True, "hops": hops}
        return Request(page_url, self.parse, errback=self.fail, meta=meta) if page_url else None

    def _page(self, response: Response, outcome: Outcome, **what: Any) -> Page:
        return Page(response.url, outcome, http_status=response.status, fetched_at=datetime.now(UTC), **what)

    def _read(self, response: Response) -> tuple[Page, list[str]]:
        """Return the page's outcome and the canonical URLs of the comparison pages that it links to."""
        try:
            document = read_document(response.body, _header(response, "Content-Type"))
        except SourceError as error:
            return self._page(response, "refused", refusal=f"not read: {error}"), []
        base = document.base or response.url
        links = [url for link in document.links if (url := self.site.comparison_url(link, base))]
        try:
            comparison = compare(document, source=response.url, url=response.url, site=self.site)
        except NotAComparisonError as error:
            return self._page(response, "refused", refusal=f"no comparison: {error}"), links
        return self._page(response, "fetched", comparison=comparison), links

    def _follow_redirect(self, response: Response) -> Iterator[Page | Request]:
        target = _header(response, "Location")
        yield self._page(response, "redirected", refusal=f"redirects to {target or 'nowhere'}")
        hops = response.meta.get("hops", 0) + 1
        if hops <= _MOST_HOPS and (request := self._page_request(target, response.url, hops)):
            yield request


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _read_urls(path: str) -> list[str]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the URL list {path}: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
