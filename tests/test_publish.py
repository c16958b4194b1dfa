"""`careerscraper crawl --publish`, end to end: the commands, the demo site, an S3 server that fails."""

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from conftest import Run
from crawls import crawl
from object_store import BUCKET, CREDENTIALS, Proxy

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.releases.publish import find_latest, verify, verify_in
from careerscraper.releases.s3 import S3Store
from careerscraper.runs.verdict import Verdict, published_in

TOKEN = "Zq7mArKeRx9Qw3"


@pytest.fixture
def start(run: Run, s3: Proxy) -> Run:
    """Return what runs a command with the credentials of the S3 server, and with a session token that nobody may see."""
    more = CREDENTIALS | {"AWS_ENDPOINT_URL": s3.origin, "AWS_SESSION_TOKEN": TOKEN}
    return partial(run, more=more)


def report(output: Path) -> dict[str, object]:
    last = max((output / "runs").iterdir())
    found: dict[str, object] = json.loads((last / "run.json").read_text("utf-8"))
    return found


def test_a_store_that_fails_is_caught_up_by_the_next_crawl(start: Run, call: Run, s3: Proxy, tmp_path: Path) -> None:
    output, url = tmp_path / "output", f"s3://{BUCKET}/{tmp_path.name}/prefix/"
    with serve(DemoSite(4)) as origin:
        command = crawl(origin, output, "--publish", url)
        s3.plan = lambda n, *_: "500" if n > 8 else None
        failed = start(*command, "-s", "LOG_LEVEL=DEBUG", "-s", f"LOG_FILE={tmp_path / 'log'}")
        assert failed.returncode == 1
        assert f"not in the store: cannot write {url}releases/" in failed.stderr
        assert "internal error" in failed.stderr
        first = verify(output)["version"]
        assert (report(output)["exit_code"], report(output)["release"]) == (1, first)
        s3.reset()
        assert find_latest(S3Store(url)) is None
    # The site is down: that is a new run, and releases nothing.
    down = start(*command, "-s", "RETRY_TIMES=0")
    assert down.returncode == 1, down.stderr
    assert len(list((output / "runs").iterdir())) == 2
    assert f"{url.rstrip('/')} has {first}" in str(report(output)["why"])
    whole = call("careerscraper", "verify", url)
    assert whole.stdout.startswith(f"{first}: whole: ")
    assert TOKEN not in failed.stdout + failed.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()] == []
    assert "careerscraper/outcome/fetched" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_publishers_at_once_one_wins_and_the_other_says_so(
    start: Run, s3: Proxy, is_first: bool, tmp_path: Path
) -> None:
    """Both have read the pointer, or that there is none, before either writes it."""
    url, both = f"s3://{BUCKET}/{tmp_path.name}", threading.Barrier(2, timeout=60)
    for number, name in enumerate(("old", "one", "two")):
        with serve(DemoSite(3 + number)) as origin:
            store = ("--publish", url) if name == "old" and not is_first else ()
            assert start(*crawl(origin, tmp_path / name, *store)).returncode == 0
    s3.plan = lambda _, method, path: both.wait() and None if method == "PUT" and "latest.json" in path else None
    with ThreadPoolExecutor(2) as pool:
        rebuild = ("careerscraper", "rebuild", "--publish", url, "--output")
        done = list(pool.map(lambda name: start(*rebuild, tmp_path / name), ("one", "two")))
    assert sorted(one.returncode for one in done) == [0, 1], [one.stderr for one in done]
    winner, loser = sorted(done, key=lambda one: one.returncode)
    s3.reset()
    version = verify_in(S3Store(url))["version"]
    assert f"{url} has {version}" in winner.stderr
    assert f"another publisher won: {url}/latest.json names {version} now" in loser.stderr


def test_a_rebuild_publishes_too(call: Run, demo: Path, tmp_path: Path) -> None:
    output, store = tmp_path / "output", tmp_path / "store"
    shutil.copytree(demo, output)
    done = call("careerscraper", "rebuild", "--output", output, "--publish", store)
    assert done.returncode == 0, done.stderr
    version = verify(store)["version"]
    assert f"{store} has {version}" in done.stderr
    damaged = store / "releases" / version / "pages.csv"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    found = call("careerscraper", "verify", f"file://{store}/releases/{version}")
    assert found.returncode == 1
    assert f"file://{damaged}: size differs" in found.stderr


def test_a_store_that_will_not_do_is_refused_at_once(call: Run, tmp_path: Path) -> None:
    command = crawl("http://127.0.0.1:9", tmp_path / "output", "--publish", f"s3://{TOKEN}@x")
    refused = call(*command)
    assert refused.returncode == 2
    assert "give no user" in refused.stderr
    assert TOKEN not in refused.stderr
    assert not (tmp_path / "output").exists()


@pytest.mark.usefixtures("s3")
def test_nothing_is_published_where_nothing_is_released(tmp_path: Path) -> None:
    verdict = Verdict("r", 5, "blocked")
    assert published_in(None, tmp_path, verdict) is verdict
    assert published_in(S3Store(f"s3://{BUCKET}/{tmp_path.name}"), tmp_path, verdict) == verdict
