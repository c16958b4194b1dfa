"""A host that asks for time gets it: nothing is requested before it is up, and nothing is lost by waiting."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Run
from crawls import FAST, kill
from recorder import HOST, Recorder, Said, in_seconds, recorded, sitemap, text

from careerscraper.demo.site import DemoSite

ONE = (*FAST, "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
EIGHT = FAST
# Seconds that an answer takes to reach us, and a request that is on its way to reach the server.
ON_THE_WIRE = 0.4


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite(8)


def crawl(server: Recorder, output: Path, *more: str) -> tuple[str | Path, ...]:
    return ("careerscraper", "crawl", "zippia", "--origin", server.origin, "--output", output, *more)


def busy(status: int, retry_after: Callable[[], str]) -> Iterator[Said]:
    """Refuse once. The date is made when it is asked for."""
    yield text("busy", status, ("Retry-After", retry_after()))


def script(site: DemoSite, place: str, refusals: Iterator[Said]) -> dict[str, Iterator[Said]]:
    """Refuse at ``place``, then answer; pages take their time, so that several are on the wire."""
    told = {
        "/robots.txt": [text(f"Sitemap: {HOST}/pages.xml\n")],
        "/pages.xml": [sitemap({page.url: None for page in site.comparisons})],
        **{page.path: [Said(200, page.html(), after=0.05)] for page in site.comparisons},
    }
    path = {"robots.txt": "/robots.txt", "sitemap": "/pages.xml", "page": site.comparisons[3].path}[place]

    def all_of(said: list[Said], *, is_refused: bool) -> Iterator[Said]:
        if is_refused:
            yield from refusals
        yield from said

    return {name: all_of(said, is_refused=name == path) for name, said in told.items()}


CASES = {
    "429, seconds, on a page": (429, lambda: "1", "page", 1.0, EIGHT),
    "503, seconds, on a page": (503, lambda: "1", "page", 1.0, ONE),
    "429, date, on a page": (429, lambda: in_seconds(2), "page", 1.0, ONE),
    "503, date, on a page": (503, lambda: in_seconds(2), "page", 1.0, EIGHT),
    "429, seconds, on robots.txt": (429, lambda: "1", "robots.txt", 1.0, ONE),
    "503, date, on robots.txt": (503, lambda: in_seconds(2), "robots.txt", 1.0, EIGHT),
    "503, seconds, on a sitemap": (503, lambda: "1", "sitemap", 1.0, ONE),
    "429, seconds, on a sitemap": (429, lambda: "1", "sitemap", 1.0, EIGHT),
    "429, nothing said": (429, lambda: "soon", "page", 1.0, (*ONE, "-s", "DOWNLOAD_DELAY=0.1")),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_asked_before_the_time_is_up(run: Run, site: DemoSite, case: str, tmp_path: Path) -> None:
    status, retry_after, place, seconds, settings = CASES[case]
    with recorded(site) as server:
        server.say(script(site, place, busy(status, retry_after)))
        done = run(*crawl(server, tmp_path, *settings))
    assert done.returncode == 0, done.stderr
    (refused,) = (asked for asked in server.asked if asked.status == status)
    until = refused.answered + seconds
    assert server.asked_between(refused.answered + ON_THE_WIRE, until - 0.02) == []
    assert server.paths.count(refused.path) == 2
    (again,) = (asked for asked in server.asked if asked.path == refused.path and asked is not refused)
    assert until - 0.02 <= again.at < until + 30
    assert again.status == 200
    assert {page.path for page in site.comparisons} <= set(server.paths)


def test_waiting_is_no_time_out(run: Run, site: DemoSite, tmp_path: Path) -> None:
    """A download may take as long as DOWNLOAD_TIMEOUT says; its turn may take longer to come."""
    with recorded(site) as server:
        server.say(script(site, "page", busy(429, lambda: "2")))
        done = run(*crawl(server, tmp_path, *ONE, "-s", "DOWNLOAD_TIMEOUT=1"))
    assert done.returncode == 0, done.stderr
    assert "retry/count': 1," in done.stderr


@pytest.mark.parametrize(("place", "code"), [("page", 3), ("sitemap", 1), ("robots.txt", 1)])
def test_a_day_is_not_waited_for(run: Run, site: DemoSite, place: str, code: int, tmp_path: Path) -> None:
    """The run ends with what it has, says why, and the next one goes on from there."""
    with recorded(site) as server:
        server.say(script(site, place, busy(429, lambda: "86400")))
        started = time.monotonic()
        done = run(*crawl(server, tmp_path, *ONE))
        assert time.monotonic() - started < 60
        before = server.pages
        host = server.origin.removeprefix("http://")
        assert f"asked by {host} to come back after 86,400 seconds" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
        again = run(*crawl(server, tmp_path, *ONE))
    assert done.returncode == code, done.stderr
    assert "failed" not in done.stderr.splitlines()[-1]
    assert again.returncode == 0, again.stderr
    assert len(list((tmp_path / "runs").iterdir())) == 1
    refused = site.comparisons[3].path
    assert {path for path, times in server.pages.items() if times > 1} <= {refused}
    assert (place != "page") or 1 <= sum(before.values()) < len(server.pages)


def test_a_crawl_delay_of_a_day_is_not_waited_for(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with recorded(site, {"/robots.txt": [text("User-agent: *\nCrawl-delay: 86400\n")]}) as server:
        done = run(*crawl(server, tmp_path, *ONE, "--url", site.comparisons[0].url))
    assert done.returncode == 1
    assert "to leave 86,400 seconds between requests" in done.stderr.splitlines()[-1]
    assert server.paths == ["/robots.txt"]


@pytest.mark.parametrize("settings", [ONE, EIGHT], ids=["one", "eight"])
def test_a_stop_does_not_wait_either(run: Run, site: DemoSite, settings: tuple[str, ...], tmp_path: Path) -> None:
    with recorded(site) as server:
        server.say(script(site, "page", busy(429, lambda: "300")))
        at: list[float] = []

        def is_waiting() -> bool:
            waits = any(asked.status == 429 and asked.answered < time.monotonic() - 0.7 for asked in server.asked)
            at.extend([time.monotonic()] * waits)
            return waits

        code = kill(crawl(server, tmp_path, *settings), is_waiting, signal.SIGTERM)
        assert time.monotonic() - at[0] < 30
        assert code == 3
        assert outcomes(tmp_path).isdisjoint({"failed", "refused", "blocked"})
        before = server.pages
        done = run(*crawl(server, tmp_path, *settings))
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "runs").iterdir()
    assert json.loads((folder / "run.json").read_text())["exit_code"] == 0
    assert outcomes(tmp_path) <= {"fetched", "redirected", "gone", "refused"}
    assert sum(server.pages.values()) == len(server.pages) + 1, "only the page that was refused is asked for twice"
    assert len(before) < len(server.pages)


def outcomes(output: Path) -> set[str]:
    """Return the outcomes that the ledger has, of pages that were asked for."""
    with closing(sqlite3.connect(output / "ledger.sqlite")) as ledger:
        return {outcome for (outcome,) in ledger.execute("SELECT outcome FROM urls WHERE outcome IS NOT NULL")}


def test_a_time_budget_ends_the_run_and_the_next_completes_it(run: Run, site: DemoSite, tmp_path: Path) -> None:
    budget(run, site, tmp_path, "CLOSESPIDER_TIMEOUT=1.5", "-s", "DOWNLOAD_DELAY=0.4")


def test_a_page_budget_ends_the_run_and_the_next_completes_it(run: Run, site: DemoSite, tmp_path: Path) -> None:
    asked = budget(run, site, tmp_path, "CLOSESPIDER_PAGECOUNT=5", "-s", "DOWNLOAD_DELAY=0.1")
    assert asked <= 6


def budget(run: Run, site: DemoSite, output: Path, setting: str, *more: str) -> int:
    """Crawl on a budget, then without; return how many requests the first made."""
    settings = ("-s", "AUTOTHROTTLE_ENABLED=0", *more)
    listed = script(site, "page", iter(()))
    with recorded(site, {name: listed[name] for name in ("/robots.txt", "/pages.xml")}) as server:
        done = run(*crawl(server, output, *settings, "-s", setting))
        assert done.returncode == 3, done.stderr
        assert not (output / "latest.json").exists()
        asked = len(server.asked)
        server.say({name: script(site, "page", iter(()))[name] for name in ("/robots.txt", "/pages.xml")})
        again = run(*crawl(server, output, *settings))
    assert again.returncode == 0, again.stderr
    assert len(list((output / "runs").iterdir())) == 1
    assert set(server.pages.values()) == {1}
    assert {page.path for page in site.comparisons} <= set(server.pages)
    return asked
