"""What the tests of hostile sites share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile.measure import ROOM, SITE, Crawl, crawl
from hostile.pages import good
from hostile.wire import HostileServer, serve_page


@pytest.fixture(scope="session")
def most_memory(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Return how much a crawl may take, in MB: that of one good page, and some room."""
    answers, pages = good({"good page": serve_page})
    with HostileServer(answers, pages) as server:
        done = crawl(tmp_path_factory.mktemp("good") / "out", server.origin, [SITE + path for path in pages])
    assert done.exit_code == 0, done.log
    return done.peak + ROOM


@pytest.fixture
def trap() -> Iterator[HostileServer]:
    """Yield a server to which nothing may connect."""
    with HostileServer() as server:
        yield server
        assert server.connections == 0, server.heads


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "crawl" / "out"


class Check:
    """What holds of every crawl of a hostile site."""

    def __init__(self, most_memory: float) -> None:
        self._most_memory = most_memory

    def __call__(self, done: Crawl, exit_code: int, seconds: float = 60.0) -> None:
        assert "Traceback" not in done.log, done.log
        assert done.exit_code == exit_code == done.report["exit_code"], done.log
        assert done.released == (exit_code == 0)
        assert done.peak < self._most_memory
        assert done.seconds < seconds


@pytest.fixture
def check(most_memory: float) -> Check:
    return Check(most_memory)
