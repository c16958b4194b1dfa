"""The demo site on a port: HTTP/1.1 with keep-alive, validators, gzip and an access log."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_RDWR, socket
from socketserver import TCPServer

from careerscraper.demo.access_log import AccessLog
from careerscraper.demo.handler import Handler
from careerscraper.demo.site import DemoSite

CLOSING_SECONDS = 5.0


@contextmanager
def serve(site: DemoSite, *, host: str = "127.0.0.1", port: int = 0, access_log: Path | None = None) -> Iterator[str]:
    """Serve the site in daemon threads; yield its origin, such as "http://127.0.0.1:43211".

    Port 0 takes a free one; OSError if the port is taken or the log cannot be opened. The log gets a JSON
    object a request, appended once its answer is sent: time (ISO, UTC), method, path, status, sent (bytes of
    body), whole, headers. When the context ends, open connections are cut, and the log is complete.
    """
    with AccessLog(access_log) as log, _Server((host, port), partial(Handler, site, log)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    """A server that ends its connections when it is closed: kept-alive ones would go on answering."""

    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: partial[Handler]) -> None:
        self._open: set[socket] = set()
        self._changed = threading.Condition()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind without looking up our own name, which takes seconds where name service is broken."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def get_request(self) -> tuple[socket, tuple[str, int]]:
        connection, client = super().get_request()
        with self._changed:
            self._open.add(connection)
        return connection, client

    def shutdown_request(self, request: socket | tuple[bytes, socket]) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def server_close(self) -> None:
        super().server_close()
        with self._changed:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, CLOSING_SECONDS)

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: tuple[str, int]) -> None:
        """Stay quiet about clients that go away."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)
