"""Crawls whose pages another process reads (setting READ_BESIDE): the same comes out, and it may die at any time."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pyarrow.parquet as pq
import pytest
from conftest import Run
from crawls import archived, crawl, kill, outcomes, published, requested, runs, until
from recorder import Said, recorded
from warm import running

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.errors import CareerscraperError
from careerscraper.items import Page
from careerscraper.reader import Reader
from careerscraper.responses import page_of
from careerscraper.segments import Segment, write_segment
from careerscraper.storage.archive import Archive, read_capture

BESIDE = ("-s", "READ_BESIDE=1")
URL = "https://www.zippia.com/{}-jobs/a-vs-b-differences"
#: A component that is told of each item, as any may be that a setting names.
WATCH = """
import os
from scrapy import signals

class Watch:
    @classmethod
    def from_crawler(cls, crawler):
        watch = cls()
        crawler.signals.connect(watch.see, signals.item_scraped)
        return watch

    def see(self, item):
        with open(os.environ["SEEN"], "a") as file:
            print(len(item.comparison.parts), file=file)
"""


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite(24)


@pytest.fixture(scope="module")
def within(run: Run, site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output of a crawl that reads its pages itself."""
    output = tmp_path_factory.mktemp("within")
    with serve(site) as origin:
        assert run(*crawl(origin, output)).returncode == 0
    return output


