"""Runs that something odd happens to: what they leave, and what the next one makes of it."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import Run
from crawls import SMALL, crawl, kill, outcomes, published, runs
from test_crawl import body, hostile, status
from warm import running

from careerscraper.releases.publish import read_latest, verify

HOST = "https://www.zippia.com"


def path_of(first: str, second: str) -> str:
    return f"/{first}-jobs/{first}-vs-{second}-differences"


def page(first: str, second: str, *links: str) -> bytes:
    """Return a page that compares two careers and links to paths."""
    rows = f"<tr><th><th>{first}<th>{second}<tr><td>Yearly salary<td>$1,000<td>$2,000"
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    head = "<!DOCTYPE html><html><head><meta charset=utf-8><title>t</title></head>"
    return f"{head}<body><table>{rows}</table>{anchors}</body></html>".encode()


class Pages:
    """A little site: paths with the pages, or statuses, that they answer; counts the requests."""

    def __init__(self, pages: dict[str, bytes | int]) -> None:
        self.pages = pages
        self.asked: Counter[str] = Counter()

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked[handler.path] += 1
        found = self.pages.get(handler.path, 404)
        answer = status(found) if isinstance(found, int) else body(found)
        answer(handler)


def report(output: Path) -> dict[str, Any]:
    """Return what the newest run says of itself."""
    newest = max((output / "runs").glob("2*"))
    found: dict[str, Any] = json.loads((newest / "run.json").read_text())
    return found


def test_a_url_is_planned_as_it_goes_out_on_the_wire(run: Run, tmp_path: Path) -> None:
    other = path_of("café", "cook")
    site = Pages({path_of("a", "b"): page("a", "b", other), quote(other): page("café", "cook")})
    with hostile(site) as origin:
        done = run(*crawl(origin, tmp_path, "--url", HOST + path_of("a", "b")))
        assert done.returncode == 0, done.stderr
    assert outcomes(tmp_path) == {HOST + path_of("a", "b"): "fetched", HOST + quote(other): "fetched"}
    assert {row["career_id"] for row in published(tmp_path)} == {"a", "b", "café", "cook"}


def test_links_that_a_limit_cut_off_are_planned_by_the_next_run(run: Run, tmp_path: Path) -> None:
    a, b, c = (path_of(name, "z") for name in "abc")
    site = Pages({a: page("a", "z", b), b: page("b", "z", c), c: page("c", "z")})
    with hostile(site) as origin:
        assert run(*crawl(origin, tmp_path, "--url", HOST + a, "--limit", "1")).returncode == 0
        assert set(outcomes(tmp_path)) == {HOST + a}
        assert run(*crawl(origin, tmp_path, "--url", HOST + a)).returncode == 0
    assert set(outcomes(tmp_path)) == {HOST + a, HOST + b, HOST + c}


def test_a_killed_run_with_a_limit_keeps_the_pages_that_it_has(run: Run, tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(12)]
    links = [path_of(name, "z") for name in names]
    site = Pages({link: page(name, "z", *links) for name, link in zip(names, links, strict=True)})
    with hostile(site) as origin:
        command = crawl(origin, tmp_path, "--url", HOST + links[0], "--limit", "5")
        stopped = run(*command, more={"CAREERSCRAPER_STOP_AT": "commit:before"})
        assert stopped.returncode == -signal.SIGKILL
        assert run(*command).returncode == 0
    assert sum(site.asked.values()) == 5
    assert set(outcomes(tmp_path)) == {HOST + path for path in site.asked}


def test_a_killed_run_with_a_limit_goes_on_with_the_pages_that_it_was_to_have(run: Run, tmp_path: Path) -> None:
    listed, linked = ([path_of(name, "z") for name in names] for names in ("abcd", "efgh"))
    site = Pages({path: page(path[1], "z", *linked) for path in (*listed, *linked)})
    (tmp_path / "urls").write_text("".join(f"{HOST}{path}\n" for path in listed))
    with hostile(site) as origin:
        command = crawl(origin, tmp_path / "output", "--urls", str(tmp_path / "urls"), "--limit", "3")
        stopped = run(*command, "-s", "SEGMENT_PAGES=1", more={"CAREERSCRAPER_STOP_AT": "commit:before"})
        assert stopped.returncode == -signal.SIGKILL
        assert run(*command).returncode == 0
    assert set(outcomes(tmp_path / "output")) == {HOST + path for path in listed[:3]}


def test_a_page_that_is_gone_states_nothing_more_and_comes_back(run: Run, tmp_path: Path) -> None:
    a, b = path_of("a", "z"), path_of("b", "z")
    site = Pages({a: page("a", "z", b), b: page("b", "z")})
    with hostile(site) as origin:
        command = crawl(origin, tmp_path, "--url", HOST + a)
        run(*command)
        before = published(tmp_path)
        site.pages[b] = 404
        assert run(*command).returncode == 0
        assert {row["page_id"] for row in published(tmp_path)} == {a}
        site.pages[b] = page("b", "z")
        assert run(*command, "--url", HOST + b).returncode == 0
    assert published(tmp_path) == before


@pytest.mark.parametrize("content", [b"", None], ids=["empty", "missing"])
def test_a_ledger_that_is_lost_is_not_taken_for_a_new_dataset(run: Run, tmp_path: Path, content: bytes | None) -> None:
    a = path_of("a", "z")
    with hostile(Pages({a: page("a", "z")})) as origin:
        command = crawl(origin, tmp_path, "--url", HOST + a)
        run(*command)
        latest = (tmp_path / "latest.json").read_bytes()
        for left in tmp_path.glob("ledger.sqlite*"):
            left.unlink()
        if content is not None:
            (tmp_path / "ledger.sqlite").write_bytes(content)
        done = run(*command)
        assert (done.returncode, "rebuild --ledger" in done.stderr) == (2, True), done.stderr
        assert (tmp_path / "latest.json").read_bytes() == latest
        shutil.rmtree(tmp_path / "runs")  # says which origin it was: the next crawl does
        assert run("careerscraper", "rebuild", "--ledger", "--output", tmp_path).returncode == 0
        assert run(*command).returncode == 0


@pytest.mark.parametrize("origin", ["127.0.0.1:1", "ftp://x", "http://h/path", ""])
def test_an_origin_that_is_none_is_wrong_usage_and_leaves_nothing(call: Run, tmp_path: Path, origin: str) -> None:
    done = call(*crawl(origin, tmp_path / "output"))
    assert (done.returncode, "is no origin" in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "output").exists()


def test_a_release_that_is_lost_or_damaged_is_made_again_by_rebuild(run: Run, tmp_path: Path) -> None:
    a = path_of("a", "z")
    with hostile(Pages({a: page("a", "z")})) as origin:
        run(*crawl(origin, tmp_path, "--url", HOST + a))
    latest = read_latest(tmp_path)
    assert latest is not None
    release = tmp_path / latest["path"]
    for damage in ("gone", "damaged"):
        shutil.rmtree(release) if damage == "gone" else (release / "pages.csv").unlink()
        done = run("careerscraper", "rebuild", "--output", tmp_path)
        assert done.returncode == 0, done.stderr
        assert verify(tmp_path)["version"] == latest["release"]


def test_a_run_that_cannot_be_released_says_so_in_its_report(run: Run, tmp_path: Path) -> None:
    a = path_of("a", "z")
    with hostile(Pages({a: 404})) as origin:
        done = run(*crawl(origin, tmp_path, "--url", HOST + a))
    assert (done.returncode, "nothing to release" in done.stderr) == (1, True), done.stderr
    found = report(tmp_path)
    assert (found["exit_code"], found["outcomes"]) == (1, {"gone": 1})
    assert "nothing to release" in str(found["why"])


def test_an_abandoned_run_says_so_in_its_report(run: Run, tmp_path: Path) -> None:
    a = path_of("a", "z")
    with hostile(Pages({a: page("a", "z")})) as origin:
        command = crawl(origin, tmp_path, "--url", HOST + a, "-s", "DOWNLOAD_DELAY=2")
        kill(command, lambda: "open" in runs(tmp_path).values())
        assert run(*crawl(origin, tmp_path, "--url", HOST + a, "--fresh")).returncode == 0
    first, _ = sorted((tmp_path / "runs").iterdir())
    assert "abandoned" in json.loads((first / "run.json").read_text())["why"]


def wait_for_a_build(output: Path) -> None:
    until = time.monotonic() + 60
    while not list(output.glob("releases/.building-*")):
        assert time.monotonic() < until
        time.sleep(0.001)


def test_a_signal_while_the_release_is_built_stops_the_run_with_3(run: Run, tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(40)]
    links = [path_of(name, "z") for name in names]
    site = Pages({link: page(name, "z", *links) for name, link in zip(names, links, strict=True)})
    with hostile(site) as origin:
        command = crawl(origin, tmp_path, "--url", HOST + links[0], *SMALL)
        with running(*command) as its:
            wait_for_a_build(tmp_path)
            code = its.end(signal.SIGTERM)
            assert (code, "stopped by SIGTERM" in its.err) == (3, True), its.err
        assert read_latest(tmp_path) is None
        assert report(tmp_path)["exit_code"] == 3
        assert run(*command).returncode == 0
    assert len(published(tmp_path)) == 80
    assert set(site.asked.values()) == {1}


@pytest.mark.parametrize("code", [429, 503])
def test_a_try_that_a_kill_cut_off_is_not_the_outcome(run: Run, tmp_path: Path, code: int) -> None:
    """The first answer is one that a crawl asks for again; it is killed before it does."""
    a, b = path_of("a", "z"), path_of("b", "z")
    site = Pages({a: page("a", "z", b), b: code})
    with hostile(site) as origin:
        command = crawl(origin, tmp_path, "--url", HOST + a, "-s", "DOWNLOAD_DELAY=1.5")
        kill(command, lambda: site.asked[b] > 0)
        site.pages[b] = page("b", "z")
        assert run(*crawl(origin, tmp_path, "--url", HOST + a)).returncode == 0
    assert set(outcomes(tmp_path).values()) == {"fetched"}
    assert site.asked[a] == 1
