"""Names that lead to private addresses: at once, among others, or later (DNS rebinding)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hostile import answers as a
from hostile import pages, resolvers
from hostile.conftest import Check
from hostile.measure import SITE, Crawl, crawl
from hostile.wire import HostileServer

TESTS = Path(__file__).parents[1]
OURS = {"TWISTED_DNS_RESOLVER": "hostile.resolvers.Resolver", "DNSCACHE_ENABLED": "0"}
#: Of a network that was given back in 2006 (RFC 3701): it is as public as any, and nothing is there.
NOBODY = "3ffe::1"


def crawl_as_named(
    output: Path, names: dict[str, list[list[str]]], origin: str | None, paths: list[str], port: int = 0
) -> Crawl:
    environment = {"PYTHONPATH": f"{TESTS}:{TESTS.parent}", resolvers.ANSWERS: json.dumps(names)}
    environment |= {resolvers.PORT: str(port)}
    settings = OURS | {"CONTACT": "test@example.org", "DOWNLOAD_TIMEOUT": "3", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
    return crawl(output, origin, [SITE + path for path in paths], settings=settings, environment=environment)


ADDRESSES = {
    "private": ["127.0.0.1"],
    "IPv6-mapped": ["::ffff:127.0.0.1", "::ffff:7f00:1"],
    "public and private": [NOBODY, "127.0.0.1"],
    "many": ["127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "64:ff9b::7f00:1"],
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_a_host_of_the_site_with_a_private_address(case: str, output: Path, trap: HostileServer, check: Check) -> None:
    """Every address that comes out of the name service leads to the trap."""
    addresses = ADDRESSES[case]
    path = pages.site().comparisons[0].path
    done = crawl_as_named(output, {"www.zippia.com": [addresses]}, None, [path], port=trap.port)
    outcome, why = done.urls()[path]
    assert outcome == "failed"
    assert "robots.txt could not be fetched" in (why or "")
    for address in set(addresses) - {NOBODY}:
        assert f"Not connected: www.zippia.com has the private address {address}" in done.log
    check(done, 1)


def test_a_site_that_cannot_be_reached(output: Path, check: Check) -> None:
    """Where a crawl starts with the sitemaps."""
    done = crawl_as_named(output, {"www.zippia.com": [[NOBODY]]}, None, [])
    assert "No sitemaps: https://www.zippia.com/robots.txt: robots.txt could not be fetched" in done.log
    check(done, 1)


def rebind(output: Path) -> tuple[Crawl, HostileServer, HostileServer]:
    """Crawl a mirror that ends every connection, so that the next request looks its name up again: it turns to another.

    Returns both servers, too.
    """
    closing = a.raw(lambda wire: a.head(b"Content-Length: %d" % len(wire.page)), a.page)
    answers, bodies = pages.good({str(number): closing for number in range(4)})
    answers["/robots.txt"] = a.raw(b"HTTP/1.1 404 Nothing\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    turned = ["127.0.0.2", "127.0.0.1"]
    names = {"mirror.test": [["127.0.0.1"], ["127.0.0.1"], turned, ["127.0.0.1"], ["127.0.0.2"]]}
    with HostileServer(answers, bodies) as server, HostileServer(host="127.0.0.2", port=server.port) as other:
        return crawl_as_named(output, names, f"http://mirror.test:{server.port}", list(bodies)), server, other


def test_a_mirror_that_turns_to_another_address(output: Path, check: Check) -> None:
    done, server, other = rebind(output)
    assert other.connections == 0
    assert len(server.requested) == 4
    assert done.report["outcomes"] == {"fetched": 3, "failed": 1}
    assert "Not connected: mirror.test has the private address 127.0.0.2" in done.log
    check(done, 3)


def test_a_mirror_is_no_way_to_the_hosts_beside_it(output: Path, trap: HostileServer, check: Check) -> None:
    """A redirect to a name of the same address is not followed, nor is the site's own name asked for."""
    answers, bodies = pages.good({"page": a.redirect(f"http://beside.test:{trap.port}/a-jobs/a-vs-b-differences")})
    names = {name: [["127.0.0.1"]] for name in ("mirror.test", "beside.test", "www.zippia.com")}
    with HostileServer(answers, bodies) as server:
        done = crawl_as_named(output, names, f"http://mirror.test:{server.port}", list(bodies))
    assert server.requested == ["/robots.txt", *bodies]
    assert done.report["outcomes"] == {"redirected": 1}
    check(done, done.exit_code)
