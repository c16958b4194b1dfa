"""One connection of a client: read requests, send answers, log them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socket import socket
from socketserver import BaseServer

from careerscraper.demo.access_log import AccessLog
from careerscraper.demo.answers import METHODS, Answer, answer
from careerscraper.demo.site import DemoSite

MOST_DRAINED = 1 << 20


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection out of a demo site."""

    protocol_version = "HTTP/1.1"
    server_version = "demo"
    disable_nagle_algorithm = True

    def __init__(
        self, site: DemoSite, log: AccessLog, request: socket, client: tuple[str, int], server: BaseServer
    ) -> None:
        """Serve the connection until it ends."""
        self._site, self._log = site, log
        super().__init__(request, client, server)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Return one method for do_GET, do_POST and so on: an unknown verb is a 405 here, not a 501."""
        if name.startswith("do_"):
            return self._handle
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name in http.server
        """Print nothing: the access log has it all."""

    def _handle(self) -> None:
        time = datetime.now(UTC).isoformat()
        if self.command not in METHODS:
            self._drop_body()
        found = answer(self._site, self.command, self.path, self.headers)
        sent, whole = self._send(found)
        self._log.write(
            {
                "time": time,
                "method": self.command,
                "path": self.path,
                "status": found.status,
                "sent": sent,
                "whole": whole,
                "headers": dict(self.headers.items()),
            }
        )

    def _drop_body(self) -> None:
        """Read what little a client sends along, or closing would reset the connection under our answer."""
        self.close_connection = True
        length = self.headers.get("Content-Length", "0")
        if length.isdecimal():
            self.rfile.read(min(int(length), MOST_DRAINED))

    def _send(self, found: Answer) -> tuple[int, bool]:
        """Send head and body in one go; return the bytes of body sent and whether that was all."""
        head = self._head(found)
        body = b"" if self.command == "HEAD" else found.body
        data, done = memoryview(head + body), 0
        try:
            while done < len(data):
                done += self.connection.send(data[done:])
        except OSError:
            self.close_connection = True
        return max(0, done - len(head)), done == len(data)

    def _head(self, found: Answer) -> bytes:
        fields = {
            "Date": self.date_time_string(),
            "Server": self.server_version,
            **found.headers,
            "Connection": "close" if self.close_connection else "keep-alive",
        }
        lines = [f"HTTP/1.1 {found.status} {HTTPStatus(found.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        return "\r\n".join((*lines, "", "")).encode("latin-1")
