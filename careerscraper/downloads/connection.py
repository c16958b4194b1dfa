"""A connection that ends where the head of a response does not: neither Twisted nor Scrapy limits it as a whole."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

_MAX_HEAD = 1 << 16  # bytes; servers take no longer heads of requests either


class HeadTooLargeError(Exception):
    """The status line and headers of a response are longer than any real one's."""


class LimitedFactory(_LenientHTTP11ClientFactory):
    """Makes the connections of a pool."""

    def buildProtocol(self, addr: IAddress | None) -> LimitedProtocol:  # noqa: N802  the name in Twisted
        """Return the protocol of one connection."""
        return LimitedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class LimitedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up on a response whose head, interim ones (1xx) included, has more than 64 KiB."""

    _head = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Take what came."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is None or self._parser.state not in (STATUS, HEADER):
            self._head = 0
            return
        self._head += len(data)
        if self._head > _MAX_HEAD:
            self._head = 0
            error = HeadTooLargeError(f"headers of more than {_MAX_HEAD:,} bytes")
            self._giveUp(Failure(error))  # type: ignore[no-untyped-call]
