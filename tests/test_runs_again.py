"""What is known already: crawled again, read again, made anew from the archive."""

from __future__ import annotations

import gzip
import json
import shutil
import signal
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import Run
from crawls import crawl, published, requested
from test_crawl import body, hostile, status
from warm import BIN

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.releases.publish import read_latest


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite(60)


def test_a_second_crawl_checks_all_pages_again(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path))
        first, before = read_latest(tmp_path), published(tmp_path)
        assert run(*crawl(origin, tmp_path)).returncode == 0
    assert first is not None
    assert published(tmp_path) == before
    assert read_latest(tmp_path) != first


def test_rebuild_reads_the_archive_again_and_gives_the_same_release(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path))
    latest = read_latest(tmp_path)
    assert latest is not None
    sums = (tmp_path / latest["path"] / "SHA256SUMS").read_bytes()
    done = run("careerscraper", "rebuild", "--output", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "63 captures read again" in done.stderr
    again = read_latest(tmp_path)
    assert again is not None
    assert again["release"] == latest["release"]
    assert (tmp_path / again["path"] / "SHA256SUMS").read_bytes() == sums


def test_a_parser_change_reads_all_captures_again_without_a_request(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site, access_log=tmp_path / "log") as origin:
        run(*crawl(origin, tmp_path / "output", "--limit", "5"))
        before, asked = published(tmp_path / "output"), requested(tmp_path / "log")
        ledger = sqlite3.connect(tmp_path / "output" / "ledger.sqlite")
        ledger.execute("UPDATE captures SET parser_version = 'older'")
        ledger.execute("UPDATE segments SET parser_version = 'older'")
        ledger.commit()
        ledger.close()
        assert run("careerscraper", "rebuild", "--output", tmp_path / "output").returncode == 0
        assert requested(tmp_path / "log") == asked
    assert published(tmp_path / "output") == before


def pages(output: Path) -> list[dict[str, Any]]:
    latest = read_latest(output)
    assert latest is not None
    return [row for row in pq.read_table(output / latest["path"] / "pages.parquet").to_pylist() if row["capture_id"]]


def answers(log: Path) -> Counter[tuple[int, bool]]:
    """Return how often a page was answered with each status, and whether with content."""
    requested(log)  # waits until all is written
    lines = map(json.loads, log.read_text().splitlines())
    return Counter((line["status"], line["sent"] > 0) for line in lines if "-vs-" in line["path"])


def test_unchanged_pages_cost_a_304_and_keep_their_dates(run: Run, site: DemoSite, tmp_path: Path) -> None:
    output = tmp_path / "output"
    with serve(site, access_log=tmp_path / "first") as origin:
        run(*crawl(origin, output))
        port = int(origin.rpartition(":")[2])
    before = pages(output)
    with serve(site, port=port, access_log=tmp_path / "second") as origin:
        assert run(*crawl(origin, output)).returncode == 0
    again = answers(tmp_path / "second")
    assert (again[304, False], again[200, True]) == (len(site.comparisons), 0)
    after = pages(output)
    assert all(new["last_checked_at"] > old["last_checked_at"] for old, new in zip(before, after, strict=True))
    changing = {"last_checked_at", "outcome", "http_status"}
    assert [{k: v for k, v in row.items() if k not in changing} for row in after] == [
        {k: v for k, v in row.items() if k not in changing} for row in before
    ]
    assert {row["outcome"] for row in after} == {"unchanged"}
    archives = sorted((output / "archive" / "zippia").iterdir())
    assert archives[1].stat().st_size < archives[0].stat().st_size / 10
    for command in ("check", "index"):
        assert subprocess.run([BIN / "warcio", command, archives[1]], check=False, capture_output=True).returncode == 0


def test_refetch_asks_for_all_pages_and_archives_what_is_the_same_as_a_revisit(
    run: Run, site: DemoSite, tmp_path: Path
) -> None:
    output, log = tmp_path / "output", tmp_path / "log"
    with serve(site, access_log=log) as origin:
        run(*crawl(origin, output))
        assert run(*crawl(origin, output, "--refetch")).returncode == 0
    assert answers(log)[200, True] == 2 * len(site.comparisons)
    assert {row["outcome"] for row in pages(output)} == {"unchanged"}
    archives = sorted((output / "archive" / "zippia").iterdir())
    assert archives[1].stat().st_size < archives[0].stat().st_size / 10


def test_the_same_content_coded_anew_is_unchanged(run: Run, tmp_path: Path) -> None:
    """As a server sends it that compresses every answer, with the time of day in it."""
    times = iter(range(10**6))

    def answer(handler: BaseHTTPRequestHandler) -> None:
        coded = gzip.compress(PAGE, mtime=next(times))
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(coded)))
        handler.end_headers()
        handler.wfile.write(coded)

    with hostile(answer) as origin:
        for _ in range(2):
            assert run(*crawl(origin, tmp_path, "--url", URL)).returncode == 0
    (page,) = pages(tmp_path)
    assert page["outcome"] == "unchanged"
    assert page["fetched_at"] == page["last_changed_at"] < page["last_checked_at"]


