"""Whether a sitemap's `lastmod` may be believed: some pages are asked for though it says that they have not changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable

from careerscraper.items import Page

_ONE_IN = 10


def choose(urls: Iterable[str], run_id: str, least: int) -> set[str]:
    """Return the witnesses among ``urls``: ``least`` of them, and a tenth of the rest, others in each run."""
    ranked = sorted(urls, key=lambda url: hashlib.sha256(f"{run_id} {url}".encode()).digest())
    return set(ranked[: least + max(0, len(ranked) - least) // _ONE_IN])


class Witnesses:
    """The pages that are asked for, and what came of it: the sitemap is believed if none of them has changed."""

    def __init__(self, urls: Iterable[str]) -> None:
        self._open = set(urls)
        self._agree = True
        self._heard = asyncio.Event()
        if not self._open:
            self._heard.set()

    def hear(self, page: Page) -> None:
        """Take the outcome of any page."""
        if page.source in self._open:
            self._open.discard(page.source)
            self._agree = self._agree and page.outcome == "unchanged"
        if not self._open:
            self._heard.set()

    async def agree(self) -> bool:
        """Return, when all of them have their outcome, whether every one is unchanged."""
        await self._heard.wait()
        return self._agree
