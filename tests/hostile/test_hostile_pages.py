"""Pages that redirect elsewhere, lie about their length, never end, or unpack to a gibibyte: one outcome each."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from hostile import answers as a
from hostile import pages
from hostile.conftest import Check
from hostile.measure import SITE, Crawl, crawl
from hostile.pages import Case
from hostile.wire import HostileServer

#: What makes the cases, the exit code, and how long an answer may take, in seconds.
GROUPS: dict[str, tuple[Callable[[str], dict[str, Case]], int, int]] = {
    "redirects": (pages.redirects, 3, 30),
    "references": (pages.references, 0, 30),
    "bombs": (lambda _: pages.BOMBS, 1, 30),
    "bodies": (lambda _: pages.BODIES, 3, pages.LATE),
    "heads": (lambda _: pages.HEADS, 3, pages.LATE),
    "contents": (lambda _: pages.CONTENTS, 3, 30),
}
#: A redirect to another user of the site is one to the site, but for the user.
PLANNED = {"redirects": ["/c-jobs/c-vs-d-differences"]}


def archive(output: Path) -> bytes:
    return b"".join(gzip.decompress(path.read_bytes()) for path in output.glob("archive/*/*.warc.gz"))


def told(done: Crawl, path: str, case: Case) -> tuple[str | None, str]:
    """Return the outcome of a page, and of its refusal as much as is expected."""
    outcome, refusal = done.urls().get(path, (None, None))
    return outcome, case.why if case.why in (refusal or "") else f"{refusal}"


@pytest.mark.parametrize("group", GROUPS)
def test_every_page_has_its_outcome(group: str, output: Path, trap: HostileServer, check: Check) -> None:
    make, exit_code, late = GROUPS[group]
    cases = make(f"127.0.0.1:{trap.port}")
    a.build_bombs() if group == "bombs" else None
    answers, bodies = pages.good({name: case.answer for name, case in cases.items()})
    with HostileServer(answers, bodies) as server:
        done = crawl(output, server.origin, [SITE + path for path in answers], settings={"DOWNLOAD_TIMEOUT": str(late)})
    named = dict(zip(cases, answers, strict=True))
    expected = {name: (case.outcome, case.why) for name, case in cases.items()}
    assert {name: told(done, named[name], case) for name, case in cases.items()} == expected
    assert sorted(server.requested) == sorted(["/robots.txt", *answers, *PLANNED.get(group, [])])
    check(done, exit_code)
    kept = archive(output) + (output / "ledger.sqlite").read_bytes() + done.log.encode()
    assert b"s3cret" not in kept
    assert b"root:" not in kept
    assert not any(b"cookie" in head.lower() or b"referer" in head.lower() for head in server.heads)


def test_what_a_page_says_is_sent_back_as_one_header(output: Path, check: Check) -> None:
    """The next crawl asks for the page with its ETag."""
    answers, bodies = pages.good({"page": a.page_with('ETag: "a\rX-Injected: b\0c"')})
    with HostileServer(answers, bodies) as server:
        check(crawl(output, server.origin, [SITE + path for path in answers]), 0)
        second = crawl(output, server.origin, [SITE + path for path in answers])
    assert "1 unchanged" in second.log
    assert b"If-None-Match" in server.heads[-1]
    assert not any(line.startswith(b"X-Injected") for head in server.heads for line in head.splitlines())


def test_what_a_page_took_is_given_back(output: Path, check: Check) -> None:
    """Before the next pages are read, not when garbage is collected."""
    a.build_bombs()
    kinds = [a.coded(a.brotli_bomb, "br"), a.coded(a.gzip_bomb, "gzip"), a.coded(lambda: garbage, "br")]
    kinds += [
        a.body(b"<p>hello " * 900_000),
        a.body(b"x" * (8 << 20)),
        a.page_with(change=lambda page: page.ljust(8 << 20)),
    ]
    garbage = b"\xff" * (8 << 20)
    paths = [f"/a-jobs/a-vs-b{number}-differences" for number in range(60)]
    with HostileServer({path: kinds[number % len(kinds)] for number, path in enumerate(paths)}) as server:
        done = crawl(output, server.origin, [SITE + path for path in paths])
    assert done.report["outcomes"] == {"refused": 60}
    check(done, 1)


def test_of_ten_thousand_links_as_many_are_asked_for_as_a_limit_says(output: Path, check: Check) -> None:
    """Without one, all are: table.py."""
    paths = [f"/a-jobs/a-vs-b{number}-differences" for number in range(10_000)]
    answers, bodies = pages.good({"page": pages.linking(a.links(paths))})
    (start,) = answers
    with HostileServer(answers, bodies) as server:
        settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": "8"}
        done = crawl(output, server.origin, [SITE + start], "--limit", "1000", settings=settings)
    assert sorted(server.requested) == sorted(["/robots.txt", start, *paths[:999]])
    assert done.report["outcomes"] == {"fetched": 1, "gone": 999}
    check(done, 0)
