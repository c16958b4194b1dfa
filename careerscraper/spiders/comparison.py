"""The base of all spiders: where a crawl starts, and what follows from a response."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from careerscraper import __version__
from careerscraper.downloads.handler import download
from careerscraper.downloads.pace import CrawlEndsError
from careerscraper.errors import CareerscraperError, UsageError
from careerscraper.items import Outcome, Page
from careerscraper.journal import Journal
from careerscraper.log import keep_secrets_out_of_the_log
from careerscraper.middlewares.robots import RobotsMiddleware, RobotsUnknownError
from careerscraper.reader import Reader
from careerscraper.responses import read_response
from careerscraper.secrets import without_secrets
from careerscraper.sites import find_site
from careerscraper.spiders import sitemaps
from careerscraper.spiders.arguments import read_urls, require_guards, settle_origin
from careerscraper.spiders.lastmod import Witnesses, choose

_MOST_HOPS = 5

logger = logging.getLogger(__name__)


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
        self.reader: Reader | None = own.pop("reader", None)
        if own:
            raise UsageError(f"unknown spider argument {', '.join(own)}: known are urls, url, origin")
        if urls is not None and url is not None:
            raise UsageError("give -a urls=FILE or -a url=URL, not both")
        self.site = find_site(self.name)
        self._witnesses = Witnesses(())
        if urls is not None or url is not None:
            self.starts = read_urls(urls) if urls is not None else [url or ""]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, origin: str | None = None, **kwargs: Any) -> Self:
        """Return the spider; settle where its requests go and whom they come from."""
        keep_secrets_out_of_the_log()
        require_guards(crawler.settings)
        contact = crawler.settings.get("CONTACT")
        origin = settle_origin(origin or crawler.settings.get("ORIGIN"), contact)
        crawler.settings.set("ORIGIN", origin, priority="spider")
        agent = f"careerscraper/{__version__} ({contact or 'crawls a mirror'})"
        crawler.settings.set("USER_AGENT", agent, priority="spider")
        most = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        crawler.settings.set("CONCURRENT_REQUESTS", most, priority="spider")
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first requests: for what is planned already, and for the list, the one page, or the sitemaps."""
        listed = {} if self.starts is not None else {url: lastmod async for url, lastmod in self._listed()}
        planned = dict(self.journal.pending) if self.journal else {}
        for url in listed if self.starts is None else self.starts:
            if (page_url := self.site.comparison_url(url)) is None:
                yield Page(url, "refused", refusal=f"no URL of a comparison page of {self.name}")
            elif self.journal is None or self.journal.plan(page_url):
                planned[page_url] = 0
        if self.journal and not self._commits_plan(self.journal):
            return
        held = self._hold(listed, planned)
        for url, hops in planned.items():
            if url not in held:
                yield self._request(url, hops, is_start=True)
        if held and not await self._witnesses.agree():
            logger.warning("The sitemap says of changed pages that they have not changed: all are asked for")
            for url in held:
                yield self._request(url, planned[url], is_start=True)
            held = set()
        for url in held:
            yield Page(url, "unchanged")
            await asyncio.sleep(0)  # for the pages before it to go through the pipelines

    @staticmethod
    def _commits_plan(journal: Journal) -> bool:
        try:
            journal.commit_plan()
        except CareerscraperError as error:
            journal.failed(str(error))
        return journal.failure is None

    async def _listed(self) -> AsyncIterator[tuple[str, str | None]]:
        """Yield the comparison pages that the sitemaps in robots.txt name, and their `lastmod`."""
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        assert robots is not None  # `require_guards`
        for robots_url in self.site.robots:
            try:
                rules = await robots.rules(robots_url)
            except IgnoreRequest as error:
                logger.error("No sitemaps: %s: %s", robots_url, error)
                continue
            urls = [sitemaps.absolute(robots_url, url) for url in rules.rp.sitemaps]
            async for entry in sitemaps.walk(urls, self._download):
                if url := self.site.comparison_url(entry.url):
                    yield url, entry.lastmod

    async def _download(self, url: str) -> Response:
        request = Request(url, callback=NO_CALLBACK, meta={"download_maxsize": sitemaps.MAX_BYTES})
        return await download(self.crawler, request)

    def _hold(self, listed: Mapping[str, str | None], planned: Iterable[str]) -> set[str]:
        """Return the ``planned`` pages that wait, as the sitemap says that they have not changed, until witnesses agree.

        A run that goes on has other witnesses than before, but does not forget those that did not agree.
        """
        if self.journal is None or self.journal.is_belied(listed):
            return set()
        dated = {url: lastmod for url in planned if (lastmod := listed.get(url))}
        vouched = {url for url, lastmod in dated.items() if self.journal.is_vouched(url, lastmod)}
        witnesses = choose(vouched, self.journal.run_id, self.settings.getint("LASTMOD_WITNESSES"))
        self._witnesses = Witnesses(witnesses)
        return vouched - witnesses

    async def parse(self, response: Response, **kwargs: Any) -> AsyncIterator[Page | Request]:
        """Yield the one outcome of the page, whole, then requests for the comparison pages that it leads to."""
        # Under `careerscraper crawl` the download handler has settled when the page came and where it lies.
        received = response.meta.get("received") or _received(response)
        self._witnesses.hear(received)  # before it is read: whoever waits for this word must not wait for ever
        if received.outcome == "unchanged":  # its links are planned already: every run plans what the ledger knows
            yield received
            return
        page = await self._read(received, response)
        if page is None:
            return
        hops = response.meta["hops"] + 1 if page.outcome == "redirected" else 0
        # Planned before the page is yielded, which may commit it: a kill right then must lose none of its links.
        new = [link for link in page.links if self._plans(link, hops)]
        yield page
        for link in new:
            yield self._request(link, hops)

    async def _read(self, received: Page, response: Response) -> Page | None:
        """Return what is read of a page; None, and end the run, if the archive cannot be read."""
        if self.reader is None or self.journal is None:
            body = response.meta.get("unread") or response.body
            return read_response(received, lambda name: _header(response, name), body, self.site)
        try:
            return await self.reader.read(received)
        except CareerscraperError as error:
            self.journal.failed(str(error))
            return None

    def fail(self, failure: Failure) -> Iterator[Page]:
        """Yield the outcome of a page that no response came for; none if the crawl ended before: it stays planned."""
        if isinstance(failure.value, CrawlEndsError):
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        forbidden = isinstance(failure.value, IgnoreRequest) and not isinstance(failure.value, RobotsUnknownError)
        outcome: Outcome = "refused" if forbidden else "failed"
        why = failure.getErrorMessage() or type(failure.value).__name__
        page = Page(request.url, outcome, refusal=without_secrets(why))
        self._witnesses.hear(page)
        yield page

    def _plans(self, link: str, hops: int) -> bool:
        return hops <= _MOST_HOPS and (self.journal is None or self.journal.plan(link, hops))

    def _request(self, url: str, hops: int, *, is_start: bool = False) -> Request:
        # Canonical is what the URL is: to make it safe once more takes three times as long as all else.
        meta = {"handle_httpstatus_all": True, "hops": hops, "verbatim_url": True, "is_start_request": is_start}
        if self.journal is None:
            return Request(url, self.parse, errback=self.fail, meta=meta)
        # The ledger is the only filter of duplicates.
        headers = self.journal.validators(url)
        return Request(url, self.parse, errback=self.fail, meta=meta, headers=headers, dont_filter=True)


def _received(response: Response) -> Page:
    return Page(response.url, "failed", http_status=response.status, fetched_at=datetime.now(UTC))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