@pytest.mark.parametrize("coding", ["compress", "gzip"])
def test_what_cannot_be_unpacked_is_refused_by_the_crawl_and_by_a_reading_of_its_archive(
    run: Run, coding: str, tmp_path: Path
) -> None:
    with hostile(body(PAGE, coding)) as origin:
        run(*crawl(origin, tmp_path, "--url", URL))
    ledgers = [tmp_path / "ledger.sqlite", tmp_path / "first.sqlite"]
    shutil.copy(*ledgers)
    run("careerscraper", "rebuild", "--ledger", "--output", tmp_path)
    told = []
    for path in ledgers:
        with closing(sqlite3.connect(path)) as ledger:
            told.append(ledger.execute("SELECT url, outcome, refusal, http_status FROM urls").fetchall())
    assert told[0] == told[1]
    assert told[0][0][1] == "refused"
    assert "not read: content coding" in told[0][0][2]


def test_a_304_for_what_we_do_not_have_is_no_reading(run: Run, tmp_path: Path) -> None:
    with hostile(status(304)) as origin:
        done = run(*crawl(origin, tmp_path, "--url", URL))
    assert done.returncode == 1
    assert "1 failed" in done.stderr


def test_a_run_of_304s_that_is_killed_asks_nothing_twice(run: Run, site: DemoSite, tmp_path: Path) -> None:
    output, log = tmp_path / "output", tmp_path / "log"
    with serve(site, access_log=log) as origin:
        run(*crawl(origin, output))
        stopped = run(*crawl(origin, output), more={"CAREERSCRAPER_STOP_AT": "commit:archive"})
        assert stopped.returncode == -signal.SIGKILL
        assert run(*crawl(origin, output)).returncode == 0
    asked = Counter(requested(log).values())
    assert asked[2] + asked[3] >= len(site.comparisons)
    assert asked[3] <= 8  # those that were on the wire
    assert {row["outcome"] for row in pages(output)} == {"unchanged"}


def test_what_older_code_refused_is_read_again(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path, "--limit", "5"))
    before = published(tmp_path)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("UPDATE captures SET outcome = 'refused', parser_version = 'older'")
        ledger.execute("UPDATE urls SET outcome = 'refused', refusal = 'as older code said'")
        ledger.execute("DELETE FROM segments")
    assert run("careerscraper", "rebuild", "--output", tmp_path).returncode == 0
    assert published(tmp_path) == before
    assert {row["outcome"] for row in pages(tmp_path)} == {"fetched"}


