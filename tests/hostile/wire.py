"""A server that sends whatever bytes it likes, one thread a connection, and remembers what was asked of it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Self

_MOST_HEAD = 1 << 20
_PATIENCE = 30.0  # seconds without a request, after which a connection ends


class Wire:
    """One connection, while it answers one request."""

    def __init__(self, connection: socket.socket, server: HostileServer, head: bytes) -> None:
        self._connection = connection
        self._server = server
        self.head = head
        self.path = head.split(b" ", 2)[1].decode("latin-1")
        #: The page that a decent server would have at the path, b"" if none.
        self.page = server.pages.get(self.path, b"")
        #: How often the path has been asked for, counted among the first hundred requests.
        self.nth = 0
        self.open = True

    def send(self, *parts: bytes) -> None:
        """Send; OSError when the client has gone."""
        self._connection.sendall(b"".join(parts))

    def respond(self, body: bytes = b"", *headers: str, status: str = "200 OK") -> None:
        """Send a whole, right response."""
        fields = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        if body and not any(field.lower().startswith("content-type:") for field in headers):
            fields.append("Content-Type: text/html; charset=utf-8")
        self.send("\r\n".join([*fields, "", ""]).encode("latin-1"), body)

    def forever(self, part: bytes, pause: float = 0.0) -> None:
        """Send ``part`` again and again, until the client or the server goes."""
        while self._server.running:
            self.send(part)
            if pause:
                time.sleep(pause)
        self.close()

    def keep_silent(self) -> None:
        """Say nothing until the client goes."""
        with suppress(OSError):
            self._connection.recv(1)
        self.close()

    def close(self) -> None:
        """End the connection after this answer."""
        self.open = False


Answer = Callable[[Wire], None]


def serve_page(wire: Wire) -> None:
    """Answer as a decent server does."""
    wire.respond(wire.page, status="200 OK" if wire.page else "404 Not Found")


class HostileServer:
    """Answers each path as ``answers`` says, others with their page, while its context lasts."""

    def __init__(
        self,
        answers: Mapping[str, Answer] | None = None,
        pages: Mapping[str, bytes] | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._answers = dict(answers or {})
        self._tls = tls
        self.pages = dict(pages or {})
        self.running = True
        self._lock = threading.Lock()
        #: The paths that were asked for, in order; when; how long each answer took.
        self.requested: list[str] = []
        self.at: list[float] = []
        self.seconds: dict[str, float] = {}
        self.heads: list[bytes] = []
        #: How many have connected.
        self.connections = 0
        self._socket = socket.create_server((host, port), backlog=128)
        self.host, self.port = self._socket.getsockname()[:2]

    @property
    def origin(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.running = False
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        with suppress(OSError, ssl.SSLError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            for head in _heads(connection):
                wire = Wire(connection, self, head)
                self._answer(wire)
                if not wire.open:
                    break
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def _answer(self, wire: Wire) -> None:
        began = time.monotonic()
        with self._lock:
            self.requested.append(wire.path)
            self.heads.append(wire.head)
            self.at.append(began)
            wire.nth = self.requested.count(wire.path) if len(self.requested) < 100 else 0
        try:
            self._answers.get(wire.path, serve_page)(wire)
        finally:
            self.seconds[wire.path] = time.monotonic() - began


def _heads(connection: socket.socket) -> Iterator[bytes]:
    """Yield the head of each request."""
    received = b""
    while len(received) < _MOST_HEAD:
        head, end, rest = received.partition(b"\r\n\r\n")
        if end:
            received = rest
            yield head
        elif part := connection.recv(1 << 16):
            received += part
        else:
            return
