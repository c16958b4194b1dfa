"""The rival: a project as Scrapy's tutorial makes one, with parsel, an item a row and a CSV feed (`-O rows.csv`)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import scrapy
from scrapy.http import Response


class StockSpider(scrapy.Spider):
    """Requests the URLs of a file (argument ``urls``) and yields the rows of their tables."""

    name = "stock"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Yield a request for each line."""
        for url in Path(self.urls).read_text("utf-8").split():  # type: ignore[attr-defined]  # a spider argument
            yield scrapy.Request(url)

    def parse(self, response: Response) -> Iterator[dict[str, object]]:
        """Yield an item a row."""
        self.crawler.stats.inc_value("pages")
        for number, table in enumerate(response.css("table")):
            for row in table.css("tr"):
                cells = [" ".join(cell.xpath(".//text()").getall()).strip() for cell in row.xpath("./td | ./th")]
                yield {"url": response.url, "table": number, "label": cells[0], "first": cells[1], "second": cells[2]}
