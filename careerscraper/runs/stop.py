"""SIGTERM and SIGINT where Scrapy does not listen: while a run recovers, reads again, builds and publishes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from careerscraper.errors import CareerscraperError, StoppedError


@contextmanager
def stoppable() -> Iterator[None]:
    """For the block, turn SIGTERM and SIGINT into a `StoppedError`; everything in it leaves things whole when it raises."""
    stopped: list[StoppedError] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(StoppedError(f"stopped by {signal.Signals(number).name}: crawl again to complete the run"))
        raise stopped[0]

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except (RuntimeError, CareerscraperError) as error:  # DuckDB turns what is raised in a query into one of its own
        if stopped and error is not stopped[0]:
            raise stopped[0] from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
