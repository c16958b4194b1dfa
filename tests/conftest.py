"""What all tests share: the installed commands, and a demo site on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import hypothesis
import pytest
from object_store import CREDENTIALS, Proxy, proxied, serve_s3
from warm import ENVIRONMENT, PATIENCE, WARM, running

from careerscraper import cli
from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite

collect_ignore = ["fuzz/extract_fuzzer.py"]  # is no test, and needs atheris

hypothesis.settings.register_profile("careerscraper", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("careerscraper")


def pytest_xdist_auto_num_workers() -> int:
    """Tests wait for servers a third of the time: one worker more than there are cores."""
    return (os.cpu_count() or 1) + 1


class Run(Protocol):
    """Runs an installed command to its end; ``more`` is added to its environment."""

    def __call__(
        self, *command: str | Path, stdin: bytes = b"", cwd: Path | None = None, more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return what runs a command of the installed package, as a user would, in a folder that is no checkout."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    def run(
        *command: str | Path, stdin: bytes = b"", cwd: Path | None = None, more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        words, environment = list(map(str, command)), ENVIRONMENT | dict(more or {})
        if words[0] in WARM:
            with running(*words, stdin=stdin, cwd=cwd or elsewhere, environment=environment) as its:
                return subprocess.CompletedProcess(words, its.end(), its.out, its.err)
        done = subprocess.run(
            words,
            input=stdin,
            env=environment,
            cwd=cwd or elsewhere,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        out, err = (stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(words, done.returncode, out, err)

    return run


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Return what runs `careerscraper` within this process: for what ends before a reactor starts, in many variants."""
    handler = signal.getsignal(signal.SIGTERM)

    def call(*command: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        assert (command[0], stdin) == ("careerscraper", b"")
        monkeypatch.setattr(sys, "argv", list(map(str, command)))
        if cwd:
            monkeypatch.chdir(cwd)
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return subprocess.CompletedProcess(sys.argv, int(ended.value.code or 0), *capfd.readouterr())

    yield call
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture(scope="session")
def site() -> DemoSite:
    """Return a small demo site."""
    return DemoSite(40)


@pytest.fixture
def origin(site: DemoSite) -> Iterator[str]:
    """Yield the origin of ``site``, served on loopback."""
    with serve(site) as origin:
        yield origin


@pytest.fixture(scope="session")
def s3_proxy() -> Iterator[Proxy]:
    """Yield the way to an S3 server on loopback, for which `s3` is to be asked."""
    with serve_s3() as url, proxied(url) as proxy:
        yield proxy


@pytest.fixture
def s3(s3_proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Yield the way to an S3 server that the environment names; each test has a prefix of its own in its bucket."""
    for name, value in (CREDENTIALS | {"AWS_ENDPOINT_URL": s3_proxy.origin}).items():
        monkeypatch.setenv(name, value)
    yield s3_proxy
    s3_proxy.reset()


@pytest.fixture(scope="session")
def demo(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output folder of a small demo, crawled and released once for all tests: do not change it."""
    folder = tmp_path_factory.mktemp("demo")
    assert run("careerscraper", "demo", "--pages", "12", "--output", folder).returncode == 0
    return folder / "demo"
