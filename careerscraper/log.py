"""What Scrapy writes to the log of a crawl."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider, logformatter
from scrapy.http import Response
from twisted.python.failure import Failure

from careerscraper.items import Page


class LogFormatter(logformatter.LogFormatter):
    """Names pages by their URL: an item holds a whole page, far too much for a log."""

    def scraped(self, item: Page, response: Response | Failure | None, spider: Spider) -> Any:
        """Return the message for a page that passed the pipelines."""
        return {"level": logging.DEBUG, "msg": "Read %(source)s", "args": {"source": item.source}}

    def dropped(self, item: Page, exception: BaseException, response: Response | Failure | None, spider: Spider) -> Any:
        """Return the message for a page without a comparison."""
        args = {"source": item.source, "outcome": item.outcome, "why": exception}
        return {"level": logging.INFO, "msg": "%(source)s: %(outcome)s: %(why)s", "args": args}

    def item_error(
        self, item: Page, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> Any:
        """Return the message for a page that a pipeline failed on."""
        return {"level": logging.ERROR, "msg": "Failed on %(source)s", "args": {"source": item.source}}
