"""robots.txt that cannot be had, or leads elsewhere: what cannot be known is forbidden, 4xx but 429 forbids nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from hostile import answers as a
from hostile import pages
from hostile.conftest import Check
from hostile.measure import SITE, crawl
from hostile.wire import Answer, HostileServer

ALLOWS, FORBIDS = b"User-agent: *\nDisallow: /private/\n", b"User-agent: *\nDisallow: /\n"


@dataclass(frozen=True)
class Robots:
    """What robots.txt answers, or where it redirects to; the outcome of the page, and a part of the refusal."""

    answer: Answer | str
    outcome: str
    why: str = ""

    def to(self, trap: str, folder: Path) -> Answer:
        """Return the answer, which leads to the trap, or into a folder."""
        if not isinstance(self.answer, str):
            return self.answer
        return a.redirect(self.answer.format(trap=trap, port=trap.rpartition(":")[2], folder=folder))


def hops(most: int) -> Answer:
    """Redirect that many times, then forbid nothing."""
    return lambda wire: wire.respond(ALLOWS) if wire.nth > most else a.redirect("/robots.txt")(wire)


_UNKNOWN = "so nothing may be requested"
_ELSEWHERE = "ForbiddenUrlError"
CASES = {
    "503": Robots(a.status("503 Busy", "Retry-After: 0"), "failed", f"HTTP status 503, {_UNKNOWN}"),
    "429": Robots(a.status("429 Slow down", "Retry-After: 0"), "failed", _UNKNOWN),
    "401": Robots(a.status("401 Who are you"), "fetched"),
    "403": Robots(a.status("403 No"), "fetched"),
    "HTML": Robots(a.body(b"<html><p>Nothing here" * 99), "fetched"),
    "binary": Robots(a.body(bytes(range(256)) * 99), "fetched"),
    "silence": Robots(a.silent(), "failed", "DownloadTimeoutError"),
    "slow drip": Robots(a.endless(a.head(), b"Allow: /\n", 0.2), "failed", "DownloadTimeoutError"),
    "5 MB": Robots(a.body(b"Allow: /\n" * 600_000), "failed", "more than 512,000 bytes"),
    "endless": Robots(a.endless(a.head(), b"Allow: /\n" * 9999), "failed", "DownloadCancelledError"),
    "bomb": Robots(a.coded(a.gzip_bomb, "gzip"), "failed", "unpacks to more than"),
    "redirect of 5 hops": Robots(hops(5), "fetched"),
    "redirect of 6 hops": Robots(hops(6), "failed", "redirects more than 5 times"),
    "redirect to rules that forbid": Robots("/rules", "refused", "Forbidden by robots.txt"),
    "redirect to another host": Robots("https://robots.example/robots.txt", "failed", _ELSEWHERE),
    "redirect to a private address": Robots("http://{trap}/robots.txt", "failed", _ELSEWHERE),
    "redirect to 127.0.0.2": Robots("http://127.0.0.2:{port}/robots.txt", "failed", _ELSEWHERE),
    "redirect to a decimal IP": Robots("http://2130706433:{port}/robots.txt", "failed", _ELSEWHERE),
    "redirect with a user": Robots("https://www.zippia.com@{trap}/robots.txt", "failed", _ELSEWHERE),
    "redirect to file:": Robots("file://{folder}/robots.txt", "failed", "NotSupported"),
    "redirect to data:": Robots("data:text/plain,Allow:%20/", "failed", "NotSupported"),
    "redirect to javascript:": Robots("javascript:alert(1)", "failed", _UNKNOWN),
    "redirect to nowhere": Robots("", "failed", "redirects more than 5 times"),
    "redirect to a broken host": Robots("http://[/robots.txt", "failed", _UNKNOWN),
}


@pytest.mark.parametrize("case", CASES)
def test_robots_txt(case: str, output: Path, tmp_path: Path, trap: HostileServer, check: Check) -> None:
    robots = CASES[case]
    (tmp_path / "robots.txt").write_bytes(ALLOWS)
    a.build_bombs() if case == "bomb" else None
    answers, bodies = pages.good({"page": a.page_with()})
    (page,) = answers
    settings = {"DOWNLOAD_TIMEOUT": "2"} if "Timeout" in robots.why else {}
    answers |= {"/robots.txt": robots.to(f"127.0.0.1:{trap.port}", tmp_path), "/rules": a.body(FORBIDS)}
    with HostileServer(answers, bodies) as server, HostileServer(host="127.0.0.2", port=trap.port) as other:
        done = crawl(output, server.origin, [SITE + page], settings=settings)
    outcome, refusal = done.urls()[page]
    assert outcome == robots.outcome
    assert robots.why in (refusal or "")
    assert (page in server.requested) == (outcome == "fetched")
    assert other.connections == 0
    check(done, 0 if outcome == "fetched" else 1)


def test_a_run_ends_well_where_robots_txt_cannot_be_had(output: Path, check: Check) -> None:
    with HostileServer({"/robots.txt": a.redirect("http://[/robots.txt")}) as server:
        done = crawl(output, server.origin)
    assert server.requested == ["/robots.txt"]
    check(done, 1)
