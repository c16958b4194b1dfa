"""The demo site out of memory: every answer is made before the first request, so that the client is what is measured.

`python benchmarks/server.py PAGES CODING` prints its origin; `/clock` answers how many pages it has sent since it was last
asked, and when the first request for one came and the last answer went, in seconds since the epoch.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from email.message import Message
from http import HTTPStatus

from careerscraper.demo.answers import Answer, answer
from careerscraper.demo.site import DemoSite


class Answers:
    """Whole answers as bytes, by path and by validator."""

    def __init__(self, site: DemoSite, coding: str) -> None:
        self._site = site
        self._asked = Message()
        self._asked["Accept-Encoding"] = coding
        self.whole: dict[bytes, bytes] = {}
        self.unchanged: dict[bytes, bytes] = {}
        for page in site.comparisons:
            self.add(page.path.encode())

    def add(self, path: bytes) -> bytes:
        """Make the answer for ``path``, and the one for a client that has it already."""
        found = answer(self._site, "GET", path.decode(), self._asked)
        self.whole[path] = _bytes(found)
        if "ETag" in found.headers:
            kept = {name: value for name, value in found.headers.items() if name in ("ETag", "Last-Modified")}
            self.unchanged[found.headers["ETag"].encode()] = _bytes(Answer(304, kept, b""))
        return self.whole[path]


def _bytes(found: Answer) -> bytes:
    lines = [f"HTTP/1.1 {found.status} {HTTPStatus(found.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in found.headers.items()]
    return "\r\n".join((*lines, "", "")).encode() + found.body


class Clock:
    """When pages were asked for and sent."""

    def __init__(self) -> None:
        self.count, self.first, self.last = 0, 0.0, 0.0

    def told(self) -> bytes:
        """Return what was measured, and begin anew."""
        body = json.dumps({"count": self.count, "first": self.first, "last": self.last}).encode()
        self.__init__()  # type: ignore[misc]
        return _bytes(Answer(200, {"Content-Length": str(len(body))}, body))


class Connection(asyncio.Protocol):
    """One keep-alive connection; its client asks again only when it has its answer."""

    def __init__(self, answers: Answers, clock: Clock) -> None:
        self._answers, self._clock = answers, clock
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        first, *fields = head.split(b"\r\n")
        path = first.split(b" ")[1]
        if path == b"/clock":
            return self._clock.told()
        if b"-vs-" in path:
            now = time.time()
            self._clock.first = self._clock.first or now
            self._clock.last = now
            self._clock.count += 1
        for field in fields:
            name, _, value = field.partition(b": ")
            if name.lower() == b"if-none-match" and value in self._answers.unchanged:
                return self._answers.unchanged[value]
        return self._answers.whole.get(path) or self._answers.add(path)


async def main(pages: int, coding: str) -> None:
    """Serve until killed."""
    answers, clock = Answers(DemoSite(pages), coding), Clock()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(answers, clock), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
