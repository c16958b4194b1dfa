"""An S3 server on loopback, and a proxy before it that fails where it is told to."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: moto as a process of its own: it says its port, and serves until it is killed.
SERVER = """
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
WSGIRequestHandler.protocol_version = "HTTP/1.1"
WSGIRequestHandler.disable_nagle_algorithm = True
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
print(server.port, flush=True)
server.serve_forever()
"""
BUCKET = "careers"
INTERNAL_ERROR = b"<Error><Code>InternalError</Code><Message>We encountered an internal error</Message></Error>"
FAULTS = ("500", "no answer", "cut before", "cut after", "partial put", "partial answer")
#: Who we are to the server; one try a request, so that a fault is one.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_MAX_ATTEMPTS": "1",
}


@contextmanager
def serve_s3() -> Iterator[str]:
    """Yield the URL of an S3 server with one empty bucket."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            port = int(process.stdout.readline())
            ask(port, "PUT", f"/{BUCKET}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def ask(port: int, method: str, path: str, body: bytes = b"") -> bytes:
    """Send a request of our own past all clients, as nobody the server would check."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {"Authorization": "AWS testing:x"})
    answer = connection.getresponse().read()
    connection.close()
    return answer


class Proxy(ThreadingHTTPServer):
    """Passes requests on, and breaks those of which ``plan`` says how: it is told number (from 1), method and path."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream_port = int(upstream.rpartition(":")[2])
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.closing = threading.Event()
        self.reset()

    def reset(self) -> None:
        """Forget what was asked, and break nothing."""
        self.plan: Callable[[int, str, str], str | None] = lambda *_: None
        self.without: tuple[str, ...] = ()
        self.asked: list[str] = []

    def handle_error(self, *_: Any) -> None:
        """A client that has gone is no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Proxy

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.asked.append(f"{self.command} {self.path}")
        fault = self.server.plan(len(self.server.asked), self.command, self.path)
        if fault == "no answer":
            self.server.closing.wait(20)
        if fault in ("no answer", "cut before"):
            self.close_connection = True
        elif fault == "500":
            self.answer(500, {"content-type": "application/xml"}, INTERNAL_ERROR)
        elif fault == "partial put":
            self.ask_upstream(body, len(body) // 2)
            self.close_connection = True
        else:
            answer = self.ask_upstream(body)
            if fault == "cut after" or answer is None:
                self.close_connection = True
            else:
                self.answer(*answer, cut=fault == "partial answer")

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = pass_on  # noqa: N815

    def ask_upstream(self, body: bytes, sent: int | None = None) -> tuple[int, dict[str, str], bytes] | None:
        """Return what the server says; with ``sent`` send only so many bytes of the body, and hear nothing."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.upstream_port, timeout=30)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("expect", "connection", *self.server.without):
                connection.putheader(name, value)
        connection.endheaders(body[:sent])
        if sent is not None:
            connection.close()
            return None
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        answer = response.status, headers, response.read()
        connection.close()
        return answer

    def answer(self, status: int, headers: dict[str, str], body: bytes, *, cut: bool = False) -> None:
        self.send_response_only(status)
        length = headers.get("content-length") if self.command == "HEAD" else None
        for name, value in headers.items():
            if name not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", length or str(len(body) + cut))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = cut

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    with Proxy(upstream) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.closing.set()
            proxy.shutdown()
            thread.join()
