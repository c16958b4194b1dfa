"""A site of the default size, and the same on a port."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite


@pytest.fixture(scope="session")
def site() -> DemoSite:
    """Return the site of the default size; nothing changes it."""
    return DemoSite()


@pytest.fixture
def client(site: DemoSite) -> Iterator[HTTPConnection]:
    """Yield a connection to that site."""
    with serve(site) as origin:
        connection = HTTPConnection(urlsplit(origin).netloc, timeout=5)
        yield connection
        connection.close()
