"""`careerscraper crawl` as a user runs it: releases, exit codes, kills at every step."""

from __future__ import annotations

import os
import shutil
import sqlite3
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from conftest import Run
from crawls import crawl, outcomes, published, requested
from test_crawl import body, hostile, redirect_to
from warm import UNCOMPILED

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.releases.publish import read_latest, verify


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite(60)


def test_a_crawl_releases_all_pages(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site, access_log=tmp_path / "log") as origin:
        done = run(*crawl(origin, tmp_path / "output"))
    assert done.returncode == 0, done.stderr
    assert "exit code 0" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("release: ")  # and nothing behind it
    rows = published(tmp_path / "output")
    assert {row["page_url"] for row in rows} == {page.url for page in site.comparisons}
    ended = outcomes(tmp_path / "output")
    assert {url for url, outcome in ended.items() if outcome == "fetched"} == {page.url for page in site.comparisons}
    assert set(site.redirects) == {url[len(site.host) :] for url, outcome in ended.items() if outcome == "redirected"}
    assert set(requested(tmp_path / "log").values()) == {1}


def test_what_cannot_start_says_so_and_changes_nothing(run: Run, call: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        assert run(*crawl(origin, tmp_path, "--limit", "5")).returncode == 0
        before = (tmp_path / "latest.json").read_bytes()
        for arguments, code, message in (
            (("crawl", "nowhere"), 2, "unknown site 'nowhere'"),
            (("crawl", "generic", "-s", "CONTACT=x"), 2, "there is none to crawl"),
            (("crawl", "zippia", "--origin", "http://127.0.0.1:9"), 2, "this output belongs to origin"),
            (("crawl", "zippia", "--origin", origin, "--url", "junk"), 2, "junk is no comparison page of zippia"),
            (("crawl", "zippia", "--origin", origin, "-s", "junk"), 2, "give NAME=VALUE"),
        ):
            done = call("careerscraper", *arguments, "--output", tmp_path)
            assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    done = run(*crawl(origin, tmp_path, "-s", "RETRY_TIMES=0"))
    assert done.returncode == 1
    assert "no page was seen" in done.stderr
    assert (tmp_path / "latest.json").read_bytes() == before


def test_releases_and_verify(run: Run, site: DemoSite, tmp_path: Path) -> None:
    assert run("careerscraper", "verify", "--output", tmp_path).returncode != 0
    with serve(site) as origin:
        run(*crawl(origin, tmp_path, "--limit", "5"))
    latest = read_latest(tmp_path)
    assert latest is not None
    listed = run("careerscraper", "releases", "--output", tmp_path).stdout.split()
    assert (listed[0], listed[-1]) == (latest["release"], "published")
    assert "whole: " in run("careerscraper", "verify", "--output", tmp_path).stdout
    csv = tmp_path / latest["path"] / "careers.csv"
    csv.write_bytes(csv.read_bytes().replace(b"Cook", b"Kook").replace(b"Artist", b"Artisp"))
    done = run("careerscraper", "verify", "--output", tmp_path)
    assert done.returncode == 1
    assert "careers.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_write_that_fails_ends_the_run_and_leaves_the_release(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path, "--limit", "5"))
        before = (tmp_path / "latest.json").read_bytes()
        words = " ".join(f"'{word}'" for word in crawl(origin, tmp_path))
        done = run("bash", "-c", f"ulimit -f 200; {words}", more=UNCOMPILED)
        assert done.returncode == 1, done.stderr
        assert "cannot write" in done.stderr
        assert (tmp_path / "latest.json").read_bytes() == before
        verify(tmp_path)
        assert run(*crawl(origin, tmp_path)).returncode == 0


def test_redirects_have_an_outcome_each(run: Run, site: DemoSite, tmp_path: Path) -> None:
    starts = [word for path in site.redirects for word in ("--url", site.host + path)]
    with serve(site) as origin:
        assert run(*crawl(origin, tmp_path, *starts)).returncode == 0
    ended = outcomes(tmp_path)
    assert {ended[site.host + path] for path in site.redirects} == {"redirected"}
    assert {ended[site.host + path] for path in site.redirects.values()} == {"fetched"}


def unprivileged() -> list[str]:
    """Return what runs a command so that read-only means read-only, also for root."""
    if os.geteuid():
        return []
    if shutil.which("setpriv"):
        return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    why = "nothing is read-only to root, and there is no setpriv (Debian: util-linux)"
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.mark.parametrize("folder", ["releases", "archive/zippia", "."])
def test_a_read_only_output_leaves_the_release(run: Run, site: DemoSite, folder: str, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path, "--limit", "5"))
        before = (tmp_path / "latest.json").read_bytes()
        (tmp_path / folder).chmod(0o555)
        try:
            done = run(*unprivileged(), *crawl(origin, tmp_path, "--limit", "5"))
        finally:
            (tmp_path / folder).chmod(0o755)
        assert done.returncode == 1, done.stderr
        assert "ermission denied" in done.stderr
        assert "Traceback" not in done.stderr
    assert (tmp_path / "latest.json").read_bytes() == before
    verify(tmp_path)


def chain(handler: BaseHTTPRequestHandler) -> None:
    """Answer with a chain of redirects: n to n + 1, the third to a page, `vs-loop` to itself."""
    loop = "vs-loop" in handler.path
    number = 0 if loop else int(handler.path.partition("vs-b")[2].partition("-")[0])
    if number < 3:
        redirect_to(handler.path if loop else handler.path.replace(f"b{number}", f"b{number + 1}"))(handler)
    else:
        body(b"| A | B3 | |\n| Yearly salary | $1 | $2 |\n")(handler)


def test_a_redirect_chain_and_a_loop_end_in_one_outcome_each(run: Run, tmp_path: Path) -> None:
    url = "https://www.zippia.com/a-jobs/a-vs-{}-differences"
    with hostile(chain) as origin:
        done = run(*crawl(origin, tmp_path, "--url", url.format("b0"), "--url", url.format("loop")))
    assert done.returncode == 0, done.stderr
    expected = {url.format(name): "redirected" for name in ("b0", "b1", "b2", "loop")}
    assert outcomes(tmp_path) == expected | {url.format("b3"): "fetched"}


def test_a_ledger_that_another_process_locks_is_named(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path, "--limit", "5"))
        before = (tmp_path / "latest.json").read_bytes()
        other = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        done = run(*crawl(origin, tmp_path, "--limit", "5"))
        other.close()
        assert done.returncode == 1
        assert "ledger" in done.stderr
        assert "locked" in done.stderr
        assert "Traceback" not in done.stderr
    assert (tmp_path / "latest.json").read_bytes() == before
