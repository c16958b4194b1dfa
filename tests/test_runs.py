"""`careerscraper crawl` as a user runs it: releases, exit codes, kills at every step."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import BIN, Run
from fastwarc.warc import ArchiveIterator, WarcRecordType
from test_crawl import body, hostile, redirect_to

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.releases.publish import read_latest, verify

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
FAST += ("-s", "SEGMENT_PAGES=16")
STEPS = [
    *(f"commit:{name}" for name in ("before", "archive", "segment", "transaction", "after")),
    *(f"release:{name}" for name in ("tables", "manifest", "sync", "checked", "renamed")),
    *(f"publish:{name}" for name in ("before", "after")),
]


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite(60)


def crawl(origin: str, output: Path, *more: str) -> tuple[str | Path, ...]:
    return ("careerscraper", "crawl", "zippia", "--origin", origin, "--output", output, *FAST, *more)


def requested(log: Path) -> Counter[str]:
    """Return how often each page was requested, once the server has written it all down."""
    before = -1
    while before != (size := log.stat().st_size if log.exists() else 0):
        before = size
        time.sleep(0.3)
    lines = log.read_text().splitlines() if log.exists() else []
    return Counter(path for line in lines if "-vs-" in (path := json.loads(line)["path"]))


def published(output: Path) -> list[dict[str, Any]]:
    """Return the observations of the latest release without what differs from run to run."""
    latest = read_latest(output)
    assert latest is not None
    verify(output)
    rows = pq.read_table(output / "releases" / latest["release"] / "observations.parquet").to_pylist()
    return [{k: v for k, v in row.items() if k not in ("capture_id", "fetched_at", "run_id")} for row in rows]


def outcomes(output: Path) -> dict[str, str]:
    latest = read_latest(output)
    assert latest is not None
    rows = pq.read_table(output / "releases" / latest["release"] / "pages.parquet").to_pylist()
    return {row["page_url"]: row["outcome"] for row in rows}


def archived(output: Path) -> set[str]:
    """Return the URLs that have a whole record in the archive."""
    found = set()
    for path in (output / "archive").rglob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False):
                length = int(record.headers["Content-Length"])
                if len(record.reader.read()) == length:
                    found.add(record.headers["WARC-Target-URI"])
    return found


@pytest.fixture(scope="module")
def undisturbed(run: Run, site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    output = tmp_path_factory.mktemp("undisturbed") / "output"
    with serve(site) as origin:
        assert run(*crawl(origin, output)).returncode == 0
    return published(output)


def test_a_crawl_releases_all_pages(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site, access_log=tmp_path / "log") as origin:
        done = run(*crawl(origin, tmp_path / "output"))
    assert done.returncode == 0, done.stderr
    assert "exit code 0" in done.stderr
    rows = published(tmp_path / "output")
    assert {row["page_url"] for row in rows} == {page.url for page in site.comparisons}
    ended = outcomes(tmp_path / "output")
    assert {url for url, outcome in ended.items() if outcome == "fetched"} == {page.url for page in site.comparisons}
    assert set(site.redirects) == {url[len(site.host) :] for url, outcome in ended.items() if outcome == "redirected"}
    assert set(requested(tmp_path / "log").values()) == {1}


def test_a_second_crawl_checks_all_pages_again(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path))
        first, before = read_latest(tmp_path), published(tmp_path)
        assert run(*crawl(origin, tmp_path)).returncode == 0
    assert first is not None
    assert published(tmp_path) == before
    assert read_latest(tmp_path) != first


@contextmanager
def killed(command: tuple[str | Path, ...], after: float, stop: int = signal.SIGKILL) -> Iterator[int]:
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(list(map(str, command)), env=environment, stderr=subprocess.DEVNULL) as process:
        time.sleep(after)
        process.send_signal(stop)
        yield process.wait()


def test_a_kill_sweep_loses_and_doubles_nothing(
    run: Run, site: DemoSite, undisturbed: list[dict[str, Any]], tmp_path: Path
) -> None:
    output, log, kills = tmp_path / "output", tmp_path / "log", 0
    moments = random.Random(7)
    with serve(site, access_log=log) as origin:
        while kills < 8:
            whole, asked = archived(output), requested(log)
            with killed(crawl(origin, output), 0.9 + moments.random()) as code:
                kills += code == -signal.SIGKILL
            again = requested(log) - asked
            assert not {f"{site.host}{path}" for path in again} & whole
            if read_latest(output):
                verify(output)
            if code == 0:
                break
        assert run(*crawl(origin, output)).returncode == 0
        if code == 0:  # that was a new run over all pages
            return
    assert published(output) == undisturbed
    assert sum(requested(log).values()) - len(requested(log)) <= kills * 8


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step_is_survived(
    site: DemoSite, undisturbed: list[dict[str, Any]], step: str, tmp_path: Path
) -> None:
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    output, log = tmp_path / "output", tmp_path / "log"
    with serve(site, access_log=log) as origin:
        command = list(map(str, crawl(origin, output)))
        stopped = subprocess.run(command, env=environment | {"CAREERSCRAPER_STOP_AT": step}, check=False)
        assert stopped.returncode == -signal.SIGKILL
        whole, asked = archived(output), requested(log)
        if read_latest(output):
            verify(output)
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        if not step.startswith("publish:after"):
            assert not {f"{site.host}{path}" for path in requested(log) - asked} & whole
    assert published(output) == undisturbed


def test_sigterm_stops_with_3_and_the_next_crawl_completes_the_run(
    run: Run, site: DemoSite, undisturbed: list[dict[str, Any]], tmp_path: Path
) -> None:
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    with serve(site, access_log=tmp_path / "log") as origin:
        command = list(map(str, crawl(origin, tmp_path / "output", "-s", "DOWNLOAD_DELAY=0.3")))
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            while not requested(tmp_path / "log"):
                assert process.poll() is None
            process.terminate()
            assert process.wait() == 3
        assert read_latest(tmp_path / "output") is None
        assert run(*crawl(origin, tmp_path / "output")).returncode == 0
    assert set(requested(tmp_path / "log").values()) == {1}
    assert published(tmp_path / "output") == undisturbed
    assert len(list((tmp_path / "output" / "runs").iterdir())) == 1


def test_a_second_crawl_at_once_names_the_first(run: Run, site: DemoSite, tmp_path: Path) -> None:
    slow = ("-s", "DOWNLOAD_DELAY=0.5")
    with serve(site) as origin:
        environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        command = list(map(str, crawl(origin, tmp_path, *slow)))
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as first:
            time.sleep(2)
            second = run(*crawl(origin, tmp_path))
            assert second.returncode == 75
            assert f"crawl zippia (process {first.pid})" in second.stderr
            first.kill()
        assert run(*crawl(origin, tmp_path)).returncode == 0


def test_what_cannot_start_says_so_and_changes_nothing(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        assert run(*crawl(origin, tmp_path, "--limit", "5")).returncode == 0
        before = (tmp_path / "latest.json").read_bytes()
        for arguments, code, message in (
            (("crawl", "nowhere"), 2, "unknown site 'nowhere'"),
            (("crawl", "zippia", "--origin", "http://127.0.0.1:9"), 2, "this output belongs to origin"),
            (("crawl", "zippia", "--origin", origin, "--url", "junk"), 2, "junk is no comparison page of zippia"),
            (("crawl", "zippia", "--origin", origin, "-s", "junk"), 2, "give NAME=VALUE"),
        ):
            done = run("careerscraper", *arguments, "--output", tmp_path)
            assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    done = run(*crawl(origin, tmp_path, "-s", "RETRY_TIMES=0"))
    assert done.returncode == 1
    assert "no page was seen" in done.stderr
    assert (tmp_path / "latest.json").read_bytes() == before


def test_other_arguments_over_an_open_run(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        with killed(crawl(origin, tmp_path, "-s", "DOWNLOAD_DELAY=0.2"), 2):
            pass
        done = run(*crawl(origin, tmp_path, "--limit", "5"))
        assert done.returncode == 2
        assert "is open with other arguments" in done.stderr
        assert run(*crawl(origin, tmp_path, "--fresh", "--limit", "5")).returncode == 0


def test_rebuild_reads_the_archive_again_and_gives_the_same_release(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        run(*crawl(origin, tmp_path))
    latest = read_latest(tmp_path)
    assert latest is not None
    sums = (tmp_path / latest["path"] / "SHA256SUMS").read_bytes()
    done = run("careerscraper", "rebuild", "--output", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "60 captures read again" in done.stderr
    again = read_latest(tmp_path)
    assert again is not None
    assert again["release"] == latest["release"]
    assert (tmp_path / again["path"] / "SHA256SUMS").read_bytes() == sums


def test_a_parser_change_reads_all_captures_again_without_a_request(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site, access_log=tmp_path / "log") as origin:
        run(*crawl(origin, tmp_path / "output", "--limit", "5"))
        before, asked = published(tmp_path / "output"), requested(tmp_path / "log")
        ledger = sqlite3.connect(tmp_path / "output" / "ledger.sqlite")
        ledger.execute("UPDATE urls SET parser_version = 'older'")
        ledger.execute("UPDATE segments SET parser_version = 'older'")
        ledger.commit()
        ledger.close()
        assert run("careerscraper", "rebuild", "--output", tmp_path / "output").returncode == 0
        assert requested(tmp_path / "log") == asked
    assert published(tmp_path / "output") == before


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
        done = run("bash", "-c", f"ulimit -f 200; {words}")
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
