"""The server over HTTP: validators, codings, methods, the access log and clients that go away."""

from __future__ import annotations

import gzip
import json
import socket
from datetime import datetime
from email.utils import format_datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from careerscraper.demo.negotiation import accepts_gzip
from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite


def ask(client: HTTPConnection, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """Send a request; return the response and its body."""
    client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = client.getresponse()
    return response, response.read()


def test_get(site: DemoSite, client: HTTPConnection) -> None:
    """A page comes with its length, type and validators."""
    page = site.comparisons[0]
    response, body = ask(client, page.path)
    assert (response.status, body) == (200, page.html())
    assert response.headers["Content-Length"] == str(len(body))
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Last-Modified"] == format_datetime(page.last_modified, usegmt=True)
    assert response.headers["Connection"] == "keep-alive"


def test_head(site: DemoSite, client: HTTPConnection) -> None:
    """HEAD has the length of the body, but no body."""
    page = site.comparisons[0]
    response, body = ask(client, page.path, "HEAD")
    assert (response.status, body) == (200, b"")
    assert response.headers["Content-Length"] == str(len(page.html()))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_other_methods(client: HTTPConnection, method: str) -> None:
    """Any other method is refused, a body is read first."""
    client.request(method, "/", body=b"x" * 5000)
    response = client.getresponse()
    response.read()
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


def test_connections_are_kept(site: DemoSite, client: HTTPConnection) -> None:
    """One connection serves any number of requests, errors too."""
    client.connect()
    connection = client.sock
    for path in ("/", "/nowhere", site.comparisons[1].path, next(iter(site.redirects))):
        ask(client, path)
    assert client.sock is connection


def test_missing_and_moved(site: DemoSite, client: HTTPConnection) -> None:
    """404 and 301; a condition never turns a redirect into a 304."""
    old, new = next(iter(site.redirects.items()))
    assert ask(client, "/nowhere")[0].status == 404
    response, _ = ask(client, old, If_None_Match="*")
    assert (response.status, response.headers["Location"]) == (301, new)


def test_gzip(site: DemoSite, client: HTTPConnection) -> None:
    """A coded body has a validator of its own."""
    page = site.comparisons[2]
    plain, _ = ask(client, page.path)
    coded, body = ask(client, page.path, Accept_Encoding="br, gzip")
    assert coded.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == page.html()
    assert len(body) < len(page.html()) / 3
    assert coded.headers["ETag"] != plain.headers["ETag"]


def test_a_gzip_file_is_no_coding(client: HTTPConnection) -> None:
    """A .gz sitemap is sent as the file it is."""
    response, body = ask(client, "/sitemaps/comparisons-2.xml.gz", Accept_Encoding="gzip")
    assert response.headers["Content-Type"] == "application/gzip"
    assert response.headers["Content-Encoding"] is None
    assert gzip.decompress(body).endswith(b"</urlset>\n")


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_not_modified(site: DemoSite, client: HTTPConnection, coding: str) -> None:
    """Tags, weak ones too, a star, and the date give a 304, for each coding."""
    path = site.comparisons[0].path
    first, _ = ask(client, path, Accept_Encoding=coding)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in (
        {"If_None_Match": f'"other", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": date},
    ):
        response, body = ask(client, path, Accept_Encoding=coding, **headers)
        assert (response.status, body) == (304, b"")
        assert response.headers["ETag"] == tag
        assert response.headers["Vary"] == "Accept-Encoding"


def test_modified(site: DemoSite, client: HTTPConnection) -> None:
    """Another tag outranks a good date; bad dates and another coding's tag are no match."""
    path = site.comparisons[0].path
    tag = ask(client, path)[0].headers["ETag"]
    date = "Fri, 01 Jan 2038 00:00:00 GMT"
    assert ask(client, path, If_None_Match='"other"', If_Modified_Since=date)[0].status == 200
    assert ask(client, path, If_Modified_Since="Fri, 01 Jan 2021 00:00:00 GMT")[0].status == 200
    assert ask(client, path, If_Modified_Since="yesterday")[0].status == 200
    assert ask(client, path, If_None_Match=tag, Accept_Encoding="gzip")[0].status == 200


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("gzip;q=x", False),
        ("br", False),
        ("", False),
    ],
)
def test_accepts_gzip(header: str, accepted: bool) -> None:
    """Weights and the star count."""
    assert accepts_gzip(header) is accepted


def test_access_log(site: DemoSite, tmp_path: Path) -> None:
    """One line a request, whatever its answer."""
    log, path = tmp_path / "access.jsonl", site.comparisons[0].path
    with serve(site, access_log=log) as origin:
        client = HTTPConnection(urlsplit(origin).netloc, timeout=5)
        _, body = ask(client, path + "?a=b", User_Agent="tester")
        ask(client, "/robots.txt", "HEAD")
        ask(client, "/nowhere", "POST")
        client.close()
    first, second, third = records(log)
    assert (first["method"], first["path"], first["status"]) == ("GET", path + "?a=b", 200)
    assert (first["sent"], first["whole"]) == (len(body), True)
    assert first["headers"]["User-Agent"] == "tester"
    assert datetime.fromisoformat(first["time"]).utcoffset() is not None
    assert (second["method"], second["status"], second["sent"], second["whole"]) == ("HEAD", 200, 0, True)
    assert (third["method"], third["status"]) == ("POST", 405)


def test_a_client_that_goes_away(site: DemoSite, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A broken connection is logged as such, prints nothing and harms nobody."""
    log = tmp_path / "access.jsonl"
    request = f"GET {site.comparisons[0].path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with serve(site, access_log=log) as origin:
        address = urlsplit(origin)
        # More than any socket buffer holds, asked for at once and never read.
        with socket.create_connection((address.hostname, address.port), timeout=5) as rude:
            rude.sendall(request * 200)
        client = HTTPConnection(address.netloc, timeout=5)
        assert ask(client, "/")[0].status == 200
        client.close()
    cut = [record for record in records(log) if not record["whole"]]
    assert len(cut) == 1
    assert cut[0]["sent"] < len(site.comparisons[0].html())
    assert capfd.readouterr() == ("", "")


def test_the_end_of_the_context_ends_connections(site: DemoSite) -> None:
    """Kept-alive connections end with the server."""
    with serve(site) as origin:
        address = urlsplit(origin)
        idle = HTTPConnection(address.netloc, timeout=5)
        ask(idle, "/")
    assert idle.sock.recv(1) == b""
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=5)


def records(log: Path) -> list[dict[str, Any]]:
    """Return the lines of an access log."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
