"""The spider as a user runs it, against the demo site and a hostile one on loopback."""

from __future__ import annotations

import gzip
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import Run

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")


def scrapy(origin: str, *arguments: str | Path) -> tuple[str | Path, ...]:
    return ("scrapy", "crawl", "zippia", "-a", f"origin={origin}", *FAST, *arguments)


def items(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(params=["sitemaps", "one page", "list"])
def start(request: pytest.FixtureRequest, site: DemoSite, tmp_path: Path) -> list[str]:
    """Return the arguments of each of the three starts."""
    urls = tmp_path / "urls.txt"
    urls.write_text("# all\n\n" + "".join(f"{page.url}\n" for page in site.comparisons))
    starts = {"sitemaps": [], "one page": ["-a", f"url={site.comparisons[0].url}"], "list": ["-a", f"urls={urls}"]}
    return starts[request.param]


def test_every_start_yields_all_comparison_pages_and_nothing_else(
    run: Run, site: DemoSite, start: list[str], tmp_path: Path
) -> None:
    with serve(site, access_log=tmp_path / "access.log") as origin:
        done = run(*scrapy(origin, *start, "-O", tmp_path / "items.jsonl"))
    assert done.returncode == 0, done.stderr
    crawled = items(tmp_path / "items.jsonl")
    assert sorted(item["source"] for item in crawled) == sorted(page.url for page in site.comparisons)
    assert {item["outcome"] for item in crawled} == {"fetched"}
    paths = [json.loads(line)["path"] for line in (tmp_path / "access.log").read_text().splitlines()]
    assert site.disallowed.isdisjoint(paths)
    pages = [path for path in paths if "-vs-" in path]
    assert len(pages) == len(set(pages)), "a page was requested twice"


def test_items_hold_the_tables_of_the_page(run: Run, site: DemoSite, origin: str, tmp_path: Path) -> None:
    run(*scrapy(origin, "-O", tmp_path / "items.jsonl"))
    crawled = {item["source"]: item["comparison"] for item in items(tmp_path / "items.jsonl")}
    for page in site.comparisons:
        told = {
            (career, label, text)
            for part in crawled[page.url]["parts"]
            for career, texts in zip(part["careers"], part["texts"], strict=True)
            for label, text in zip(part["labels"], texts, strict=True)
        }
        true = {
            (n, label, text) for table in page.tables for label, *texts in table.rows for n, text in enumerate(texts)
        }
        assert told == true
        assert crawled[page.url]["careers"] == [career.name for career in page.careers]


def test_tables_of_a_crawl(run: Run, site: DemoSite, origin: str, tmp_path: Path) -> None:
    done = run(*scrapy(origin, "-s", f"TABLES={tmp_path / 'tables'}"))
    assert done.returncode == 0, done.stderr
    comparisons = pq.read_table(tmp_path / "tables" / "comparisons.parquet").to_pylist()
    assert sorted(row["page_url"] for row in comparisons) == sorted(page.url for page in site.comparisons)
    first = site.comparisons[0]
    (row,) = (row for row in comparisons if row["page_url"] == first.url)
    assert [row["annual_salary_usd_a"], row["annual_salary_usd_b"]] == [career.yearly for career in first.careers]
    assert row["fetched_at"] is not None


def test_a_stopped_crawl_leaves_the_old_tables(run: Run, origin: str, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    run(*scrapy(origin, "-s", f"TABLES={tables}", "-s", "CLOSESPIDER_ITEMCOUNT=3"))
    assert list(tables.iterdir()) == []
    run(*scrapy(origin, "-s", f"TABLES={tables}"))
    before = {path.name: path.read_bytes() for path in tables.iterdir()}
    assert len(before) == 6
    run(*scrapy(origin, "-s", f"TABLES={tables}", "-s", "CLOSESPIDER_ITEMCOUNT=3"))
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == before


def test_a_crawl_that_reads_nothing_leaves_the_old_tables(run: Run, site: DemoSite, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    with serve(site) as origin:
        run(*scrapy(origin, "-a", f"url={site.comparisons[0].url}", "-s", f"TABLES={tables}"))
    before = {path.name: path.read_bytes() for path in tables.iterdir()}
    assert len(before) == 6
    done = run(*scrapy(origin, "-s", "RETRY_TIMES=0", "-s", f"TABLES={tables}"))
    assert "No tables written: finished, 0 comparisons read" in done.stderr
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["-a", "origin=http://127.0.0.1:9", "-a", "url=x", "-a", "urls=-"],
            "give -a urls=FILE or -a url=URL, not both",
        ),
        (["-a", "origin=http://127.0.0.1:9", "-a", "urls=/none/such"], "cannot read the URL list /none/such"),
        (["-a", "origin=127.0.0.1:1"], "'127.0.0.1:1' is no origin"),
        (["-a", "origin=http://127.0.0.1:9/x"], "'http://127.0.0.1:9/x' is no origin"),
        (["-a", "origin=http://127.0.0.1:9", "-a", "nosuch=1"], "unknown spider argument nosuch"),
        ([], "say who crawls: -s CONTACT="),
    ],
)
def test_wrong_arguments_end_in_a_message(run: Run, arguments: list[str], message: str) -> None:
    done = run("scrapy", "crawl", "zippia", *arguments)
    assert done.returncode != 0
    assert message in done.stderr


