"""Runs that are killed, stopped, or kept out, at any moment and at every step."""

from __future__ import annotations

import os
import random
import signal
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from crawls import archived, crawl, kill, published, requested, runs, until
from warm import running

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.releases.publish import read_latest, verify


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite(60)


STEPS = [
    *(f"commit:{name}" for name in ("before", "archive", "segment", "transaction", "after")),
    *(f"release:{name}" for name in ("tables", "manifest", "sync", "checked", "renamed")),
    *(f"publish:{name}" for name in ("before", "after")),
]


@pytest.fixture(scope="module")
def undisturbed(run: Run, site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    output = tmp_path_factory.mktemp("undisturbed") / "output"
    with serve(site) as origin:
        assert run(*crawl(origin, output)).returncode == 0
    return published(output)


def test_a_kill_sweep_loses_and_doubles_nothing(
    run: Run, site: DemoSite, undisturbed: list[dict[str, Any]], tmp_path: Path
) -> None:
    output, log, kills = tmp_path / "output", tmp_path / "log", 0
    moments = random.Random(7)
    with serve(site, access_log=log) as origin:
        while kills < 8 and "closed" not in runs(output).values():
            whole, asked, lines = archived(output), requested(log), count_lines(log) + moments.randint(1, 12)
            kills += kill(crawl(origin, output), lambda lines=lines: count_lines(log) >= lines) == -signal.SIGKILL  # type: ignore[misc]
            again = {f"{site.host}{path}" for path in requested(log) - asked}
            assert not again & whole
            if "closed" not in runs(output).values():
                assert len(again - archived(output)) <= 8  # what was on the wire
            if read_latest(output):
                verify(output)
        assert kills >= 4
        if "closed" not in runs(output).values():
            assert run(*crawl(origin, output)).returncode == 0
    assert published(output) == undisturbed
    assert sum(requested(log).values()) - len(requested(log)) <= kills * 8


def count_lines(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step_is_survived(
    run: Run, site: DemoSite, undisturbed: list[dict[str, Any]], step: str, tmp_path: Path
) -> None:
    output, log = tmp_path / "output", tmp_path / "log"
    with serve(site, access_log=log) as origin:
        stopped = run(*crawl(origin, output), more={"CAREERSCRAPER_STOP_AT": step})
        assert stopped.returncode == -signal.SIGKILL
        whole, asked = archived(output), requested(log)
        if read_latest(output):
            verify(output)
        done = run(*crawl(origin, output))
        assert done.returncode == 0, done.stderr
        if not step.startswith("publish:after"):
            assert not {f"{site.host}{path}" for path in requested(log) - asked} & whole
    assert published(output) == undisturbed


def test_sigterm_stops_with_3_and_the_next_crawl_completes_the_run(
    run: Run, site: DemoSite, undisturbed: list[dict[str, Any]], tmp_path: Path
) -> None:
    with serve(site, access_log=tmp_path / "log") as origin:
        command = crawl(origin, tmp_path / "output", "-s", "DOWNLOAD_DELAY=1")
        assert kill(command, lambda: bool(requested(tmp_path / "log")), signal.SIGTERM) == 3
        assert read_latest(tmp_path / "output") is None
        assert run(*crawl(origin, tmp_path / "output")).returncode == 0
    assert set(requested(tmp_path / "log").values()) == {1}
    assert published(tmp_path / "output") == undisturbed
    assert len(list((tmp_path / "output" / "runs").iterdir())) == 1


def test_two_signals_before_any_page_stop_with_3(tmp_path: Path) -> None:
    """The first asks Scrapy to come to an end, the second not to wait for that."""
    with socket.create_server(("127.0.0.1", 0)) as server:  # which never answers
        server.settimeout(60)
        with running(*crawl(f"http://127.0.0.1:{server.getsockname()[1]}", tmp_path)) as its:
            connection, _ = server.accept()
            with connection:
                os.kill(its.process.pid or 0, signal.SIGINT)
                until(lambda: "shutting down gracefully" in its.err)
                assert its.end(signal.SIGINT) == 3
            assert "0 of 0 pages seen, crawl shutdown" in its.err
    assert list(runs(tmp_path).values()) == ["open"]


def test_a_second_crawl_at_once_names_the_first(run: Run, site: DemoSite, tmp_path: Path) -> None:
    slow = ("-s", "DOWNLOAD_DELAY=0.5")
    with serve(site) as origin:
        with running(*crawl(origin, tmp_path, *slow)) as first:
            time.sleep(2)
            second = run(*crawl(origin, tmp_path))
            assert second.returncode == 75
            assert f"crawl zippia (process {first.process.pid})" in second.stderr
            first.end(signal.SIGKILL)
        assert run(*crawl(origin, tmp_path)).returncode == 0


def test_other_arguments_over_an_open_run(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with serve(site) as origin:
        kill(crawl(origin, tmp_path, "-s", "DOWNLOAD_DELAY=0.2"), lambda: "open" in runs(tmp_path).values())
        done = run(*crawl(origin, tmp_path, "--limit", "5"))
        assert done.returncode == 2
        assert "is open with other arguments" in done.stderr
        assert run(*crawl(origin, tmp_path, "--fresh", "--limit", "5")).returncode == 0