def children(pid: int | None) -> list[int]:
    """Return the processes that another one has started to do work of its own."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            parent = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()[1]
            is_ours = parent == str(pid) and b"spawn_main" in (folder / "cmdline").read_bytes()
        except (OSError, IndexError):  # no process, or no more
            continue
        if is_ours:
            found.append(int(folder.name))
    return found


def segments(output: Path) -> int:
    return len(list(output.rglob("segments/*/*.parquet")))


def test_the_same_is_published_though_the_reader_dies(run: Run, site: DemoSite, within: Path, tmp_path: Path) -> None:
    slow = ("-s", "DOWNLOAD_DELAY=0.1", "-s", "SEGMENT_PAGES=4")
    with serve(site) as origin:
        assert run(*crawl(origin, tmp_path / "beside", *BESIDE)).returncode == 0
        with running(*crawl(origin, tmp_path / "killed", *BESIDE, *slow)) as its:
            for _ in range(2):
                before = segments(tmp_path / "killed")  # of which the process that dies has written the last one
                until(lambda before=before: segments(tmp_path / "killed") > before)  # type: ignore[misc]
                os.kill(children(its.process.pid)[0], signal.SIGKILL)
            assert its.end() == 0, its.err
    for output in (tmp_path / "beside", tmp_path / "killed"):
        assert published(output) == published(within)
        assert outcomes(output) == outcomes(within)


def test_the_reader_ends_with_a_crawl_that_is_killed_and_nothing_is_lost(
    run: Run, site: DemoSite, tmp_path: Path
) -> None:
    with serve(site) as origin:
        with running(*crawl(origin, tmp_path, *BESIDE, "-s", "DOWNLOAD_DELAY=0.2")) as its:
            until(lambda: len(archived(tmp_path)) > 3)
            (reader,) = children(its.process.pid)
            blocked = Path(f"/proc/{reader}/status").read_text("utf-8").partition("SigBlk:")[2].split()[0]
            assert int(blocked, 16) & 1 << signal.SIGINT - 1  # Ctrl-C in a terminal is for both
            its.end(signal.SIGKILL)
        until(lambda: not Path(f"/proc/{reader}/cmdline").exists() or not Path(f"/proc/{reader}/cmdline").read_bytes())
        assert run(*crawl(origin, tmp_path)).returncode == 0
    assert list(runs(tmp_path).values()) == ["closed"]


def test_a_signal_stops_it_with_3(site: DemoSite, tmp_path: Path) -> None:
    command = crawl("", tmp_path, *BESIDE, "-s", "DOWNLOAD_DELAY=0.2")
    with serve(site) as origin:
        ended = kill((*command[:4], origin, *command[5:]), lambda: len(archived(tmp_path)) > 3, signal.SIGINT)
    assert ended == 3


def test_two_signals_lose_nothing_that_was_read(run: Run, site: DemoSite, within: Path, tmp_path: Path) -> None:
    late, *others = site.comparisons
    with recorded(site, {late.path: [Said(after=60)]}) as seen:
        with running(*crawl(seen.origin, tmp_path, *BESIDE, "-s", "SEGMENT_PAGES=1000")) as its:
            until(lambda: {page.url for page in others} <= archived(tmp_path))
            os.kill(its.process.pid or 0, signal.SIGINT)
            until(lambda: "shutting down gracefully" in its.err)
            assert its.end(signal.SIGINT) == 3
        (segment,) = tmp_path.rglob("segments/*/*.parquet")
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as ledger:
            settled = {page for (page,) in ledger.execute("SELECT page_id FROM captures WHERE outcome = 'fetched'")}
        assert settled
        assert set(pq.read_table(segment)["page_id"].to_pylist()) == settled
        seen.asked.clear()
        assert run(*crawl(seen.origin, tmp_path)).returncode == 0
        assert not {page.path for page in others} & {*seen.paths}
    assert published(tmp_path) == published(within)


def test_whoever_may_see_what_pages_state_sees_it(run: Run, site: DemoSite, within: Path, tmp_path: Path) -> None:
    feed, tables, seen = (tmp_path / name for name in ("feed.jsonl", "tables", "seen"))
    wanted = ("-s", f'FEEDS={{"{feed}": {{"format": "jsonlines"}}}}', "-s", f"TABLES={tables}")
    (tmp_path / "watch.py").write_text(WATCH)
    watched = ("-s", 'EXTENSIONS={"watch.Watch": 0}', "--limit", "3")
    with serve(site) as origin:
        assert run(*crawl(origin, tmp_path / "output", *BESIDE, *wanted)).returncode == 0
        python = ("env", f"PYTHONPATH={tmp_path}", f"SEEN={seen}")
        assert run(*python, *crawl(origin, tmp_path / "watched", *BESIDE, *watched)).returncode == 0
    released = {row["observation_id"] for row in published(within)}
    assert set(pq.read_table(tables / "observations.parquet")["observation_id"].to_pylist()) == released
    assert all(json.loads(line)["comparison"]["parts"] for line in feed.read_text("utf-8").splitlines())
    assert [int(line) > 0 for line in seen.read_text("utf-8").splitlines()] == [True] * 3


def test_an_archive_that_cannot_be_read_ends_the_run(site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin, running(*crawl(origin, tmp_path, *BESIDE, "-s", "DOWNLOAD_DELAY=0.2")) as its:
        until(lambda: len(archived(tmp_path)) > 3)
        for path in tmp_path.rglob("*.warc.gz"):
            path.rename(path.with_suffix(".away"))
        assert its.end() == 1
        assert "No such file" in its.err
        assert "Traceback" not in its.err


def test_a_kill_while_others_are_taken_is_survived(run: Run, site: DemoSite, within: Path, tmp_path: Path) -> None:
    with serve(site, access_log=tmp_path / "log") as origin:
        stopped = run(*crawl(origin, tmp_path / "output", *BESIDE), more={"CAREERSCRAPER_STOP_AT": "commit:segment"})
        assert stopped.returncode == -signal.SIGKILL
        whole, asked = archived(tmp_path / "output"), requested(tmp_path / "log")
        assert run(*crawl(origin, tmp_path / "output", *BESIDE)).returncode == 0
        assert not {f"{site.host}{path}" for path in requested(tmp_path / "log") - asked} & whole
    assert published(tmp_path / "output") == published(within)


def test_a_segment_that_cannot_be_written_ends_the_run_and_nothing_is_lost(
    run: Run, site: DemoSite, within: Path, tmp_path: Path
) -> None:
    output, log = tmp_path / "output", tmp_path / "log"
    output.mkdir()
    (output / "segments").touch()
    with serve(site, access_log=log) as origin:
        done = run(*crawl(origin, output, *BESIDE))
        assert done.returncode == 1
        assert "segments" in done.stderr
        assert "Traceback" not in done.stderr
        (output / "segments").unlink()
        assert run(*crawl(origin, output, *BESIDE)).returncode == 0
        assert set(requested(log).values()) == {1}
    assert published(output) == published(within)


def compared(folder: Path, site: DemoSite) -> list[Page]:
    """Return what is read of two comparisons in the archive in ``folder``."""
    archive = Archive(folder / "archive", "zippia", "run")
    places = []
    for page in site.comparisons[:2]:
        answer = site.respond(page.path)
        assert answer is not None
        places.append(archive.append(page.url, 200, "OK", [], answer.body, datetime.now(UTC)))
    archive.close()
    return [page_of(read_capture(folder / "archive", place), "zippia", "run") for place in places]


def test_a_segment_is_the_same_by_a_reader_that_has_read_none_of_it(site: DemoSite, tmp_path: Path) -> None:
    pages = compared(tmp_path, site)

    async def write(reader: Reader) -> list[Segment]:
        assert [await reader.read(page) for page in pages] == [page.without_statements() for page in pages]
        first = await reader.write(pages, 0)
        reader._process.kill()
        return [first, await reader.write(pages, 0)]  # as where it dies before anybody is told

    with closing(Reader(tmp_path, "zippia", "run", 8)) as reader:
        segments = asyncio.run(asyncio.wait_for(write(reader), 60))
    within = write_segment(tmp_path / "within", "run", pages, 0)
    assert segments == [within] * 2
    assert [path.name for path in (tmp_path / "segments").rglob("*")] == ["run", "000000.parquet"]
    assert sum(within.rows.values()) > 50


def test_a_segment_that_two_were_killed_over_is_an_error(site: DemoSite, tmp_path: Path) -> None:
    pages = compared(tmp_path, site)

    async def write(reader: Reader) -> Segment:
        asked = asyncio.ensure_future(reader.write(pages, 0))
        for _ in range(2):  # long before it has loaded what it needs
            await asyncio.sleep(0)
            first = reader._process
            first.kill()
            while reader._process is first and not asked.done():
                await asyncio.sleep(0.01)
        with pytest.raises(CareerscraperError, match="no segment written: what reads it was killed over it, twice"):
            await asked
        return await reader.write(pages, 0)

    with closing(Reader(tmp_path, "zippia", "run", 8)) as reader:
        assert len(asyncio.run(asyncio.wait_for(write(reader), 60)).rows) == len(pages)


def test_a_page_that_two_were_killed_over_is_failed_and_the_next_one_is_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive", "zippia", "run")
    now = datetime.now(UTC)
    pages = []
    for name in ("deadly", "fine"):
        place = archive.append(URL.format(name), 404, "Not Found", [], b"", now)
        pages.append(Page(URL.format(name), "failed", http_status=404, fetched_at=now, capture_id=place, run_id="run"))
    archive.close()
    missing = Page(URL.format("missing"), "failed", capture_id="zippia/run.warc.gz:999999")

    async def read(reader: Reader) -> list[Page]:
        asked = [asyncio.ensure_future(reader.read(page)) for page in pages]
        for _ in range(2):  # long before it has loaded what it needs
            first = reader._process
            first.kill()
            while reader._process is first:
                await asyncio.sleep(0.01)
        found = await asyncio.wait_for(asyncio.gather(*asked), 60)
        with pytest.raises(CareerscraperError, match="no whole record begins there"):
            await reader.read(missing)
        return found

    with closing(Reader(tmp_path, "zippia", "run", 8)) as reader:
        deadly, fine = asyncio.run(read(reader))
    assert (deadly.outcome, deadly.refusal) == ("failed", "not read: what reads it was killed over it, twice")
    assert fine.outcome == "gone"


def test_a_crowd_that_asks_at_once_is_answered(tmp_path: Path) -> None:
    """The pipe holds some 270 questions, and the other way as many answers: neither may wait for the other to empty it."""
    archive = Archive(tmp_path / "archive", "zippia", "run")
    place = archive.append(URL.format("gone"), 404, "Not Found", [], b"", datetime.now(UTC))
    archive.close()
    page = Page(URL.format("gone"), "failed", capture_id=place)

    async def read(reader: Reader) -> list[Page]:
        return await asyncio.gather(*[reader.read(page) for _ in range(1_000)])

    with closing(Reader(tmp_path, "zippia", "run", 8)) as reader:
        assert {found.outcome for found in asyncio.run(asyncio.wait_for(read(reader), 60))} == {"gone"}


def test_where_no_reader_can_be_started_all_are_told(site: DemoSite, tmp_path: Path) -> None:
    pages = compared(tmp_path, site)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    async def read(reader: Reader) -> Page:
        asked = [asyncio.ensure_future(reader.read(page)) for page in pages]
        await asyncio.sleep(0)  # they are asked
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        reader._process.kill()
        for one in asked:
            with pytest.raises(CareerscraperError, match="no process that reads can be started: Too many open files"):
                await one
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return await reader.read(pages[1])

    try:
        with closing(Reader(tmp_path, "zippia", "run", 8)) as reader:
            assert asyncio.run(asyncio.wait_for(read(reader), 60)) == pages[1].without_statements()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_an_error_of_ours_is_raised() -> None:
    page = Page(URL.format("any"), "failed", capture_id="zippia/run.warc.gz:0")

    async def read(reader: Reader) -> None:
        for _ in range(2):
            with pytest.raises(RuntimeError, match="any-jobs/a-vs-b-differences has failed"):
                await reader.read(page)

    with closing(Reader(cast("Path", None), "zippia", "run", 8)) as reader:  # in which no file can be looked for
        asyncio.run(asyncio.wait_for(read(reader), 60))


def test_a_header_out_of_the_archive_is_what_came_off_the_wire(tmp_path: Path) -> None:
    """Half a surrogate pair, which stands for a byte there, would be for no ledger."""
    archive = Archive(tmp_path, "zippia", "run")
    headers = [("ETag", b'"\xff"'.decode("utf-8", "surrogateescape"))]
    place = archive.append(URL.format("odd"), 200, "OK", headers, b"<html><p>No table</p></html>", datetime.now(UTC))
    archive.close()
    page = page_of(read_capture(tmp_path, place), "zippia", "run")
    assert page.outcome == "refused"
    assert page.etag == b'"\xff"'.decode("latin-1")


@pytest.mark.parametrize("setting", ["READ_BESIDE=perhaps", "SEGMENT_PAGES=many", "SEGMENT_PAGES=0"])
def test_what_is_no_value_of_a_setting_is_wrong_usage(call: Run, setting: str, tmp_path: Path) -> None:
    done = call(*crawl("http://127.0.0.1:9", tmp_path, "-s", setting))
    assert done.returncode == 2
    assert f"-s {setting.partition('=')[0]}: " in done.stderr
    assert not list(tmp_path.iterdir())
