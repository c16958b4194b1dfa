"""More than one response on a connection: no page may get what was sent behind that of another."""

from __future__ import annotations

import time
from pathlib import Path

from careerscraper.storage.archive import read_captures
from hostile import answers as a
from hostile import pages
from hostile.conftest import Check
from hostile.measure import SITE, crawl
from hostile.wire import Answer, HostileServer, Wire

PAGES = 12


def response(body: bytes) -> bytes:
    return a.head(b"Content-Length: %d" % len(body)) + body


def in_chunks(body: bytes, *more: bytes) -> bytes:
    return a.head(b"Transfer-Encoding: chunked", *more) + a.chunked(body)


def poison(kilobytes: int = 0) -> bytes:
    """Return what would be read as the comparison of others."""
    return response(pages.html(PAGES).ljust(kilobytes << 10))


#: What is sent in one go. Which part of it is read at once is the client's business.
ANSWERS: tuple[Answer, ...] = (
    lambda wire: wire.send(response(wire.page), poison()),
    lambda wire: wire.send(response(wire.page), b"HTTP/1.1 200 OK\r\nContent-Le"),
    lambda wire: wire.send(response(wire.page), poison(500)),
    lambda wire: wire.send(in_chunks(wire.page), poison()),
    lambda wire: wire.send(in_chunks(wire.page, b"Content-Length: 5"), poison()),
    lambda wire: wire.send(response(wire.page), b"\r\n"),
)


def test_no_page_gets_what_is_behind_another(output: Path, check: Check) -> None:
    """The connection ends, and the next page has another."""
    answers, bodies = pages.good({str(number): ANSWERS[number % len(ANSWERS)] for number in range(PAGES)})
    with HostileServer(answers, bodies) as server:
        done = crawl(output, server.origin, paths_of(answers), settings={"CONCURRENT_REQUESTS_PER_DOMAIN": "1"})
    check(done, 0)
    assert archived(output) == bodies
    assert server.connections == PAGES


def test_no_page_gets_what_comes_between_two_requests(output: Path, check: Check) -> None:
    def answer(wire: Wire) -> None:
        wire.send(response(wire.page))
        time.sleep(0.01)
        wire.send(poison())

    answers, bodies = pages.good({str(number): answer for number in range(4)})
    settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": "1", "DOWNLOAD_DELAY": "0.5"}
    with HostileServer(answers, bodies) as server:
        done = crawl(output, server.origin, paths_of(answers), settings=settings)
    check(done, 0)
    assert archived(output) == bodies


def test_a_connection_that_was_given_up_is_not_used_again(output: Path, check: Check) -> None:
    """The answer comes after the client has stopped waiting for it."""

    def answer(wire: Wire) -> None:
        time.sleep(0.7)
        wire.send(response(pages.html(PAGES)))

    answers, bodies = pages.good({"late": answer, **{str(number): a.page_with() for number in range(5)}})
    settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": "1", "DOWNLOAD_TIMEOUT": "0.4"}
    with HostileServer(answers, bodies) as server:
        done = crawl(output, server.origin, paths_of(answers), settings=settings)
    check(done, 3)
    late, *others = bodies
    assert done.urls()[late][0] == "failed"
    assert archived(output) == {path: bodies[path] for path in others}


def paths_of(answers: dict[str, Answer]) -> list[str]:
    return [SITE + path for path in answers]


def archived(output: Path) -> dict[str, bytes]:
    """Return the body that each page got, by path."""
    (path,) = output.glob("archive/zippia/*.warc.gz")
    captures = read_captures(output / "archive", f"zippia/{path.name}")
    return {capture.url.removeprefix(SITE): capture.body for capture in captures}
