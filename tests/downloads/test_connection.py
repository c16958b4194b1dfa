"""One connection of the pool, without a server behind it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from twisted.internet.testing import StringTransport
from twisted.web._newclient import Request, RequestNotSent, ResponseFailed
from twisted.web.http_headers import Headers

from careerscraper.downloads.connection import HeadTooLargeError, LimitedProtocol

ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Transport(StringTransport):
    """Has a real socket, out of which nobody reads: what a reactor would do in its next turn."""

    def __init__(self) -> None:
        super().__init__()
        self.ours, self.server = socket.socketpair()

    def fileno(self) -> int:
        return self.ours.fileno()


@pytest.fixture
def transport() -> Iterator[Transport]:
    transport = Transport()
    with transport.ours, transport.server:
        yield transport


@pytest.fixture
def protocol(transport: Transport) -> LimitedProtocol:
    """Return a connection that is open."""
    protocol = LimitedProtocol()
    protocol.makeConnection(transport)
    return protocol


def ask(protocol: LimitedProtocol) -> list[object]:
    """Return what comes of a request, once it comes."""
    came: list[object] = []
    request = Request(b"GET", b"/", Headers({b"Host": [b"a"]}), None, persistent=True)
    protocol.request(request).addBoth(came.append)
    return came


def test_a_connection_is_used_again(protocol: LimitedProtocol, transport: Transport) -> None:
    for _ in range(2):
        came = ask(protocol)
        protocol.dataReceived(ANSWER)
        assert came[0].code == 404
    assert not transport.disconnecting


def test_no_request_is_sent_where_something_has_come_already(protocol: LimitedProtocol, transport: Transport) -> None:
    ask(protocol)
    protocol.dataReceived(ANSWER)
    transport.server.send(ANSWER)
    transport.clear()
    (failure,) = ask(protocol)
    assert failure.check(RequestNotSent)
    assert transport.value() == b""
    assert transport.disconnecting


def test_no_request_is_sent_where_the_other_side_has_closed(protocol: LimitedProtocol, transport: Transport) -> None:
    ask(protocol)
    protocol.dataReceived(ANSWER)
    transport.server.close()
    (failure,) = ask(protocol)
    assert failure.check(RequestNotSent)


@pytest.mark.parametrize("rest", [b"\r\n", b"HTT", ANSWER])
def test_a_connection_ends_that_brings_more_than_the_response(
    protocol: LimitedProtocol, transport: Transport, rest: bytes
) -> None:
    came = ask(protocol)
    protocol.dataReceived(ANSWER + rest)
    assert came[0].code == 404
    assert transport.disconnecting


def test_a_connection_ends_that_brings_more_later(protocol: LimitedProtocol, transport: Transport) -> None:
    ask(protocol)
    protocol.dataReceived(ANSWER)
    protocol.dataReceived(ANSWER)
    assert transport.disconnecting


@pytest.mark.parametrize("part", [b"X: y\r\n", b"HTTP/1.1 103 Hints\r\n\r\n", b"x"])
def test_a_head_has_an_end(protocol: LimitedProtocol, part: bytes) -> None:
    came = ask(protocol)
    if not part.startswith(b"HTTP"):
        protocol.dataReceived(b"HTTP/1.1 200 ")
    for _ in range(2_000):
        protocol.dataReceived(part * 50)
    (failure,) = came
    assert failure.check(ResponseFailed)
    assert part == b"x" or failure.value.reasons[0].check(HeadTooLargeError)  # Twisted limits a line itself
