"""The journal of one run: captures into the archive, outcomes and readings into committed segments.

A response is in the archive before anyone reads it. A segment commits so: sync the archive; Parquet under a temporary
name, sync, rename, sync the folder; then one transaction of the ledger with the segment, the offset reached in the
archive, the outcome of each page and the links found on it. Only what the ledger names exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from http.client import responses as reasons
from pathlib import Path

from careerscraper.items import SEEN, Page
from careerscraper.normalize.observations import observe
from careerscraper.normalize.version import parser_version
from careerscraper.releases.arrow import to_arrow
from careerscraper.releases.sinks import open_sink
from careerscraper.storage.archive import Archive
from careerscraper.storage.atomic import naming_write_errors, replacing
from careerscraper.storage.ledger import Ledger, now
from careerscraper.storage.steps import step


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
        #: Where the captures begin that have no outcome yet, by URL: the committed offset must stay before them.
        self._captured: dict[str, int] = {}
        self._new: dict[str, int] = {}
        planned = ledger.rows("SELECT url, hops, done_by FROM urls WHERE planned_by = ?", run_id)
        self._planned = {row["url"] for row in planned}
        self.pending = {row["url"]: int(row["hops"]) for row in planned if row["done_by"] != run_id}
        self.limit: int | None = None
        #: Outcomes of one segment (setting SEGMENT_PAGES).
        self.segment_pages = 256
        #: Why the run has to end, and what ends it.
        self.failure: str | None = None
        self.stop: Callable[[], None] = lambda: None

    def plan(self, url: str, hops: int = 0) -> bool:
        """Plan ``url`` for this run; return whether that is new, so that it has to be requested."""
        if url in self._planned or (self.limit is not None and len(self._planned) >= self.limit):
            return False
        self._planned.add(url)
        self._new[url] = hops
        return True

    def capture(self, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Page:
        """Archive a response as it was received; return what is known of it. Raises `WriteError`."""
        came = datetime.now(UTC)
        place = self.archive.append(url, status, reasons.get(status, ""), headers, body, came)
        self._captured[url] = int(place.rpartition(":")[2])
        return Page(url, "failed", http_status=status, fetched_at=came, capture_id=place, run_id=self.run_id)

    def add(self, page: Page) -> None:
        """Take the outcome of a URL; commit when there are enough of them."""
        self._pages.append(page)
        self._captured.pop(page.source, None)
        if len(self._pages) >= self.segment_pages:
            self.commit()

    def commit(self) -> None:
        """Commit what was taken since the last time."""
        step("commit:before")
        with naming_write_errors(self.archive.path):
            offset = min([self.archive.sync(), *self._captured.values()])
        step("commit:archive")
        segment, counts = write_segment(self.output, self.run_id, self._pages)
        step("commit:segment")
        with self._ledger.transaction():
            self._ledger.set_committed(self.archive.name, offset)
            commit_segment(self._ledger, self.run_id, segment, counts)
            self._ledger.add_urls(self.site, self.run_id, self._new)
            for page in self._pages:
                self._settle(page, counts.get(page.source, (0, 0)))
            step("commit:transaction")
        self._pages, self._new = [], {}
        step("commit:after")

    def _settle(self, page: Page, counts: tuple[int, int]) -> None:
        ledger = self._ledger
        old = next(iter(ledger.rows("SELECT attempts, sha256 FROM urls WHERE url = ?", page.source)), None)
        checked = page.fetched_at.isoformat(timespec="microseconds") if page.fetched_at else now()
        values: dict[str, object] = {
            "done_by": self.run_id,
            "outcome": page.outcome,
            "refusal": page.refusal,
            "http_status": page.http_status,
            "attempts": (old["attempts"] if old else 0) + 1,
        }
        if page.outcome in SEEN:
            values["last_checked_at"] = checked
        if page.comparison is not None:
            values |= reading(page, counts)
            values |= {"etag": page.etag, "last_modified": page.last_modified, "sha256": page.sha256}
            if old is None or old["sha256"] != page.sha256:
                values["last_changed_at"] = checked
        ledger.set_url(page.source, values)
        ledger.add_links((page.source, link) for link in page.links)

    def failed(self, why: str) -> None:
        """End the run: something could not be written."""
        self.failure = self.failure or why
        self.stop()

    def close(self) -> None:
        """Close the archive. What is not committed is read again from there at the next start."""
        self.archive.close()


def reading(page: Page, counts: tuple[int, int]) -> dict[str, object]:
    """Return the ledger's columns of the reading of a page with a comparison."""
    comparison = page.comparison
    assert comparison is not None
    return {
        "capture_id": page.capture_id,
        "fetched_at": page.fetched_at.isoformat(timespec="microseconds") if page.fetched_at else None,
        "run_id": page.run_id,
        "parser_version": parser_version(),
        "page_id": comparison.page_id,
        "pair_key": "|".join(sorted(comparison.career_ids)),
        "title": comparison.title,
        "observation_count": counts[0],
        "issue_count": counts[1],
    }


Counts = dict[str, tuple[int, int]]


def write_segment(output: Path, run_id: str, pages: Iterable[Page]) -> tuple[str | None, Counts]:
    """Write the observations of ``pages``; return the segment's path within ``output``, and what each page has.

    That is the number of its observations and issues. Without a comparison there is no segment.
    """
    batch = observe([page for page in pages if page.comparison is not None])
    if batch.observations.empty:
        return None, {}
    sizes = batch.observations.groupby("source").size()
    odd: dict[str, int] = {}
    for source, _ in batch.issues:
        odd[source] = odd.get(source, 0) + 1
    folder = output / "segments" / run_id
    number = len(list(folder.glob("*.parquet"))) if folder.exists() else 0
    path = folder / f"{number:06}.parquet"
    with (
        naming_write_errors(path),
        replacing(path) as temporary,
        temporary.open("wb") as file,
        closing(open_sink(file, "observations", "parquet")) as sink,
    ):
        for rows in to_arrow(batch.observations, "observations").to_batches():
            sink.write(rows)
    return str(path.relative_to(output)), {str(page): (int(n), odd.get(str(page), 0)) for page, n in sizes.items()}


def commit_segment(ledger: Ledger, run_id: str, path: str | None, counts: Counts) -> None:
    """Name the segment in the ledger, within a transaction."""
    if path is not None:
        ledger.add_segment(path, run_id, parser_version(), sum(n for n, _ in counts.values()))
