"""What a crawl was asked for: looked at before anything is requested."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from scrapy.settings import BaseSettings

from careerscraper.errors import UsageError
from careerscraper.secrets import without_secrets

_ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?/?")
_HANDLER = "careerscraper.downloads.handler.ArchivingHandler"
_ROBOTS = "careerscraper.middlewares.robots.RobotsMiddleware"


def settle_origin(origin: str | None, contact: str | None) -> str | None:
    """Return ``origin`` without a slash at the end; raise `UsageError` if it is none, or missing and nobody says who crawls."""
    if origin is not None and not _ORIGIN.fullmatch(origin):
        what = f"{without_secrets(origin)!r} is no origin"
        raise UsageError(f"{what}: give scheme and host, such as http://127.0.0.1:8000")
    if origin is None and not contact:
        raise UsageError(
            "say who crawls: -s CONTACT=MAIL-OR-URL goes into the user agent, so that the site can reach you"
        )
    return origin and origin.rstrip("/")


def require_guards(settings: BaseSettings) -> None:
    """Raise `UsageError` where settings would take away robots.txt, or what guards and archives every request."""
    handlers = {scheme: name for scheme, name in settings.getwithbase("DOWNLOAD_HANDLERS").items() if name}
    if handlers != {"http": _HANDLER, "https": _HANDLER}:
        raise UsageError("the setting DOWNLOAD_HANDLERS cannot be changed: other handlers guard no address")
    if not settings.getbool("ROBOTSTXT_OBEY") or _ROBOTS not in settings.getwithbase("DOWNLOADER_MIDDLEWARES"):
        raise UsageError("robots.txt is obeyed: ROBOTSTXT_OBEY and its middleware cannot be turned off")


def read_urls(path: str) -> list[str]:
    """Return the URLs of a file, one a line; raise `UsageError` if it cannot be read."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the URL list {path}: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
