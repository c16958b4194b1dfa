"""Without a request: all captures read again, or the ledger made anew from the archive."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from careerscraper.bulk.workers import choose_staff
from careerscraper.errors import CheckFailedError, UsageError
from careerscraper.journal import Journal
from careerscraper.normalize.version import parser_version
from careerscraper.releases.checks.judge import require_acceptable
from careerscraper.releases.release import clean_leftovers
from careerscraper.releases.stores import Store
from careerscraper.runs.recover import drop_unnamed, read_again, read_uncommitted
from careerscraper.runs.report import read_report, write_report
from careerscraper.runs.verdict import EXIT_ERROR, EXIT_REFUSED, Verdict, published_in, release
from careerscraper.sites import find_site
from careerscraper.storage.archive import cut_torn_tail, read_captures, require_torn_tail
from careerscraper.storage.atomic import naming_write_errors, sync
from careerscraper.storage.ledger import NAME, Ledger, Run
from careerscraper.storage.lock import locked
from careerscraper.storage.workshop import workshop

_NEW, _OLD = "ledger.new.sqlite", "ledger.old.sqlite"
_SUFFIXES = ("", "-wal", "-shm")  # SQLite's own two beside the file: they must go where it goes


def rebuild(
    output: Path,
    store: Store | None = None,
    accepted: Sequence[str] = (),
    workers: int | None = None,
    scheduler: str | None = None,
) -> Verdict:
    """Read every archived capture again with today's code, release, and copy the release into ``store``.

    ``accepted`` are checks that may fail, by request; ``workers`` and ``scheduler`` say who reads, as to `extract`. Raises
    `CareerscraperError` where it cannot.
    """
    require_acceptable(accepted)
    with locked(output, "rebuild"):
        ledger = Ledger(output)
        try:
            drop_unnamed(output, ledger)
            clean_leftovers(output)
            run_id = f"rebuild-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
            count = _read(output, ledger, run_id, workers, scheduler)
            verdict = published_in(store, output, _release(output, ledger, run_id, accepted, count))
            write_report(output, ledger, {}, run_id, verdict)
            return verdict
        finally:
            ledger.close()


def _read(output: Path, ledger: Ledger, run_id: str, workers: int | None, scheduler: str | None) -> int:
    size = sum(path.stat().st_size for path in (output / "archive").rglob("*.warc.gz"))
    working = choose_staff(workers, scheduler, size, sys.maxsize)
    with naming_write_errors(output), workshop(output, ".rebuild-") as scratch, working(str(scratch)) as staff:
        count = read_again(output, ledger, run_id, staff, everything=True)
    drop_unnamed(output, ledger)  # what workers left that died
    return count


def _release(output: Path, ledger: Ledger, run_id: str, accepted: Sequence[str], count: int) -> Verdict:
    if not count:
        return Verdict(run_id, EXIT_ERROR, "the ledger names no capture: crawl first, or rebuild --ledger")
    ledger.keep_segments(parser_version(), run_id)
    try:
        version = release(output, ledger, {"partial": False, "run_id": run_id}, accepted)
    except CheckFailedError as error:
        return Verdict(run_id, EXIT_REFUSED, str(error))
    return Verdict(run_id, 0, f"{count} captures read again", release=version)


def rebuild_ledger(output: Path) -> int:
    """Make the ledger anew from the archive; return of how many captures. The old one is kept beside it.

    What no response tells is lost: failed requests, and the plan of a run that was open. Raises `ArchiveError` if an
    archive is damaged, `UsageError` if there is none, `WriteError`.
    """
    with locked(output, "rebuild --ledger"):
        archives = sorted((output / "archive").glob("*/*.warc.gz"), key=lambda path: (_began(output, path), path.name))
        if not archives:
            raise UsageError(f"{output / 'archive'} holds no captures: nothing to make a ledger from")
        with naming_write_errors(output / _NEW):
            _move(output, _NEW, None)  # of an earlier attempt, that was killed
        ledger = Ledger(output, _NEW)
        try:
            count = sum(_read_archive(output, ledger, path) for path in archives)
            with ledger.transaction():
                ledger.date_urls()
        finally:
            ledger.close()
        with naming_write_errors(output / NAME):
            _move(output, NAME, _OLD)
            _move(output, _NEW, NAME)
            sync(output)
        return count


def _began(output: Path, path: Path) -> datetime:
    """Return when the first capture was received: an archive may have been added later, under whatever name."""
    first = next(read_captures(output / "archive", f"{path.parent.name}/{path.name}"), None)
    return first.fetched_at if first else datetime.max.replace(tzinfo=UTC)


def _move(output: Path, name: str, to: str | None) -> None:
    for suffix in _SUFFIXES:
        path = output / f"{name}{suffix}"
        if to is None:
            path.unlink(missing_ok=True)
        elif path.exists():
            path.replace(output / f"{to}{suffix}")


def _read_archive(output: Path, ledger: Ledger, path: Path) -> int:
    """Take one run into the ledger, as a recovery does of which nothing was committed."""
    site, run_id = path.parent.name, path.name.removesuffix(".warc.gz")
    find_site(site)
    require_torn_tail(path)
    cut_torn_tail(path, 0)
    told = read_report(output, run_id)
    if "origin" in told:  # else the next crawl says where requests go
        ledger.settle_origin(str(told["origin"]) if told["origin"] else None)
    ledger.start_run(Run(run_id, site, told), limit=0)
    journal = Journal(output, ledger, site, run_id)
    try:
        count = read_uncommitted(journal, ledger)
    finally:
        journal.close()
    ledger.end_run(run_id, "closed", None, "known from the archive alone", None)
    return count
