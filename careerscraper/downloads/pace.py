"""When a host may be asked again: never sooner than it wants (Crawl-delay; Retry-After, RFC 9110 section 10.2.3)."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy.exceptions import IgnoreRequest

#: The statuses by which a server asks for time.
_SLOW_DOWN = (429, 503)
#: How many delays to wait where it does not say how long.
_UNSAID_DELAYS = 10
_STEP = 0.5  # seconds between two looks at whether the crawl still goes on


class CrawlEndsError(IgnoreRequest):
    """The crawl ends before the request's turn came: it stays planned."""


class Pace:
    """The turns of each host. ``least`` is the fewest seconds between two requests to one; ``ends`` whether the crawl does."""

    def __init__(self, least: float, ends: Callable[[], bool]) -> None:
        self._delays: defaultdict[str, float] = defaultdict(lambda: least)
        self._last: dict[str, float] = {}
        self._not_before: dict[str, float] = {}
        self._ends = ends

    def slow_down(self, host: str, delay: float) -> None:
        """Leave at least ``delay`` seconds between two requests to ``host``."""
        self._delays[host] = max(self._delays[host], delay)

    def answered(self, host: str, status: int, retry_after: str | None) -> float:
        """Take note of an answer; return for how many seconds ``host`` wants to be left alone."""
        if status not in _SLOW_DOWN:
            return 0.0
        wait = _seconds(retry_after)
        wait = _UNSAID_DELAYS * self._delays[host] if wait is None else wait
        self._not_before[host] = max(self._not_before.get(host, 0.0), monotonic() + wait)
        return wait

    async def turn(self, host: str) -> None:
        """Wait until ``host`` may be asked. Raises `CrawlEndsError` when the crawl ends before."""
        while (wait := self._due(host) - monotonic()) > 0:
            if self._ends():
                raise CrawlEndsError("the crawl ends")
            await asyncio.sleep(min(wait, _STEP))
        self._last[host] = monotonic()

    def _due(self, host: str) -> float:
        last = self._last.get(host)
        next_turn = 0.0 if last is None else last + self._delays[host]
        return max(next_turn, self._not_before.get(host, 0.0))


def _seconds(retry_after: str | None) -> float | None:
    """Return the seconds that a Retry-After asks for, by number or date; None if it is neither."""
    text = (retry_after or "").strip()
    if text.isdecimal() and text.isascii():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # HTTP dates are in GMT, also where "-0000" says so
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
