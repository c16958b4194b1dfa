"""The pages of a hostile site: what each answers, and the outcome that its URL must have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from careerscraper.demo.site import DemoSite
from hostile import answers as a
from hostile.wire import Answer

#: Seconds that an answer may take where some never end.
LATE = 3
_LINK = re.compile(rb"<a [^>]*>")
_LONG = "y" * (1 << 20)


@dataclass(frozen=True)
class Case:
    """``why`` is a part of the refusal."""

    answer: Answer
    outcome: str
    why: str = ""


@cache
def site() -> DemoSite:
    return DemoSite(40)


@cache
def html(number: int) -> bytes:
    """Return a good page that links nowhere."""
    resource = site().respond(site().comparisons[number].path)
    assert resource is not None
    return _LINK.sub(b"<a>", resource.body)


def good(answers: Mapping[str, Answer]) -> tuple[dict[str, Answer], dict[str, bytes]]:
    """Return the answers by path, one page of the site each, and those pages."""
    paths = [site().comparisons[number].path for number in range(len(answers))]
    return dict(zip(paths, answers.values(), strict=True)), {path: html(n) for n, path in enumerate(paths)}


def linking(links: bytes) -> Answer:
    return a.page_with(change=lambda page: page.replace(b"</body>", links + b"</body>"))


def in_head(markup: bytes) -> Answer:
    return a.page_with(change=lambda page: page.replace(b"<head>", b"<head>" + markup))


def redirects(trap: str) -> dict[str, Case]:
    """Return the redirects; none may lead to ``trap``, a host with its port, or out of the site."""
    port = trap.rpartition(":")[2]
    path = "a-jobs/a-vs-b-differences"
    targets = {
        "private address": f"http://{trap}/{path}",
        "private network": f"https://192.168.0.1/{path}",
        "decimal IP": f"http://2130706433:{port}/{path}",
        "hex IP": f"http://0x7f000001:{port}/{path}",
        "octal IP": f"http://0177.0.0.1:{port}/{path}",
        "no scheme": f"//{trap}/{path}",
        "userinfo": f"https://www.zippia.com@{trap}/{path}",
        "backslash": f"https://www.zippia.com\\@{trap}/{path}",
        "another port": f"http://www.zippia.com:{port}/{path}",
        "IPv6-mapped": f"http://[::ffff:127.0.0.1]:{port}/{path}",
        "broken host": f"http://[{path}",
        "file": "file:///etc/passwd",
        "file of a comparison": f"file:///{path}",
        "data": "data:text/html,<table><tr><td>a-vs-b-differences",
        "javascript": "javascript:alert('a-vs-b-differences')",
        "nowhere": "",
        "user of the site itself": "https://user:s3cret@www.zippia.com/c-jobs/c-vs-d-differences",
        "10 KB": f"https://www.zippia.com/a-jobs/a-vs-{_LONG[:10_000]}-differences",
    }
    cases = {f"redirect: {name}": Case(a.redirect(target), "redirected") for name, target in targets.items()}
    loop = {"redirect: loop": Case(lambda wire: a.redirect(wire.path)(wire), "redirected")}
    return cases | loop | {"redirect: 60 KB": Case(a.redirect(f"/{_LONG[:60_000]}"), "failed")}


def references(trap: str) -> dict[str, Case]:
    """Return good pages that lead to ``trap``, or out of the site, in every other way."""
    url = f"http://{trap}/a-jobs/a-vs-b-differences".encode()
    base = b'<base href="http://%s/">' % trap.encode()
    hrefs = [f"javascript:'{url!r}'", "data:text/html,/a-jobs/a-vs-b-differences", "file:///a-jobs/a-vs-b-differences"]
    hrefs += [url.decode(), url.decode().removeprefix("http:"), "http://[/a-jobs/a-vs-b-differences"]
    hrefs += [
        f"https://www.zippia.com@{trap}/a-jobs/a-vs-b-differences",
        "ftp://www.zippia.com/a-jobs/a-vs-b-differences",
    ]
    refresh = b'<meta http-equiv="refresh" content="0;url=%s">' % url
    return {
        "meta refresh": Case(in_head(refresh), "fetched"),
        "base href": Case(in_head(base + b'<a href="/a-jobs/a-vs-b-differences">x</a>'), "fetched"),
        "canonical link": Case(in_head(b'<link rel="canonical" href="%s">' % url), "fetched"),
        "odd links": Case(linking(a.links(hrefs)), "fetched"),
        "links of 1 MB": Case(linking(a.links([f"/a-jobs/a-vs-{_LONG}-differences", f"/{_LONG}"])), "fetched"),
        "200 with Location": Case(a.page_with(f"Location: {url.decode()}"), "fetched"),
        "200 with Refresh": Case(a.page_with(f"Refresh: 0;url={url.decode()}"), "fetched"),
        "Link header": Case(a.page_with(f'Link: <{url.decode()}>; rel="next"'), "fetched"),
        "iframe, image, script": Case(in_head(b'<iframe src="%s"></iframe><img src="%s">' % (url, url)), "fetched"),
    }


_TOO_LARGE = "unpacks to more than"
_LATE = f"took longer than {LATE}"
BOMBS = {
    "gzip bomb": Case(a.coded(a.gzip_bomb, "gzip"), "refused", _TOO_LARGE),
    "brotli bomb": Case(a.coded(a.brotli_bomb, "br"), "refused", _TOO_LARGE),
    "zstd bomb": Case(a.coded(a.zstd_bomb, "zstd"), "refused", _TOO_LARGE),
    "zstd window of 128 MB": Case(a.coded(lambda: a.zstd_bomb(27, 9), "zstd"), "refused", "cannot be undone"),
    "deflate bomb": Case(a.coded(lambda: a.gzip_bomb()[10:], "deflate"), "refused", _TOO_LARGE),
    "bomb in gzip in gzip": Case(a.coded(a.nested_bomb, "gzip, gzip, gzip"), "refused", _TOO_LARGE),
    "six codings": Case(a.coded(lambda: a.packed(b"x", 6), ",".join(["gzip"] * 6)), "refused", "6 content codings"),
    "100,000 gzip members": Case(a.coded(lambda: a.packed(b"x") * 100_000, "gzip"), "refused", "frames"),
    "coding of another": Case(a.coded(lambda: a.packed(b"x"), "br"), "refused", "cannot be undone"),
}
BODIES: dict[str, Case] = {
    "slow drip": Case(a.endless(a.head(), b"<p>", 0.2), "failed", _LATE),
    "slow drip with a length": Case(a.endless(a.head(b"Content-Length: 5000"), b"<p>", 0.2), "failed", _LATE),
    "slow drip in chunks": Case(
        a.endless(a.head(b"Transfer-Encoding: chunked"), b"3\r\n<p>\r\n", 0.2), "failed", _LATE
    ),
    "endless body": Case(a.endless(a.head(), bytes(1 << 20)), "failed", "Cancelled"),
    "endless body in chunks": Case(
        a.endless(a.head(b"Transfer-Encoding: chunked"), b"100000\r\n" + bytes(1 << 20) + b"\r\n"),
        "failed",
        "Cancelled",
    ),
    "length of 10^30": Case(a.endless(a.head(b"Content-Length: 1" + b"0" * 30), b"<p>"), "failed", "larger than"),
    "chunk of 2^64": Case(
        a.endless(a.head(b"Transfer-Encoding: chunked") + b"f" * 16 + b"\r\n", bytes(1 << 20)), "failed"
    ),
    "chunk of -5": Case(a.raw(a.head(b"Transfer-Encoding: chunked"), b"-5\r\nabcde\r\n0\r\n\r\n"), "failed"),
    "chunks cut short": Case(a.raw(a.head(b"Transfer-Encoding: chunked"), b"ffff\r\n", a.page), "failed"),
    "chunk extension": Case(a.in_chunks_with(b";name=value"), "fetched"),
    "endless chunk extension": Case(a.endless(a.head(b"Transfer-Encoding: chunked") + b"5;", b"x" * 1000), "failed"),
    "endless trailers": Case(a.endless(a.head(b"Transfer-Encoding: chunked") + b"0\r\n", b"X-Y: z\r\n" * 99), "failed"),
    "length too large": Case(a.raw(a.head(b"Content-Length: 500000"), a.page), "failed"),
    "length and chunks": Case(
        a.raw(a.head(b"Content-Length: 5", b"Transfer-Encoding: chunked"), lambda wire: a.chunked(wire.page)), "fetched"
    ),
    "length too small": Case(a.raw(a.head(b"Content-Length: 5"), a.page), "refused", "no element"),
    "two lengths": Case(a.raw(a.head(b"Content-Length: 5", b"Content-Length: 6"), b"abcdef"), "failed"),
    "negative length": Case(a.raw(a.head(b"Content-Length: -5"), b"abcdef"), "failed"),
    "unknown transfer coding": Case(a.raw(a.head(b"Transfer-Encoding: gzip"), b"abcdef"), "failed"),
    "nothing": Case(a.raw(a.head()), "refused", "nothing in it"),
}
HEADS = {
    "endless headers": Case(a.endless_headers, "failed", "headers of more than"),
    "endless header line": Case(a.endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * (1 << 16)), "failed"),
    "endless status line": Case(a.endless(b"HTTP/1.1 200 ", b"y" * (1 << 16)), "failed"),
    "100,000 headers": Case(a.many_headers, "failed", "headers of more than"),
    "endless 1xx": Case(a.endless(b"", b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 100), "failed", "headers of more"),
    "slow 1xx": Case(a.endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.2), "failed", _LATE),
    "slow head": Case(a.endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.2), "failed", _LATE),
    "silence": Case(a.silent(), "failed", _LATE),
    "closed at once": Case(a.raw(b""), "failed"),
    "closed in mid-head": Case(a.raw(b"HTTP/1.1 200 OK\r\nContent-Ty"), "failed"),
    "HTTP/0.9": Case(a.raw(b"<html><p>Nothing\n"), "failed"),
    "TLS on plain HTTP": Case(a.raw(b"\x15\x03\x01\x00\x02\x02\x28"), "failed", ""),
    "status of 30 digits": Case(a.status("9" * 30 + " OK"), "failed"),
    "status 99999": Case(a.status("99999 OK"), "failed"),
    "status -200": Case(a.status("-200 OK"), "failed"),
    "status 0": Case(a.status("0 OK"), "failed"),
    "NUL in a header": Case(a.page_with("X-Nul: a\0b", 'ETag: "\0\xff\r"'), "fetched"),
    "NUL in a header's name": Case(a.page_with("X\0Nul: c"), "failed", "InvalidHeaderName"),
    "header without a name": Case(a.page_with(": b", "X: c"), "failed", "InvalidHeaderName"),
    "odd header names": Case(
        a.page_with("no colon", "X!#$%&'*+.^_`|~: \xff\x80", "X-" + "y" * 9999 + ": z"), "fetched"
    ),
    "folded header": Case(a.page_with("X-Folded: a\r\n  b\r\n\tc"), "fetched"),
    "unasked 304": Case(a.raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "failed", "304"),
    "unasked 206": Case(a.status("206 Partial Content"), "failed", "206"),
}
_CHALLENGE = b"<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>"
_LOGIN = b"<form action='/login' method='post'><input name='user'><input name='password' type='password'></form>"
CONTENTS = {
    "good page": Case(a.page_with(), "fetched"),
    "cookies": Case(a.page_with("Set-Cookie: session=s3cret; Path=/"), "fetched"),
    "challenge with 200": Case(a.body(_CHALLENGE), "blocked", "challenge"),
    "login form": Case(a.body(_LOGIN), "blocked", "login"),
    "charset that is wrong": Case(a.page_with("Content-Type: text/html; charset=utf-16"), "refused"),
    "charset that is none": Case(a.page_with("Content-Type: text/html; charset=zlib"), "fetched"),
    "charset of 10 KB": Case(a.page_with(f"Content-Type: text/html; charset={_LONG[:10_000]}"), "fetched"),
    "picture": Case(a.body(b"\x89PNG\r\n\x1a\n" + bytes(999), "Content-Type: image/png"), "refused"),
    "picture by name": Case(a.page_with("Content-Type: image/png"), "fetched"),
    "gone": Case(a.status("410 Gone"), "gone"),
    "error": Case(a.status("500 Oops"), "failed", "500"),
    "forbidden": Case(a.status("403 Forbidden"), "blocked", "denied"),
}
