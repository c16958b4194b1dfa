"""Sitemaps that never end, name themselves, other hosts or local files: the rest of them is read, and nothing else asked."""

from __future__ import annotations

from pathlib import Path

from hostile import answers as a
from hostile import pages
from hostile.conftest import Check
from hostile.measure import SITE, crawl
from hostile.wire import Answer, HostileServer, Wire

BAD = "/a-jobs/a-vs-b-differences"
BILLION = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


def urlset(*locs: str, doctype: str = "") -> bytes:
    entries = "".join(f"<url><loc>{loc}</loc></url>" for loc in locs)
    return f'<?xml version="1.0"?>{doctype}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def index(*locs: str) -> bytes:
    return (
        "<sitemapindex>" + "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in locs) + "</sitemapindex>"
    ).encode()


def doctype(entities: str) -> str:
    return f"<!DOCTYPE urlset [{entities}]>"


def robots(*sitemaps: str) -> Answer:
    return a.body("".join(f"Sitemap: {url}\n" for url in sitemaps).encode(), "Content-Type: text/plain")


def entity_files(folder: Path, trap: str) -> dict[str, Answer]:
    """Return sitemaps that name `BAD` if a file, or the trap, is read for them."""
    (folder / "letter").write_text("a")
    (folder / "more.dtd").write_text('<!ENTITY x "a">')
    loc = SITE + BAD.replace("-vs-b", "-vs-&x;")
    system = doctype(f'<!ENTITY x SYSTEM "file://{folder}/letter">')
    remote = doctype(f'<!ENTITY x SYSTEM "http://{trap}/letter">')
    outer = doctype(f'<!ENTITY % dtd SYSTEM "file://{folder}/more.dtd"> %dtd;')
    include = f'<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file://{folder}/sitemap.xml"/></x>'
    kinds = {"/file-entity": system, "/remote-entity": remote, "/dtd": outer}
    answers = {path: a.body(urlset(loc, doctype=kind)) for path, kind in kinds.items()}
    return answers | {"/xinclude": a.body(include.encode())}


def endless(wire: Wire) -> None:
    wire.send(a.head())
    wire.forever(f"<url><loc>{SITE}/x</loc></url>".encode() * 1000)


def sitemaps(folder: Path, trap: str) -> dict[str, Answer]:
    """Return bad sitemaps of every kind, by path."""
    port = trap.rpartition(":")[2]
    elsewhere = [f"http://{trap}{BAD}", f"//{trap}{BAD}", f"https://www.zippia.com@{trap}{BAD}", "file://" + BAD]
    elsewhere += [f"http://2130706433:{port}{BAD}", f"http://www.zippia.com:{port}{BAD}", "javascript:1", "http://["]
    indexes = [f"http://{trap}/s", f"http://127.0.0.2:{port}/s", f"file://{folder}/sitemap.xml", "http://[", "data:,x"]
    bombs = {
        "/gzip": a.coded(a.gzip_bomb, "gzip"),
        "/gzip-file": a.body(a.gzip_bomb(), "Content-Type: application/x-gzip"),
        "/brotli": a.coded(a.brotli_bomb, "br"),
        "/zstd": a.coded(a.zstd_bomb, "zstd"),
        "/twice": a.coded(lambda: a.packed(a.packed(bytes(49 << 20))), "gzip"),
        "/laughs": a.body(urlset("&e9;", doctype=doctype('<!ENTITY e0 "lol">' + BILLION))),
        "/million": a.body(urlset(*[f"/{n}" for n in range(10**6)])),
        "/million-with-hosts": a.body(urlset(*[f"{SITE}/{n}" for n in range(10**6)])),
        "/million-packed": a.body(a.packed(urlset(*[f"{SITE}/{n}" for n in range(10**6)]))),
        "/deep": a.body(b"<a>" * 10**6),
        "/wide": a.body(b"<urlset>" + b"<url/>" * 8 * 10**6),
        "/one-tag": a.body(b"<urlset " + b"a='b' " * 8 * 10**6 + b"/>"),
        "/one-text": a.body(b"<urlset><url><loc>" + b"y" * (40 << 20) + b"</loc></url></urlset>"),
    }
    return {
        **bombs,
        **entity_files(folder, trap),
        "/loop": a.body(index(f"{SITE}/loop", "/loop", "/loop-2")),
        "/loop-2": a.body(index(f"{SITE}/loop")),
        "/elsewhere": a.body(urlset(*elsewhere)),
        "/index-of-elsewhere": a.body(index(*indexes)),
        "/redirect": a.redirect(f"http://{trap}/s"),
        "/endless": endless,
        "/drip": a.endless(a.head(), b"<url>", 0.2),
        "/silent": a.silent(),
        "/error": a.status("500 Oops"),
        "/empty": a.raw(a.head()),
        "/html": a.body(f"<html><a href='{BAD}'>x</a>".encode()),
        "/binary": a.body(bytes(range(256)) * 99),
        "/length": a.raw(a.head(b"Content-Length: 999999"), urlset(SITE + BAD)[:-20]),
    }


def test_bad_sitemaps_keep_no_good_one_from_being_read(
    output: Path, tmp_path: Path, trap: HostileServer, check: Check
) -> None:
    (tmp_path / "sitemap.xml").write_bytes(urlset(SITE + BAD))
    bad = sitemaps(tmp_path, f"127.0.0.1:{trap.port}")
    answers, bodies = pages.good({"page": a.page_with()})
    (page,) = answers
    outside = [
        f"http://{trap.host}:{trap.port}/s",
        f"file://{tmp_path}/sitemap.xml",
        "https://other.example/s",
        "http://[",
    ]
    named = [SITE + path for path in bad if path != "/loop-2"] + outside
    answers |= bad | {"/robots.txt": robots(*named, f"{SITE}/good"), "/good": a.body(urlset(SITE + page))}
    a.build_bombs()
    with HostileServer(answers, bodies) as server, HostileServer(host="127.0.0.2", port=trap.port) as other:
        done = crawl(output, server.origin, settings={"DOWNLOAD_TIMEOUT": str(pages.LATE)})
    assert sorted(server.requested) == sorted(answers)
    assert other.connections == 0
    assert done.report["outcomes"] == {"fetched": 1}
    check(done, 0, seconds=60)


def test_an_index_of_a_hundred_thousand_sitemaps_has_an_end(output: Path, check: Check) -> None:
    """Each of them names no page."""
    answers, bodies = pages.good({"page": a.page_with()})
    (page,) = answers
    answers |= {"/robots.txt": robots(f"{SITE}/good", f"{SITE}/index"), "/good": a.body(urlset(SITE + page))}
    answers["/index"] = a.body(index(*[f"/s{number}" for number in range(100_000)]))
    with HostileServer(answers, bodies) as server:
        done = crawl(output, server.origin, settings={"CONCURRENT_REQUESTS_PER_DOMAIN": "8"})
    assert len(set(server.requested)) == len(server.requested) == 2 + 2_000
    assert "Sitemaps not read any further" in done.log
    check(done, 0, seconds=60)


def test_indexes_in_indexes_have_an_end(output: Path, check: Check) -> None:
    answers = {f"/{depth}": a.body(index(f"/{depth + 1}")) for depth in range(9)}
    answers["/robots.txt"] = robots(f"{SITE}/0")
    with HostileServer(answers) as server:
        done = crawl(output, server.origin)
    assert server.requested == ["/robots.txt", "/0", "/1", "/2"]
    check(done, 1)
