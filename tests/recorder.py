"""A site on loopback that writes down who asked for what, when and over which connection, and can be told what to answer."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from itertools import count, pairwise

from careerscraper.demo import answers
from careerscraper.demo.server import _Server
from careerscraper.demo.site import DemoSite

HOST = "https://www.zippia.com"


@dataclass(frozen=True)
class Said:
    """What a server answers, ``after`` so many seconds."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    after: float = 0.0


@dataclass
class Asked:
    """One request. ``at`` is when it came, ``answered`` when its answer was sent; ``open`` counts connections, then."""

    at: float
    path: str
    connection: int
    open: int
    headers: Message
    status: int = 0
    answered: float = 0.0


class Recorder:
    """What one server has seen: ``origin`` is where it is, ``asked`` what came, in that order."""

    def __init__(self, site: DemoSite) -> None:
        self.origin = ""
        self.asked: list[Asked] = []
        self.open: set[int] = set()
        self.connections = count(1)
        self.lock = threading.Lock()
        self._site = site
        self._script: dict[str, Iterator[Said]] = {}

    def say(self, script: Mapping[str, Iterable[Said]]) -> None:
        """Answer by ``script`` from now on."""
        with self.lock:
            self._script = {path: iter(said) for path, said in script.items()}

    def answer(self, path: str, headers: Message) -> Said:
        """Return the next answer that the script has for ``path``, or the demo site's own."""
        with self.lock:
            said = next(self._script.get(path, iter(())), None)
        if said is None:
            found = answers.answer(self._site, "GET", path, headers)
            said = Said(found.status, found.body, tuple(found.headers.items()))
        return said

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    @property
    def pages(self) -> Counter[str]:
        """Return how often each page was asked for."""
        return Counter(path for path in self.paths if "-vs-" in path)

    @property
    def smallest_gap(self) -> float:
        return min(later.at - earlier.at for earlier, later in pairwise(self.asked))

    @property
    def most_open(self) -> int:
        return max(asked.open for asked in self.asked)

    def asked_between(self, start: float, end: float) -> list[str]:
        return [asked.path for asked in self.asked if start < asked.at < end]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    recorder: Recorder

    def setup(self) -> None:
        super().setup()
        with self.recorder.lock:
            self._number = next(self.recorder.connections)
            self.recorder.open.add(self._number)

    def finish(self) -> None:
        with self.recorder.lock:
            self.recorder.open.discard(self._number)
        super().finish()

    def parse_request(self) -> bool:
        self._at = time.monotonic()
        return super().parse_request()

    def do_GET(self) -> None:
        recorder = self.recorder
        with recorder.lock:
            asked = Asked(self._at, self.path, self._number, len(recorder.open), self.headers)
            recorder.asked.append(asked)
        said = recorder.answer(self.path, self.headers)
        time.sleep(said.after)
        self._send(said)
        asked.status, asked.answered = said.status, time.monotonic()

    def _send(self, said: Said) -> None:
        self.send_response_only(said.status)
        for name, value in said.headers:
            self.send_header(name, value)
        if said.status != 304 and "Content-Length" not in dict(said.headers):
            self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name in http.server
        pass


@contextmanager
def recorded(site: DemoSite, script: Mapping[str, Iterable[Said]] | None = None, port: int = 0) -> Iterator[Recorder]:
    """Serve ``site``; ``script`` says what is answered in its place, by path: first this, then that."""
    recorder = Recorder(site)
    recorder.say(script or {})
    handler = type("Handler", (_Handler,), {"recorder": recorder})
    with _Server(("127.0.0.1", port), handler) as server:
        recorder.origin = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield recorder
        finally:
            server.shutdown()
            thread.join()


def text(content: str, status: int = 200, *headers: tuple[str, str]) -> Said:
    return Said(status, content.encode(), (("Content-Type", "text/plain"), *headers))


def sitemap(urls: Mapping[str, str | None]) -> Said:
    """Return a sitemap of ``urls`` with their `lastmod`."""
    dates = {url: f"<lastmod>{lastmod}</lastmod>" if lastmod is not None else "" for url, lastmod in urls.items()}
    entries = "".join(f"<url><loc>{url}</loc>{date}</url>" for url, date in dates.items())
    xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    return Said(200, xml.encode(), (("Content-Type", "application/xml"),))


def in_seconds(seconds: float) -> str:
    """Return the HTTP date that is so far from now; whole seconds, rounded down."""
    return formatdate(time.time() + seconds, usegmt=True)
