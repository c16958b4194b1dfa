"""What is asked for again, and what is not: what the sitemap says of it, and whether that is believed."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import Run
from crawls import FAST, SMALL, kill
from recorder import HOST, Recorder, Said, recorded, sitemap, text

from careerscraper.demo.site import DemoSite
from careerscraper.releases.publish import read_latest

OLD, NEW = "2020-05-05", "2999-01-01"
PAGES = 30
THREE = ("-s", "LASTMOD_WITNESSES=3")
WITNESSES = 3 + (PAGES - 3) // 10


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite(40)


def crawl(server: Recorder, output: Path, *more: str) -> tuple[str | Path, ...]:
    command = ("careerscraper", "crawl", "zippia", "--origin", server.origin, "--output", output)
    return (*command, *FAST, *THREE, *SMALL, *more)


def pages(output: Path) -> dict[str, dict[str, Any]]:
    latest = read_latest(output)
    assert latest is not None
    return {row["page_url"]: row for row in pq.read_table(output / latest["path"] / "pages.parquet").to_pylist()}


def html(number: int, salary: int = 41_600) -> bytes:
    """Return a small page, which links to no other."""
    rows = f"<tr><td>Yearly salary<td>${salary:,}<td>$52,000<tr><td>Hourly rate<td>${salary / 2080:.2f}<td>$25.00"
    return f"<table><tr><th><th>Able {number}<th>Baker {number}{rows}</table>".encode()


def path(number: int) -> str:
    return f"/able-{number}-jobs/able-{number}-vs-baker-{number}-differences"


ALL = [path(number) for number in range(PAGES)]


class Small:
    """A site of small pages, all in one sitemap, and one recorder a crawl."""

    def __init__(self) -> None:
        self.content = {path(number): html(number) for number in range(PAGES)}
        self.lastmod: dict[str, str | None] = dict.fromkeys(ALL, OLD)
        self.after = 0.0
        self.port = 0

    def script(self) -> Mapping[str, list[Said]]:
        urls = {f"{HOST}{name}": lastmod for name, lastmod in self.lastmod.items()}
        kind = (("Content-Type", "text/html"),)
        answers = {name: [Said(200, body, kind, self.after)] * 9 for name, body in self.content.items()}
        answers |= {"/robots.txt": [text(f"Sitemap: {HOST}/pages.xml\n")] * 9, "/pages.xml": [sitemap(urls)] * 9}
        return answers

    @contextmanager
    def serve(self) -> Iterator[Recorder]:
        with recorded(DemoSite(1), self.script(), self.port) as server:
            self.port = int(server.origin.rpartition(":")[2])
            yield server


@pytest.fixture(scope="module")
def crawled(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """Return a dataset of a site that was crawled once, and the port that its site had."""
    small, output = Small(), tmp_path_factory.mktemp("crawled")
    with small.serve() as server:
        done = run(*crawl(server, output))
    assert done.returncode == 0, done.stderr
    assert set(server.pages) == set(ALL)
    return small.port, output


@pytest.fixture
def small(crawled: tuple[int, Path], tmp_path: Path) -> Small:
    """Return a site that was crawled once, into ``tmp_path``."""
    small = Small()
    small.port, output = crawled
    shutil.copytree(output, tmp_path, dirs_exist_ok=True)
    return small


def again(run: Run, small: Small, output: Path, *more: str) -> Recorder:
    """Crawl once more; return what was asked."""
    with small.serve() as server:
        done = run(*crawl(server, output, *more))
    assert done.returncode == 0, done.stderr
    assert set(server.pages.values()) <= {1}
    return server


def test_a_page_known_only_by_links_is_still_asked_for_after_three_runs_of_304s(
    run: Run, site: DemoSite, tmp_path: Path
) -> None:
    port = 0
    for number in range(4):
        with recorded(site, port=port) as server:
            port = int(server.origin.rpartition(":")[2])
            done = run(*crawl(server, tmp_path))
        assert done.returncode == 0, done.stderr
        assert set(server.pages) >= site.linked_only
        statuses = {asked.status for asked in server.asked if asked.path in {page.path for page in site.comparisons}}
        assert statuses == ({304} if number else {200})
    assert {pages(tmp_path)[f"{HOST}{path}"]["outcome"] for path in site.linked_only} == {"unchanged"}


def test_of_pages_that_the_sitemap_vouches_for_only_witnesses_are_asked(run: Run, small: Small, tmp_path: Path) -> None:
    before = pages(tmp_path)
    small.lastmod[ALL[0]] = None
    server = again(run, small, tmp_path)
    assert ALL[0] in server.pages
    assert len(server.pages) == WITNESSES + 1 - (PAGES - 3) // 10 + (PAGES - 4) // 10
    after = pages(tmp_path)
    assert {row["outcome"] for row in after.values()} == {"unchanged"}
    assert all(after[url]["last_checked_at"] > row["last_checked_at"] for url, row in before.items())
    kept = ("fetched_at", "first_seen_at", "last_changed_at", "capture_id")
    assert [[after[url][name] for name in kept] for url in before] == [
        [row[name] for name in kept] for row in before.values()
    ]


def test_every_run_has_other_witnesses(run: Run, small: Small, tmp_path: Path) -> None:
    asked = [frozenset(again(run, small, tmp_path).pages) for _ in range(3)]
    assert {len(some) for some in asked} == {WITNESSES}
    assert len(set(asked)) > 1


def test_one_witness_that_has_changed_is_enough_to_ask_for_all(run: Run, small: Small, tmp_path: Path) -> None:
    small.content = {name: html(number, 62_400) for number, name in enumerate(ALL)}
    server = again(run, small, tmp_path)
    assert set(server.pages) == set(ALL)
    assert {row["outcome"] for row in pages(tmp_path).values()} == {"fetched"}


def test_what_the_sitemap_does_not_vouch_for_is_always_asked(run: Run, small: Small, tmp_path: Path) -> None:
    odd = [NEW, "last Tuesday", "", "2020-13-45", None, "9999-12-31T23:59:59-23:59"]
    small.lastmod.update(zip(ALL, odd, strict=False))
    server = again(run, small, tmp_path)
    assert set(server.pages) >= set(ALL[: len(odd)])
    assert len(server.pages) == len(odd) + 3 + (PAGES - len(odd) - 3) // 10


def test_every_form_of_a_date_vouches(run: Run, small: Small, tmp_path: Path) -> None:
    forms = [OLD, "2020-05-05T01:02Z", "2020-05-05T01:02:03.45+09:00"]
    small.lastmod = dict(zip(ALL, forms * (PAGES // len(forms)), strict=True))
    assert len(again(run, small, tmp_path).pages) == WITNESSES


def test_no_page_is_taken_on_trust_for_more_than_a_month(run: Run, small: Small, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as ledger:
        for name, days in zip(ALL[:10], [29, 31] * 5, strict=True):
            answered = (datetime.now(UTC) - timedelta(days=days)).isoformat()
            ledger.execute("UPDATE urls SET answered_at = ? WHERE url = ?", (answered, f"{HOST}{name}"))
    server = again(run, small, tmp_path)
    assert set(server.pages) >= set(ALL[1:10:2])
    assert len(server.pages) == 5 + 3 + (PAGES - 5 - 3) // 10


def test_refetch_asks_for_all(run: Run, small: Small, tmp_path: Path) -> None:
    assert set(again(run, small, tmp_path, "--refetch").pages) == set(ALL)


def test_without_witnesses_nobody_waits_for_them(run: Run, small: Small, tmp_path: Path) -> None:
    small.lastmod = dict.fromkeys(ALL[:5], OLD)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("DELETE FROM urls WHERE url NOT IN (?, ?, ?, ?, ?)", [f"{HOST}{name}" for name in ALL[:5]])
    assert again(run, small, tmp_path, "-s", "LASTMOD_WITNESSES=0").pages == {}


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_ends_among_its_witnesses_goes_on_and_asks_nothing_twice(
    run: Run, small: Small, stop: int, tmp_path: Path
) -> None:
    """Also where nothing of what they said was committed (SIGKILL): it is in the archive."""
    small.after = 0.3
    slow = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "SEGMENT_PAGES=2")
    with small.serve() as server:
        code = kill(crawl(server, tmp_path, *slow), lambda: sum(server.pages.values()) >= 4, stop)
        assert code == (-stop if stop == signal.SIGKILL else 3)
        time.sleep(0.5)
        before = server.pages
        done = run(*crawl(server, tmp_path, *slow))
    assert done.returncode == 0, done.stderr
    assert max(server.pages.values()) <= 2
    assert sum(times > 1 for times in server.pages.values()) <= (stop == signal.SIGKILL), "one was on the wire"
    assert len(before) < len(server.pages) < PAGES
    assert {row["outcome"] for row in pages(tmp_path).values()} == {"unchanged"}


def test_a_witness_that_had_changed_before_a_kill_counts_after_it(run: Run, small: Small, tmp_path: Path) -> None:
    small.after = 0.3
    small.content = {name: html(number, 62_400) for number, name in enumerate(ALL)}
    slow = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "SEGMENT_PAGES=1")
    with small.serve() as server:
        kill(crawl(server, tmp_path, *slow), lambda: sum(server.pages.values()) >= 4, signal.SIGTERM)
        before = set(server.pages)
    small.after = 0.0
    small.content |= {name: html(ALL.index(name)) for name in set(ALL) - before}  # the others have not changed
    server = again(run, small, tmp_path)
    assert set(server.pages) == set(ALL) - before


def test_a_limit_holds_for_pages_that_are_vouched_for(run: Run, small: Small, tmp_path: Path) -> None:
    server = again(run, small, tmp_path, "--limit", "20")
    assert len(server.pages) == 3 + (20 - 3) // 10
