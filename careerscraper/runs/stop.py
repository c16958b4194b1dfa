"""SIGTERM and SIGINT where Scrapy does not listen: while a run recovers, reads again, builds and publishes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from careerscraper.errors import StoppedError


@contextmanager
def stoppable() -> Iterator[None]:
    """For the block, turn SIGTERM and SIGINT into a `StoppedError`; everything in it leaves things whole when it raises."""

    def stop(number: int, _frame: FrameType | None) -> None:
        raise StoppedError(f"stopped by {signal.Signals(number).name}: crawl again to complete the run")

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