def test_a_url_that_is_no_comparison_page_is_refused(run: Run, origin: str, tmp_path: Path) -> None:
    done = run(*scrapy(origin, "-a", "url=https://www.zippia.com/advice/a-vs-b", "-O", tmp_path / "items.jsonl"))
    assert "https://www.zippia.com/advice/a-vs-b: refused: no URL of a comparison page of zippia" in done.stderr
    assert items(tmp_path / "items.jsonl") == []


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def hostile(answer: Answer, robots: tuple[int, bytes] = (404, b""), coding: str | None = None) -> Iterator[str]:
    """Serve ``answer`` for every GET but robots.txt, which has a status, content and coding of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                time.sleep(0.2)  # so that requests wait for it
                self.send_response(robots[0])
                if coding:
                    self.send_header("Content-Encoding", coding)
                self.send_header("Content-Length", str(len(robots[1])))
                self.end_headers()
                self.wfile.write(robots[1])
            else:
                answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name in http.server
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def redirect_to(target: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(301)
        handler.send_header("Location", target)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def status(code: int) -> Answer:
    return lambda handler: handler.send_error(code)


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<html>")


def body(content: bytes, coding: str | None = None, code: int = 200) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Type", "text/html")
        if coding:
            handler.send_header("Content-Encoding", coding)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


PAGE = "https://www.zippia.com/a-jobs/a-vs-b-differences"
OUTCOMES = {
    "loop": (redirect_to(PAGE), "redirected"),
    "other host": (redirect_to("http://127.0.0.1:9/a-jobs/a-vs-b-differences"), "redirected"),
    "file": (redirect_to("file:///etc/passwd"), "redirected"),
    "gone": (status(410), "gone"),
    "not found": (status(404), "gone"),
    "unauthorized": (status(401), "blocked"),
    "forbidden": (status(403), "blocked"),
    "too many requests": (status(429), "blocked"),
    "challenge": (body(b"<script>_cf_chl_opt={}</script>"), "blocked"),
    "challenge with 503": (body(b"<script>_cf_chl_opt={}</script>", code=503), "blocked"),
    "soft 404": (body(b"<title>Page not found</title>"), "blocked"),
    "error": (status(500), "failed"),
    "cut short": (cut_short, "failed"),
    "binary": (body(bytes(range(256))), "refused"),
    "empty": (body(b""), "refused"),
    "too large": (body(b"<td>" * 3_000_000), "failed"),
    "no comparison": (body(b"<html><p>Nothing"), "refused"),
    "unknown coding": (body(b"<table>", "compress"), "refused"),
    "damaged coding": (body(b"\x1f\x8b\x08<table>", "gzip"), "refused"),
    "cut coding": (body(gzip.compress(bytes(range(256)) * 9)[:-9], "gzip"), "refused"),
    "bomb": (body(gzip.compress(bytes(1 << 24)), "gzip"), "refused"),
    "damaged error": (body(b"<table>", "gzip", 500), "failed"),
    "meta refresh": (body(b"<meta http-equiv=refresh content='0;url=file:///etc/passwd'>"), "refused"),
}


def test_every_answer_has_one_outcome(run: Run, tmp_path: Path) -> None:
    urls = {PAGE.replace("vs-b", f"vs-b{number}"): case for number, case in enumerate(OUTCOMES)}
    (tmp_path / "urls").write_text("".join(f"{url}\n" for url in urls))

    def answer(handler: BaseHTTPRequestHandler) -> None:
        OUTCOMES[urls[f"https://www.zippia.com{handler.path}"]][0](handler)

    more = ("-s", "RETRY_TIMES=0", "-s", "BLOCKED_IN_A_ROW=99", "--output", tmp_path / "output")
    with hostile(answer) as origin:
        done = run("careerscraper", "crawl", "zippia", "--origin", origin, "--urls", tmp_path / "urls", *FAST, *more)
    assert "Traceback" not in done.stderr
    assert done.returncode == 3, done.stderr
    with closing(sqlite3.connect(tmp_path / "output" / "ledger.sqlite")) as ledger:
        ended = dict(ledger.execute("SELECT url, outcome FROM urls").fetchall())
    assert {case: ended[url] for url, case in urls.items()} == {
        case: outcome for case, (_, outcome) in OUTCOMES.items()
    }


@pytest.mark.parametrize(("robots", "outcome"), [(200, "refused"), (404, "gone"), (503, "failed")])
def test_requests_that_wait_for_robots_txt_obey_it(run: Run, robots: int, outcome: str, tmp_path: Path) -> None:
    """All of several at once; 5xx forbids everything, 4xx nothing (RFC 9309)."""
    urls = tmp_path / "urls"
    urls.write_text("".join(f"https://www.zippia.com/a-jobs/a-vs-b{n}-differences\n" for n in range(6)))
    with hostile(status(404), robots=(robots, b"User-agent: *\nDisallow: /\n")) as origin:
        done = run(*scrapy(origin, "-a", f"urls={urls}", "-s", "RETRY_TIMES=0"))
    assert f"'careerscraper/outcome/{outcome}': 6," in done.stderr


RULES = b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("robots", "outcome"), [(gzip.compress(RULES), "refused"), (RULES, "failed")], ids=["packed", "damaged"]
)
def test_a_coded_robots_txt_is_obeyed_and_forbids_all_where_it_cannot_be_unpacked(
    run: Run, robots: bytes, outcome: str
) -> None:
    with hostile(status(404), robots=(200, robots), coding="gzip") as origin:
        done = run(*scrapy(origin, "-a", f"url={PAGE}", "-s", "RETRY_TIMES=0"))
    assert f"'careerscraper/outcome/{outcome}': 1," in done.stderr


def test_server_down(run: Run, tmp_path: Path) -> None:
    done = run(
        *scrapy("http://127.0.0.1:9", "-a", f"url={PAGE}", "-s", "RETRY_TIMES=0", "-O", tmp_path / "items.jsonl")
    )
    assert "'careerscraper/outcome/failed': 1," in done.stderr
    assert items(tmp_path / "items.jsonl") == []
