"""A name service of our own: Scrapy loads it by the setting TWISTED_DNS_RESOLVER."""

from __future__ import annotations

import json
import os
from typing import Any, Self

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer

#: In the environment, as JSON: by name the answers, one after the other, each a list of addresses; the last stays.
ANSWERS = "HOSTILE_DNS"
#: The port to which a connection to any of them goes; 0 is the one that is asked for.
PORT = "HOSTILE_DNS_PORT"


@implementer(IHostResolution)
class Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        raise NotImplementedError


@implementer(IHostnameResolver)
class Resolver:
    """Answers at once."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._answers: dict[str, list[list[str]]] = json.loads(os.environ[ANSWERS])
        self._port = int(os.environ.get(PORT, "0"))

    @classmethod
    def from_crawler(cls, _crawler: Any, reactor: Any) -> Self:
        return cls(reactor)

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802
        self,
        receiver: Any,
        name: str,
        portNumber: int = 0,  # noqa: N803
        *_: Any,
        **__: Any,
    ) -> Resolution:
        receiver.resolutionBegan(resolution := Resolution(name))
        answers = self._answers.get(name, [[]])
        for address in answers.pop(0) if len(answers) > 1 else answers[0]:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, self._port or portNumber))
        receiver.resolutionComplete()
        return resolution
