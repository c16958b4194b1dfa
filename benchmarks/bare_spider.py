"""The rival: a Scrapy spider with default settings that only counts the responses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import scrapy
from scrapy.http import Response


class BareSpider(scrapy.Spider):
    """Requests the URLs of a file (argument ``urls``) and reads nothing."""

    name = "bare"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Yield a request for each line."""
        for url in Path(self.urls).read_text("utf-8").split():  # type: ignore[attr-defined]  # a spider argument
            yield scrapy.Request(url)

    def parse(self, response: Response) -> None:
        """Count it."""
        self.crawler.stats.inc_value("pages")
