"""A connection that ends where the head of a response does not, and where more comes than one: Twisted limits neither."""

from __future__ import annotations

import select
from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.internet.defer import Deferred, fail
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, RequestNotSent
from twisted.web.iweb import IResponse

_MAX_HEAD = 1 << 16  # bytes; servers take no longer heads of requests either


class HeadTooLargeError(Exception):
    """The status line and headers of a response are longer than any real one's."""


class LimitedFactory(_LenientHTTP11ClientFactory):
    """Makes the connections of a pool."""

    def buildProtocol(self, addr: IAddress | None) -> LimitedProtocol:  # noqa: N802  the name in Twisted
        """Return the protocol of one connection."""
        return LimitedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class LimitedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up on a response whose head, interim ones (1xx) included, has more than 64 KiB.

    Sends no request where something has come that was not asked for: it would be read as the response. The pool then
    takes another connection.
    """

    _head = 0
    _is_used = False

    def request(self, request: Any) -> Deferred[IResponse]:
        """Send ``request``."""
        if self._is_used and _has_come(self.transport):
            self._giveUp(Failure(RequestNotSent()))  # type: ignore[no-untyped-call]
            return fail(RequestNotSent())
        self._is_used = True
        return super().request(request)

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        """Take note that the response has ended; with ``rest`` behind it, the connection ends, too."""
        if rest and self._currentRequest is not None:
            self._currentRequest.persistent = False
        super()._finishResponse(rest)

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


def _has_come(transport: Any) -> bool:
    """Tell whether something can be read that nobody has read yet, or the other side has closed."""
    poll = select.poll()
    poll.register(transport, select.POLLIN)
    return bool(poll.poll(0))
