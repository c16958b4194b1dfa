"""What a crawl was asked for: looked at before anything is requested."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from careerscraper.errors import UsageError
from careerscraper.secrets import bare_reference

_ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?/?")
_HANDLER = "careerscraper.downloads.handler.ArchivingHandler"
_ROBOTS = "careerscraper.middlewares.robots.RobotsMiddleware"
_NUMBERS = ("DOWNLOAD_DELAY", "RETRY_AFTER_MAX")
_COUNTS = ("BLOCKED_IN_A_ROW", "CONCURRENT_REQUESTS_PER_DOMAIN", "LASTMOD_WITNESSES", "SEGMENT_PAGES")


def settle_origin(origin: str | None, contact: str | None) -> str | None:
    """Return ``origin`` without a slash at the end; raise `UsageError` if it is none, or missing and nobody says who crawls."""
    if origin is not None and not _ORIGIN.fullmatch(origin):
        what = f"{bare_reference(origin).rpartition('@')[2]!r} is no origin"
        raise UsageError(f"{what}: give scheme and host, such as http://127.0.0.1:8000")
    if origin is None and not contact:
        raise UsageError(
            "say who crawls: -s CONTACT=MAIL-OR-URL goes into the user agent, so that the site can reach you"
        )
    return origin and origin.rstrip("/")


def require_guards(settings: BaseSettings) -> None:
    """Raise `UsageError` where settings would take away robots.txt, or what guards and archives every request.

    So it does for those that cannot be read: Scrapy would raise what nobody understands, in the middle of the crawl.
    """
    handlers = {scheme: name for scheme, name in _read(settings.getwithbase, "DOWNLOAD_HANDLERS").items() if name}
    if handlers != {"http": _HANDLER, "https": _HANDLER}:
        raise UsageError("the setting DOWNLOAD_HANDLERS cannot be changed: other handlers guard no address")
    middlewares = _read(settings.getwithbase, "DOWNLOADER_MIDDLEWARES")
    if not _read(settings.getbool, "ROBOTSTXT_OBEY") or middlewares.get(_ROBOTS) is None:
        raise UsageError("robots.txt is obeyed: ROBOTSTXT_OBEY and its middleware cannot be turned off")
    if _read(settings.getbool, "HTTPCACHE_ENABLED"):
        raise UsageError("HTTPCACHE_ENABLED cannot be turned on: what comes out of a cache is neither new nor archived")
    for name in (*_NUMBERS, *_COUNTS):
        if not 0 <= _read(settings.getint if name in _COUNTS else settings.getfloat, name) < inf:
            raise UsageError(f"-s {name}: give a number, not a negative one")


def _read(get: Callable[[str], Any], name: str) -> Any:
    try:
        return get(name)
    except (ValueError, TypeError) as error:
        raise UsageError(f"-s {name}: {error}") from error


def read_urls(path: str) -> list[str]:
    """Return the URLs of a file, one a line; raise `UsageError` if it cannot be read."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the URL list {path}: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
