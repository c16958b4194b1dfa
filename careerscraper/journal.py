"""The journal of one run: captures into the archive, outcomes and readings into committed segments.

A response is in the archive before anyone reads it. A segment commits so: sync the archive; Parquet under a temporary
name, sync, rename, sync the folder; then one transaction of the ledger with the segment, the offset reached in the
archive, the outcome of each page and the links found on it. Only what the ledger names exists.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import responses as reasons
from pathlib import Path
from sqlite3 import Row
from typing import NamedTuple

from careerscraper.errors import SourceError
from careerscraper.items import SEEN, Outcome, Page
from careerscraper.segments import Segment, commit_segment, next_number, write_segment
from careerscraper.storage.archive import Archive, read_capture
from careerscraper.storage.atomic import naming_write_errors
from careerscraper.storage.ledger import Ledger, now
from careerscraper.storage.steps import step

#: A date is a whole day, in whatever time zone, and caches are late.
_LASTMOD_SLACK = timedelta(days=2)
#: Every page is asked for once in a while.
_LASTMOD_TRUSTED = timedelta(days=30)

Headers = Sequence[tuple[str, str]]
#: Writes the segment of some pages, of which the captures are in the archive, with this number, while other work goes on.
Writer = Callable[[Sequence[Page], int], Awaitable[Segment]]


class _Draft(NamedTuple):
    """What is committed together: the outcomes of ``pages``, URLs that are ``new``, the ``offset`` reached in the archive."""

    offset: int
    pages: Sequence[Page]
    new: Mapping[str, int]


class Journal:
    """What a run has got, and what it still has to get. Every write that fails raises `WriteError`."""

    def __init__(self, output: Path, ledger: Ledger, site: str, run_id: str) -> None:
        self.output = output
        self.site = site
        self.run_id = run_id
        self._ledger = ledger
        with naming_write_errors(output / "archive"):
            self.archive = Archive(output / "archive", site, run_id)
        self._pages: list[Page] = []
        #: What is not committed yet, though no outcome will be added to it, in its order.
        self._drafts: list[_Draft] = []
        self._committing = asyncio.Lock()
        #: What writes segments in the place of this process, if anything does; then `commit_beside` has to be called.
        self.writer: Writer | None = None
        #: Where the captures begin that have no outcome yet, by URL: the committed offset must stay before them.
        self._captured: dict[str, int] = {}
        self._new: dict[str, int] = {}
        good = "SELECT url, answered_at FROM urls WHERE site = ? AND url IN (SELECT url FROM readings)"
        #: When the site last answered for the URLs with a good capture: of the others nothing has to be looked up.
        self._known = {row["url"]: row["answered_at"] for row in ledger.rows(good, site)}
        planned = ledger.rows("SELECT url, hops, done_by, outcome FROM urls WHERE planned_by = ?", run_id)
        self._planned = {row["url"] for row in planned}
        #: The URLs that still have to be asked for, with their hops: those that were blocked, too, once it is over.
        self.pending = {
            row["url"]: int(row["hops"]) for row in planned if row["done_by"] != run_id or row["outcome"] == "blocked"
        }
        self._done = len(self._planned) - len(self.pending)
        self.limit: int | None = None
        #: Whether to ask for every page whole, whatever is known of it.
        self.refetch = False
        #: Outcomes of one segment (setting SEGMENT_PAGES).
        self.segment_pages = 256
        #: Why the run has to end, and what ends it.
        self.failure: str | None = None
        self.stop: Callable[[], None] = lambda: None
        #: Takes how many of how many planned URLs have their outcome.
        self.progress: Callable[[int, int], None] = lambda *_: None

    def plan(self, url: str, hops: int = 0, *, is_captured: bool = False) -> bool:
        """Plan ``url`` for this run; return whether that is new, so that it has to be requested.

        Beyond the limit it is not planned, unless ``is_captured``: then it was, and just not committed.
        """
        if url in self._planned:
            return False
        if self.limit is not None and len(self._planned) >= self.limit and not is_captured:
            return False
        self._planned.add(url)
        self._new[url] = hops
        return True

    def commit_plan(self) -> None:
        """Commit what is planned, before anything of it is asked for: after a kill a limit has to let the same pages pass."""
        with self._ledger.transaction():
            self._ledger.add_urls(self.site, self.run_id, self._new)
        self._new = {}

    def validators(self, url: str) -> dict[str, str]:
        """Return the headers of a conditional request (RFC 9110, section 13), {} if there is no good capture to keep."""
        known = None if self.refetch else self._good_capture(url)
        named = {"If-None-Match": known["etag"], "If-Modified-Since": known["last_modified"]} if known else {}
        return {name: value for name, value in named.items() if value}

    def is_vouched(self, url: str, lastmod: str) -> bool:
        """Tell whether a good capture is surely newer than ``lastmod`` (a W3C date, or time), and not too old to rely on it."""
        answered = self._known.get(url)
        if answered is None or self.refetch or self._good_capture(url) is None:
            return False
        at = datetime.fromisoformat(answered)
        return _is_surely_before(lastmod, at) and at > datetime.now(UTC) - _LASTMOD_TRUSTED

    def is_belied(self, lastmods: Mapping[str, str | None]) -> bool:
        """Tell whether this run, before it was stopped, has found a change where ``lastmods`` say that there is none."""
        before = self._ledger.rows(
            "SELECT url, max(captures.fetched_at) AS at FROM urls JOIN captures USING (url)"
            " WHERE done_by = ?1 AND urls.outcome <> 'unchanged' AND captures.outcome = 'fetched' AND run_id <> ?1"
            " GROUP BY url",
            self.run_id,
        )
        dates = ((lastmods.get(row["url"]), datetime.fromisoformat(row["at"])) for row in before)
        return any(lastmod and _is_surely_before(lastmod, at) for lastmod, at in dates)

    def _good_capture(self, url: str) -> Row | None:
        known = self._ledger.good_capture(url) if url in self._known else None
        if known and (self.output / "archive" / known["capture_id"].rpartition(":")[0]).exists():
            return known
        return None

    def capture(
        self, url: str, status: int, headers: Headers, body: bytes, unpacked: Callable[[], bytes | SourceError]
    ) -> Page:
        """Archive a response as it was received; return what is known of it. Raises `WriteError`.

        ``unpacked`` returns the body out of its content codings, or why that cannot be.
        By the server's word (304), or because it has the content of the good capture, its outcome may be `unchanged`.
        What the archive has already, byte for byte, is not written again but as a revisit.
        """
        came = datetime.now(UTC)
        known = self._good_capture(url) if status in (200, 304) else None
        same = known is not None and (status == 304 or _digest(unpacked()) == known["sha256"])
        again = known if same and (status == 304 or self._is_archived(known, body)) else None
        seen_at = datetime.fromisoformat(again["fetched_at"]) if again else None
        place = self.archive.append(url, status, reasons.get(status, ""), headers, body, came, seen_at)
        self._captured[url] = int(place.rpartition(":")[2])
        outcome: Outcome = "unchanged" if same else "failed"
        page = Page(url, outcome, http_status=status, fetched_at=came, capture_id=place, run_id=self.run_id)
        return replace(page, seen_at=datetime.fromisoformat(known["fetched_at"])) if known and same else page

    def _is_archived(self, known: Row | None, body: bytes) -> bool:
        try:
            return known is not None and read_capture(self.output / "archive", known["capture_id"]).body == body
        except SourceError:  # damaged: all the better that there is a new one
            return False

    def compared(self, page: Page) -> Page:
        """Return ``page`` with the outcome `unchanged` if it has the content of the good capture."""
        known = self._good_capture(page.source) if page.outcome == "fetched" else None
        if known is None or known["sha256"] != page.sha256:
            return page
        return replace(page, outcome="unchanged", comparison=None, seen_at=datetime.fromisoformat(known["fetched_at"]))

    def add(self, page: Page) -> None:
        """Take the outcome of a URL; commit when there are enough of them, unless there is a `writer`.

        That a page is blocked stands in the archive, too: no later code may take its capture for a good one.
        """
        if page.outcome == "blocked" and page.capture_id:
            self.archive.tell(page.source, page.capture_id, page.outcome, page.refusal or "")
        self._pages.append(page)
        self._captured.pop(page.source, None)
        self._done += 1
        self.progress(self._done, len(self._planned))
        if self._has_enough() and self.writer is None:
            self.commit()

    def _has_enough(self, least: int | None = None) -> bool:
        return len(self._pages) >= (least or self.segment_pages)

    async def commit_beside(self, least: int | None = None) -> None:
        """Commit when there are enough outcomes, with a segment of the `writer`; others are taken meanwhile. Raises as it does.

        So many are enough, SEGMENT_PAGES by default. Behind what could not be committed nothing is, for the offset in the archive
        would pass it: the run fails, unless it was the last, which `commit` tries again.
        """
        if self.writer is None or not self._has_enough(least):
            return
        async with self._committing:
            if self._drafts:  # though nobody else is here
                self.failed("a segment was not committed: see the error above")
            elif self._has_enough(least):
                draft = self._draft()
                self._commit(draft, await self.writer(draft.pages, next_number(self.output, self.run_id)))

    def commit(self, whole: Callable[[Page], Page] = lambda page: page) -> None:
        """Commit what was taken since the last time.

        ``whole`` returns a page with what it states, where a `writer` keeps that to itself.
        """
        self._draft()
        for draft in tuple(self._drafts):
            number = next_number(self.output, self.run_id)
            self._commit(draft, write_segment(self.output, self.run_id, map(whole, draft.pages), number))

    def _draft(self) -> _Draft:
        step("commit:before")
        with naming_write_errors(self.archive.path):
            offset = min([self.archive.sync(), *self._captured.values()])
        step("commit:archive")
        draft = _Draft(offset, self._pages, self._new)
        self._drafts.append(draft)
        self._pages, self._new = [], {}
        return draft

    def _commit(self, draft: _Draft, segment: Segment) -> None:
        step("commit:segment")
        with self._ledger.transaction():
            self._ledger.set_committed(self.archive.name, draft.offset)
            self._ledger.add_urls(self.site, self.run_id, draft.new)
            for page in draft.pages:
                self._settle(page)
            commit_segment(self._ledger, self.run_id, segment, draft.pages)
            step("commit:transaction")
        self._drafts.pop(0)
        step("commit:after")

    def _settle(self, page: Page) -> None:
        """Record the outcome of a URL, before its capture is: what was known tells whether it has changed."""
        ledger = self._ledger
        checked = page.fetched_at.isoformat(timespec="microseconds") if page.fetched_at else now()
        values: dict[str, object] = {
            "done_by": self.run_id,
            "outcome": page.outcome,
            "refusal": page.refusal,
        }
        if page.capture_id or page.outcome != "unchanged":  # else by the sitemap's word alone, without a request
            values |= {"http_status": page.http_status, "last_capture": page.capture_id}
        if page.fetched_at:
            values["answered_at"] = checked
        if page.outcome in SEEN:
            values["last_checked_at"] = checked
        if page.outcome == "fetched":
            known = ledger.good_capture(page.source) if page.source in self._known else None
            if known is None or known["sha256"] != page.sha256:
                values["last_changed_at"] = checked
        ledger.set_url(page.source, values, attempts=1)
        ledger.add_links((page.source, link) for link in page.links)

    def failed(self, why: str) -> None:
        """End the run: something could not be written."""
        self.failure = self.failure or why
        self.stop()

    def close(self) -> None:
        """Close the archive. What is not committed is read again from there at the next start."""
        self.archive.close()


def _is_surely_before(lastmod: str, at: datetime) -> bool:
    try:
        modified = datetime.fromisoformat(lastmod)
    except ValueError:
        return False
    return (modified if modified.tzinfo else modified.replace(tzinfo=UTC)) < at - _LASTMOD_SLACK


def _digest(content: bytes | SourceError) -> str | None:
    return None if isinstance(content, SourceError) else hashlib.sha256(content).hexdigest()
