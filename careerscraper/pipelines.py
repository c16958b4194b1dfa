"""From the spider's pages to tables."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from careerscraper.errors import CareerscraperError
from careerscraper.items import Page
from careerscraper.journal import Journal
from careerscraper.normalize.observations import observe
from careerscraper.releases.sinks import Write
from careerscraper.releases.write import tables_folder

_BATCH_PAGES = 64

logger = logging.getLogger(__name__)


#: Why a crawl closes that its site blocks.
BLOCKED = "blocked"


class OutcomePipeline:
    """Counts the outcome of every page, and lets only those with a comparison pass to feeds and tables.

    Ends a crawl that its site blocks: BLOCKED_IN_A_ROW pages, whatever failed without an answer between them.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most = crawler.settings.getint("BLOCKED_IN_A_ROW")
        self._blocked = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of ``crawler``."""
        return cls(crawler)

    def process_item(self, item: Page) -> Page:
        """Return ``item`` if it holds a comparison."""
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(f"careerscraper/outcome/{item.outcome}")
        if item.outcome == "blocked":
            self._blocked += 1
            if self._blocked == self._most:
                self._close()
        elif item.outcome != "failed":
            self._blocked = 0
        if item.comparison is None:
            raise DropItem(item.refusal or item.outcome, log_level="DEBUG" if item.outcome == "unchanged" else "INFO")
        return item

    def _close(self) -> None:
        assert self._crawler.engine is not None
        logger.error("The site has blocked %s pages in a row: the crawl ends", self._blocked)
        self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=BLOCKED))


class SegmentPipeline:
    """Gives every outcome to the spider's journal, which commits them. A failed write ends the run."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._stopping: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline; raise `NotConfigured` where the spider keeps no journal (plain `scrapy crawl`)."""
        journal = getattr(crawler.spider, "journal", None)
        if journal is None:
            raise NotConfigured
        pipeline = cls(journal)
        journal.stop = lambda: pipeline.stop(crawler)
        return pipeline

    def stop(self, crawler: Crawler) -> None:
        """End the crawl, for the first failure."""
        if self._stopping is None and crawler.engine is not None:
            self._stopping = asyncio.ensure_future(crawler.engine.close_spider_async(reason="write_error"))

    async def process_item(self, item: Page) -> Page:
        """Record ``item``, whatever its outcome."""
        if self._journal.failure:
            raise DropItem(self._journal.failure)
        try:
            self._journal.add(item)
            await self._journal.commit_beside()
        except CareerscraperError as error:
            self._journal.failed(str(error))
        return item

    async def close_spider(self) -> None:
        """Have the rest written by what has read it, while that is still there."""
        if self._journal.failure is None:
            with suppress(CareerscraperError):  # the run commits what is left, and says why if it cannot
                await self._journal.commit_beside(least=1)


class UnfinishedError(Exception):
    """The crawl did not end by itself, or read nothing: its tables are not written."""


class TablesPipeline:
    """Writes the tables of the crawl into the folder TABLES when the crawl has finished, and only then."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self._crawler = crawler
        self._folder = folder
        self._pages: list[Page] = []
        self._comparisons = 0
        self._open = ExitStack()
        self._write: Write

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of ``crawler``; raise `NotConfigured` without the setting TABLES."""
        if not (folder := crawler.settings.get("TABLES")):
            raise NotConfigured  # without a word: that is the usual case
        pipeline = cls(crawler, Path(folder))
        crawler.signals.connect(pipeline.spider_opened, signals.spider_opened)
        crawler.signals.connect(pipeline.spider_closed, signals.spider_closed)
        return pipeline

    def spider_opened(self) -> None:
        """Make the folder, so that what cannot be written is known before the first request."""
        self._write = self._open.enter_context(tables_folder(self._folder, ("csv", "parquet")))

    def process_item(self, item: Page) -> Page:
        """Take ``item`` into the tables."""
        self._pages.append(item)
        self._comparisons += 1
        if len(self._pages) >= _BATCH_PAGES:
            self._flush()
        return item

    def spider_closed(self, reason: str) -> None:
        """Write the tables, unless the crawl was stopped or read nothing: only this signal knows how it ended."""
        with suppress(UnfinishedError), self._open:
            if reason != "finished" or not self._comparisons:
                logger.error("No tables written: %s, %s comparisons read", reason, self._comparisons)
                raise UnfinishedError(reason)
            self._flush()

    def _flush(self) -> None:
        for batch in observe(self._pages).table.to_batches():
            self._write(batch)
        self._pages = []