def test_a_damaged_segment_is_named_and_a_rebuild_mends_it(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path))
        before, latest = published(tmp_path), (tmp_path / "latest.json").read_bytes()
        segment = min((tmp_path / "segments").rglob("*.parquet"))
        content = bytearray(segment.read_bytes())
        content[len(content) // 2] ^= 1
        segment.write_bytes(content)
        done = run(*crawl(origin, tmp_path))
    assert done.returncode == 1
    assert f"{segment} is not what was committed" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "latest.json").read_bytes() == latest
    assert run("careerscraper", "rebuild", "--output", tmp_path).returncode == 0
    assert published(tmp_path) == before


def test_a_lost_ledger_is_made_anew_from_the_archive(run: Run, site: DemoSite, tmp_path: Path) -> None:
    output, log = tmp_path / "output", tmp_path / "log"
    with serve(site, access_log=log) as origin:
        run(*crawl(origin, output))
        run(*crawl(origin, output))
        before, rows, asked = published(output), pages(output), requested(log)
        (output / "ledger.sqlite").unlink()
        done = run(*crawl(origin, output))
        assert (done.returncode, "rebuild --ledger" in done.stderr) == (2, True)
        done = run("careerscraper", "rebuild", "--ledger", "--output", output)
        assert done.returncode == 0, done.stderr
        assert run("careerscraper", "rebuild", "--output", output).returncode == 0
        assert (published(output), pages(output)) == (before, rows_first_seen(rows, pages(output)))
        assert requested(log) == asked
        assert run(*crawl(origin, output)).returncode == 0
    assert answers(log)[304, False] == 2 * len(site.comparisons)


def rows_first_seen(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ``rows`` with the first_seen_at of ``others``: a link that led to a page is in no capture of it."""
    return [row | {"first_seen_at": other["first_seen_at"]} for row, other in zip(rows, others, strict=True)]


def test_a_damaged_archive_makes_no_ledger(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path, "--limit", "5"))
    (archive,) = (tmp_path / "archive" / "zippia").iterdir()
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    before = (tmp_path / "ledger.sqlite").read_bytes()
    done = run("careerscraper", "rebuild", "--ledger", "--output", tmp_path)
    assert done.returncode == 1
    assert f"{archive} is damaged at byte " in done.stderr
    assert (tmp_path / "ledger.sqlite").read_bytes() == before
    assert archive.read_bytes() == content


PAGE = (
    b"| A | B | |\n| Yearly salary | $41,600 | $52,000 |\n| Hourly rate | $20.00 | $99.00 |\n| Yearly salary | $1 |\n"
)
URL = "https://www.zippia.com/a-jobs/a-vs-b-differences"


def test_issues_of_a_run(run: Run, tmp_path: Path) -> None:
    """What is odd about pages, with its place, then URLs without a reading; once each, also after a rebuild."""
    other = URL.replace("vs-b", "vs-c")

    def answer(handler: BaseHTTPRequestHandler) -> None:
        (status(503) if "vs-c" in handler.path else body(PAGE))(handler)

    with hostile(answer) as origin:
        done = run(*crawl(origin, tmp_path, "--url", URL, "--url", other, "-s", "RETRY_TIMES=0"))
    assert done.returncode == 3
    run("careerscraper", "rebuild", "--output", tmp_path)
    first, again = sorted((tmp_path / "runs").iterdir())
    issues = [json.loads(line) for line in (first / "issues.jsonl").read_text().splitlines()]
    assert {tuple(issue) for issue in issues} == {("url", "code", "message", "table", "row", "capture_id")}
    found = [(issue["url"], issue["code"], issue["table"], issue["row"]) for issue in issues]
    assert (URL, "row_length", 0, 3) in found
    assert found[-1] == (other, "failed", None, None)
    assert len({str(issue) for issue in issues}) == len(issues)
    assert [json.loads(line) for line in (again / "issues.jsonl").read_text().splitlines()] == [
        issue for issue in issues if issue["code"] != "failed"
    ]
    assert json.loads((again / "run.json").read_text())["exit_code"] == 0
