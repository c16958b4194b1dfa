"""A run from its plan to its verdict: lock → recover → crawl → read again → build → publish."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

# First of all: on loading, it looks for its callers among all that is loaded, which takes a second where pandas is.
import scrapy.core.downloader.handlers.http11  # noqa: F401
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from careerscraper.errors import CareerscraperError, CheckFailedError, UsageError
from careerscraper.items import SEEN
from careerscraper.journal import Journal
from careerscraper.memory import settled
from careerscraper.normalize.version import parser_version
from careerscraper.pipelines import BLOCKED
from careerscraper.reader import Reader
from careerscraper.releases.checks.judge import require_acceptable
from careerscraper.releases.release import clean_leftovers
from careerscraper.releases.store_urls import open_store
from careerscraper.releases.stores import Store
from careerscraper.runs.recover import drop_unnamed, read_again, read_uncommitted, whole
from careerscraper.runs.report import write_report
from careerscraper.runs.stop import stoppable
from careerscraper.runs.verdict import (
    EXIT_BLOCKED,
    EXIT_ERROR,
    EXIT_REFUSED,
    EXIT_UNFINISHED,
    Verdict,
    published_in,
    release,
)
from careerscraper.sites import find_site
from careerscraper.spiders.arguments import require_guards, settle_origin
from careerscraper.storage.ledger import Ledger, Run
from careerscraper.storage.lock import locked

MIN_SEEN = 0.99


def _require_count(settings: Settings, name: str) -> None:
    if settings.getint(name) < 1:
        raise ValueError("below 1")


#: What reads settings of our own here, and raises `ValueError`.
_CHECKED: Mapping[str, Callable[[Settings, str], object]] = {
    "SEGMENT_PAGES": _require_count,
    "READ_BESIDE": Settings.getbool,
    "LOG_LEVEL": lambda settings, name: logging.Handler(settings.get(name)),
}

#: By these settings, and by code that a setting names, somebody may see what pages state, beside the process that reads them.
_WATCHES = ("FEEDS", "TABLES")
_CODE = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]")


@dataclass(frozen=True)
class Order:
    """What was asked for: ``starts`` are URLs in place of the sitemaps, ``publish`` a store, ``settings`` Scrapy's.

    ``accepted`` are checks that may fail.
    """

    site: str
    output: Path
    origin: str | None = None
    starts: tuple[str, ...] | None = None
    limit: int | None = None
    fresh: bool = False
    refetch: bool = False
    publish_partial: bool = False
    publish: str | None = None
    accepted: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, object]:
        """Return what decides the plan: a run continues only under the same."""
        starts = None if self.starts is None else hashlib.sha256("\n".join(self.starts).encode()).hexdigest()
        return {"starts": starts, "limit": self.limit, "origin": self.origin, "refetch": self.refetch}


Progress = Callable[[int, int], None]


def crawl(order: Order, progress: Progress = lambda *_: None) -> Verdict:
    """Crawl a site into an output folder and release.

    ``progress`` takes how many of how many planned URLs have their outcome. Raises `CareerscraperError` where the run
    cannot even start.
    """
    if not find_site(order.site).hosts:
        raise UsageError(
            f"{order.site} stands for pages of any site: there is none to crawl; read saved ones with `extract`"
        )
    require_acceptable(order.accepted)
    order = replace(order, origin=settle_origin(order.origin, order.settings.get("CONTACT")))
    require_guards(_settings(order))  # here, as Scrapy would log what the spider raises, and go on without it
    store = open_store(order.publish) if order.publish is not None else None
    with locked(order.output, f"crawl {order.site}"):
        ledger = Ledger(order.output)
        try:
            return _run(order, ledger, store, progress)
        finally:
            ledger.close()


def _run(order: Order, ledger: Ledger, store: Store | None, progress: Progress) -> Verdict:
    ledger.settle_origin(order.origin)
    with stoppable():
        drop_unnamed(order.output, ledger)
        clean_leftovers(order.output)
        run = _open(order, ledger)
    journal = Journal(order.output, ledger, order.site, run.run_id)
    journal.limit, journal.refetch, journal.progress = order.limit, order.refetch, progress
    write_report(order.output, ledger, {"site": order.site, **order.told()}, run.run_id)
    reason = "stopped"
    try:
        with stoppable():
            read_uncommitted(journal, ledger)
        reason = _fetch(order, journal)
        if journal.failure is None:
            journal.commit(partial(whole, journal))
        with stoppable():
            verdict = _conclude(order, ledger, run, journal.failure, reason)
            if reason != "shutdown":
                verdict = published_in(store, order.output, verdict)
    except CareerscraperError as error:  # whatever ends the run stands in its report
        verdict, reason = Verdict(run.run_id, error.exit_code, str(error), ledger.counts(run.run_id)), "stopped"
    finally:
        journal.close()
    state = "closed" if reason == "finished" and journal.failure is None else "open"
    ledger.end_run(run.run_id, state, verdict.exit_code, verdict.why, verdict.release)
    write_report(order.output, ledger, {"site": order.site, **order.told()}, run.run_id, verdict)
    return verdict


def _open(order: Order, ledger: Ledger) -> Run:
    """Return the run to work on: the open one if it was asked for the same, else a new one."""
    run = ledger.open_run(order.site)
    if run is not None and not order.fresh:
        if run.arguments != order.told():
            raise UsageError(f"run {run.run_id} is open with other arguments {run.arguments}: repeat those, or --fresh")
        return run
    if run is not None:
        journal = Journal(order.output, ledger, order.site, run.run_id)
        read_uncommitted(journal, ledger)  # nothing that was fetched is lost
        journal.close()
        verdict = Verdict(
            run.run_id, EXIT_UNFINISHED, "abandoned: a fresh run took its place", ledger.counts(run.run_id)
        )
        ledger.end_run(run.run_id, "abandoned", verdict.exit_code, verdict.why, None)
        write_report(order.output, ledger, {"site": order.site, **run.arguments}, run.run_id, verdict)
    run = Run(datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ"), order.site, order.told())
    ledger.start_run(run, -1 if order.limit is None else order.limit)
    return run


def _fetch(order: Order, journal: Journal) -> str:
    """Crawl what is planned; return how the crawl ended, `finished` if by itself and without an error of ours."""
    settings = _settings(order)
    journal.segment_pages = settings.getint("SEGMENT_PAGES")
    with ExitStack() as stack:
        reader = None
        if settings.getbool("READ_BESIDE"):  # first of all: while it loads, so does the crawl
            ahead = 8 * max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
            watched = any(name in _WATCHES or _CODE.search(value) for name, value in order.settings.items())
            told = (order.output, order.site, journal.run_id, ahead)
            reader = stack.enter_context(closing(Reader(*told, tells_all=watched)))
            journal.writer = reader.write
        process = AsyncCrawlerProcess(settings)
        for name in (None, "scrapy"):  # else a record is made of all that nobody will see
            logging.getLogger(name).setLevel(settings.get("LOG_LEVEL"))
        crawler = process.create_crawler(order.site)
        process.crawl(crawler, journal=journal, starts=order.starts, reader=reader)
        stack.enter_context(settled())
        process.start()
    if process.bootstrap_failed or crawler.stats is None:
        return "not started"
    if crawler.stats.get_value("log_count/CRITICAL") or _spider_errors(crawler.stats.get_stats()):
        return "errors"
    # A second signal ends everything before Scrapy has said why.
    return str(crawler.stats.get_value("finish_reason", "shutdown"))


def _settings(order: Order) -> Settings:
    settings = Settings()
    settings.setmodule("careerscraper.settings", priority="project")
    for name, value in {"ORIGIN": order.origin, "LOGSTATS_INTERVAL": 0, **order.settings}.items():
        try:
            settings.set(name, value, priority="cmdline")
            if name in _CHECKED:
                _CHECKED[name](settings, name)
        except ValueError as error:  # no JSON where it has to be, no number
            raise UsageError(f"-s {name}: {error}") from error
    return settings


def _spider_errors(stats: Mapping[str, Any]) -> int:
    return sum(int(value) for name, value in stats.items() if name.startswith("spider_exceptions/"))


def _conclude(order: Order, ledger: Ledger, run: Run, failure: str | None, reason: str) -> Verdict:
    counts = ledger.counts(run.run_id)
    # What robots.txt forbids was never to be requested: it says nothing of how well the run went.
    planned = sum(count for outcome, count in counts.items() if outcome != "forbidden")
    seen = sum(counts.get(outcome, 0) for outcome in SEEN)

    def verdict(code: int, why: str, version: str | None = None) -> Verdict:
        return Verdict(run.run_id, code, why, counts, version)

    why = f"{seen} of {planned} pages seen, crawl {reason}"
    if failure or reason in ("errors", "not started"):
        return verdict(EXIT_ERROR, failure or f"the crawl ended with {reason}")
    if reason == BLOCKED or (not seen and counts.get("blocked")):
        return verdict(EXIT_BLOCKED, f"{why}: the site wants no robot, or not this one: ask it before crawling again")
    if not seen and reason != "shutdown":  # a signal that comes first is no failure
        return verdict(EXIT_ERROR, f"no page was seen, crawl {reason}")
    partial = reason != "finished" or seen < MIN_SEEN * planned
    if partial and not order.publish_partial:
        return verdict(EXIT_UNFINISHED, why + _unseen(ledger, run.run_id))
    read_again(order.output, ledger, run.run_id)
    ledger.keep_segments(parser_version())
    about: dict[str, object] = {
        "planned": planned,
        "seen": seen,
        "partial": partial,
        "min_seen": 0.0 if partial else MIN_SEEN,
    }
    about |= {"origin": order.origin, "run_id": run.run_id, "site": order.site}
    try:
        version = release(order.output, ledger, about, order.accepted)
    except CheckFailedError as error:
        return verdict(EXIT_REFUSED, str(error))
    return verdict(0, why, version)


def _unseen(ledger: Ledger, run_id: str) -> str:
    """Return in words what came of the pages that the run has asked for and not seen, with one of each kind."""
    rows = ledger.rows(
        "SELECT outcome, count(*) AS n, min(url) AS url, refusal FROM urls WHERE done_by = ? AND http_status IS NOT NULL"
        " AND outcome IN ('refused', 'failed', 'blocked') GROUP BY outcome ORDER BY n DESC",
        run_id,
    )
    return "".join(f"; {row['n']} {row['outcome']}, such as {row['url']}: {row['refusal']}" for row in rows)
