"""Where requests may go: to the site's own hosts, or to the mirror in their place, and to no private address."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from careerscraper.secrets import bare_reference

#: The addresses by which an IPv6 network reaches IPv4 (RFC 6052): what counts is the one that is within.
_NAT64 = 0x64FF9B << 96
#: All that is given out to the internet (RFC 4291, section 2.4); what lies beyond some Pythons take for global.
_UNICAST = IPv6Network("2000::/3")

logger = logging.getLogger(__name__)


class ForbiddenUrlError(IgnoreRequest):
    """The URL leads elsewhere than to the site, so it is not requested."""


class Guard:
    """Knows the hosts of one site, and the mirror that gets their requests, if there is one."""

    def __init__(self, hosts: Collection[str], origin: str | None) -> None:
        self._hosts = frozenset(hosts)
        self._origin = urlsplit(origin or "")
        self._pinned: frozenset[str] = frozenset()

    def wire_url(self, url: str) -> str:
        """Return ``url`` as it is requested: with the mirror's scheme and host, if there is one.

        Host and port must be, letter for letter, those of the site or of the mirror: no other port, no user before
        an `@`, no other spelling of an address passes. Raises `ForbiddenUrlError`.
        """
        parts = urlsplit(url)
        netloc = parts.netloc.lower()
        if parts.scheme in ("http", "https") and netloc and netloc in (*self._hosts, self._origin.netloc.lower()):
            if not self._origin.netloc:
                return url
            return urlunsplit(parts._replace(scheme=self._origin.scheme, netloc=self._origin.netloc))
        raise ForbiddenUrlError(f"{bare_reference(url)} leads elsewhere than to the site: not requested")

    def allowed(self, host: str, addresses: Sequence[str]) -> list[str]:
        """Return those ``addresses``, which ``host`` resolves to, that may be connected to: the public ones.

        The mirror may have private ones; but they are those that it had when it was first asked for. A name that
        turns to others (DNS rebinding) leads nowhere.
        """
        if host.lower() == (self._origin.hostname or ""):
            self._pinned = self._pinned or frozenset(addresses)  # it may not have resolved at all until now
            return [address for address in addresses if address in self._pinned or is_public(address)]
        return list(filter(is_public, addresses))


def guard_of(crawler: Crawler) -> Guard:
    """Return what guards the requests of ``crawler``."""
    return Guard(crawler.spider.site.hosts, crawler.settings.get("ORIGIN"))  # type: ignore[union-attr]


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the internet's, to the last that it leads to (RFC 4291, 3056, 4380, 6052)."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        teredo = ip.teredo[1] if ip.teredo else None
        within = ip.ipv4_mapped or ip.sixtofour or teredo
        if int(ip) >> 32 << 32 == _NAT64:
            within = ip_address(int(ip) & 0xFFFFFFFF)  # type: ignore[assignment]  # below 2**32 it is an IPv4 address
        if within:
            return is_public(str(within))
        if ip not in _UNICAST:
            return False
    return ip.is_global and not ip.is_multicast


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves as ``resolver`` does, without the addresses that the guard does not allow: nothing connects to them.

    Connections are made to exactly the addresses that come out of here, so no later answer can change them.
    """

    def __init__(self, resolver: Any, guard: Guard) -> None:  # zope's interfaces say nothing to a type checker
        self._resolver = resolver
        self._guard = guard

    def resolveHostName(self, receiver: Any, host: str, *args: Any, **kwargs: Any) -> Any:  # noqa: N802  Twisted's name
        """Resolve ``host`` and tell ``receiver``."""
        return self._resolver.resolveHostName(_Sieve(receiver, host, self._guard), host, *args, **kwargs)


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, host: str, guard: Guard) -> None:
        self._receiver = receiver
        self._host = host
        self._guard = guard
        self._found: list[Any] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        allowed = self._guard.allowed(self._host, [address.host for address in self._found])
        for address in self._found:
            if address.host in allowed:
                self._receiver.addressResolved(address)
            else:
                logger.error("Not connected: %s has the private address %s", self._host, address.host)
        self._receiver.resolutionComplete()
