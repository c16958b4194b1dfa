"""Every page into the archive, as it was received, before anyone reads it."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from careerscraper.errors import CareerscraperError
from careerscraper.journal import Journal


class CaptureMiddleware:
    """Appends the responses of pages to the journal's archive, and tells the spider when each came and where it lies.

    A failed write ends the run: what is not archived must not be read.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware; raise `NotConfigured` where the spider keeps no journal (plain `scrapy crawl`)."""
        journal = getattr(crawler.spider, "journal", None)
        if journal is None:
            raise NotConfigured
        return cls(journal)

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive ``response`` if it is a page's."""
        if "hops" not in request.meta:
            return response  # robots.txt, a sitemap
        headers = [(_text(name), _text(value)) for name, values in response.headers.items() for value in values]
        try:
            request.meta["received"] = self._journal.capture(request.url, response.status, headers, response.body)
        except CareerscraperError as error:
            self._journal.failed(str(error))
            raise IgnoreRequest("not archived") from error
        return response


def _text(header: bytes) -> str:
    """Return a part of a header so that the archive can write the same bytes."""
    return header.decode("utf-8", "surrogateescape")
