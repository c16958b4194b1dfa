"""What a killed run left: cut what is torn, drop what the ledger does not name, read again what it had not committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby, islice
from operator import itemgetter
from pathlib import Path

from careerscraper.bulk.workers import Staff
from careerscraper.errors import CareerscraperError, SourceError
from careerscraper.items import Page
from careerscraper.journal import Journal
from careerscraper.normalize.version import parser_version
from careerscraper.responses import page_of
from careerscraper.segments import SEGMENTS, Segment, commit_segment, next_number, write_segment
from careerscraper.storage.archive import cut_torn_tail, read_capture, read_captures, read_told
from careerscraper.storage.atomic import naming_write_errors
from careerscraper.storage.ledger import Ledger

_BATCH_PAGES = 256
_HERE = Staff()


def drop_unnamed(output: Path, ledger: Ledger) -> None:
    """Delete the segments that the ledger does not name, and cut the archives behind their last whole record."""
    named = {row["path"] for row in ledger.rows("SELECT path FROM segments")}
    committed = {row["name"]: row["committed"] for row in ledger.rows("SELECT * FROM archives")}
    for path in (output / SEGMENTS).rglob("*"):
        if path.is_file() and path.relative_to(output).as_posix() not in named:
            with naming_write_errors(path):
                path.unlink()
    for path in (output / "archive").rglob("*.warc.gz"):
        name = path.relative_to(output / "archive").as_posix()
        if path.stat().st_size != committed.get(name):
            cut_torn_tail(path, committed.get(name, 0))


def read_uncommitted(journal: Journal, ledger: Ledger) -> int:
    """Take the captures behind the committed offset of the run's archive into the journal; return how many.

    Answers that a crawl asks for again (503), and what was blocked, are passed over: they are still to be asked for.
    """
    rows = ledger.rows("SELECT committed FROM archives WHERE name = ?", journal.archive.name)
    settled = "SELECT url FROM urls WHERE done_by = ? AND outcome <> 'blocked'"
    done = {row["url"] for row in ledger.rows(settled, journal.run_id)}
    place = (journal.output / "archive", journal.archive.name, rows[0]["committed"] if rows else 0)
    if journal.limit is not None:  # before their links can take their place in the plan
        for capture in read_captures(*place):
            journal.plan(capture.url, is_captured=True)
    count = 0
    told = read_told(*place)
    for capture in read_captures(*place):
        if capture.url in done:  # committed after a capture that was not
            continue
        page = journal.compared(page_of(capture, journal.site, journal.run_id))
        if page.outcome in ("failed", "blocked") or capture.capture_id in told:
            journal.plan(page.source, is_captured=True)
            journal.pending.setdefault(page.source, 0)
        else:
            _take(journal, page)
            count += 1
    if count:
        journal.commit()
    return count


def whole(journal: Journal, page: Page) -> Page:
    """Return ``page`` with what it states, read again where the process that has read it keeps that to itself."""
    if page.comparison is None or page.comparison.parts or page.capture_id is None:
        return page
    return next(_pages(journal.output, [(page.capture_id, journal.site, journal.run_id)]))


def _take(journal: Journal, page: Page) -> None:
    hops = journal.pending.pop(page.source, 0) + 1 if page.outcome == "redirected" else 0
    journal.pending.pop(page.source, None)
    journal.plan(page.source, is_captured=True)
    for link in page.links:
        if journal.plan(link, hops):
            journal.pending[link] = hops
    journal.add(page)


def read_again(output: Path, ledger: Ledger, run_id: str, staff: Staff = _HERE, *, everything: bool = False) -> int:
    """Read the captures that other code has read, or all, anew from the archive, without a request; return how many.

    ``staff`` is whoever reads. What was blocked stays so: a challenge is no page, whatever code may read in it.
    """
    rows = ledger.rows(
        "SELECT capture_id, site, captures.run_id FROM captures JOIN urls USING (url)"
        " WHERE captures.outcome NOT IN ('blocked', 'unchanged') AND (? OR parser_version <> ?)"
        " ORDER BY captures.run_id, fetched_at, capture_id",
        everything,
        parser_version(),
    )
    numbers = count(next_number(output, run_id))
    tasks = (staff.submit(_read_batch, output, run_id, next(numbers), batch) for batch in _batches(map(tuple, rows)))
    for segment, pages in staff.in_turn(tasks):
        with ledger.transaction():
            commit_segment(ledger, run_id, segment, pages)
            for page in pages:
                ledger.set_outcome(page.capture_id, page.outcome, page.refusal)
    return len(rows)


def _batches(rows: Iterable[tuple[str, str, str]]) -> Iterator[list[tuple[str, str, str]]]:
    """Yield some captures at a time, all of one run, in which a URL comes once."""
    for _, captures in groupby(rows, key=itemgetter(2)):
        while batch := list(islice(captures, _BATCH_PAGES)):
            yield batch


def _read_batch(
    output: Path, run_id: str, number: int, captures: Sequence[tuple[str, str, str]]
) -> tuple[Segment, list[Page]]:
    """Write what is read of the ``captures`` as the segment of this ``number``; return it and their pages, without statements."""
    pages = list(_pages(output, captures))
    segment = write_segment(output, run_id, pages, number)
    return segment, [page.without_statements() for page in pages]


def _pages(output: Path, captures: Sequence[tuple[str, str, str]]) -> Iterator[Page]:
    for capture_id, site, run_id in captures:
        try:
            capture = read_capture(output / "archive", capture_id)
        except SourceError as error:
            what = "or make the ledger anew from what is still there: `careerscraper rebuild --ledger`"
            raise CareerscraperError(f"{error}; {what}") from error
        yield page_of(capture, site, run_id)
