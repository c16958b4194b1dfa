"""What Scrapy writes to the log of a crawl."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider, logformatter
from scrapy.http import Response
from twisted.python.failure import Failure

from careerscraper.items import Page
from careerscraper.secrets import without_secrets

_SETTINGS = "Overridden settings"  # of Scrapy, with all their values: headers, keys, passwords


def keep_secrets_out_of_the_log() -> None:
    """From here on, cut the URLs in every log record of this process, and leave out the values of settings.

    Where records are made, as Scrapy puts new handlers and formatters in place while it starts.
    """
    make = logging.getLogRecordFactory()
    if make is not _record:
        logging.setLogRecordFactory(_record)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = logging.LogRecord(*args, **kwargs)
    text = str(record.msg) if str(record.msg).startswith(_SETTINGS) else record.getMessage()
    record.msg, record.args = without_secrets(text.partition("%(settings)s")[0]), ()
    if record.exc_info:
        record.exc_text = without_secrets(logging.Formatter().formatException(record.exc_info))
    return record


class LogFormatter(logformatter.LogFormatter):
    """Names pages by their URL: an item holds a whole page, far too much for a log."""

    def scraped(self, item: Page, response: Response | Failure | None, spider: Spider) -> Any:
        """Return the message for a page that passed the pipelines."""
        return {"level": logging.DEBUG, "msg": "Read %(source)s", "args": {"source": item.source}}

    def dropped(self, item: Page, exception: BaseException, response: Response | Failure | None, spider: Spider) -> Any:
        """Return the message for a page without a comparison.

        With the exception in it, the page's response would be kept until garbage is collected: it is held by the frame that
        holds the message.
        """
        args = {"source": item.source, "outcome": item.outcome, "why": str(exception)}
        return {"level": logging.INFO, "msg": "%(source)s: %(outcome)s: %(why)s", "args": args}

    def item_error(
        self, item: Page, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> Any:
        """Return the message for a page that a pipeline failed on."""
        return {"level": logging.ERROR, "msg": "Failed on %(source)s", "args": {"source": item.source}}
