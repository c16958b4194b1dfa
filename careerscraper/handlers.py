"""How requests go out on the wire."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response


class OriginHandler(HTTP11DownloadHandler):
    """Sends requests to the setting ORIGIN, if there is one, in place of the site.

    Here, below all middlewares, so that plan, robots rules, links and page URLs stay the site's own: only scheme and
    host of the request on the wire change.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._origin = urlsplit(crawler.settings.get("ORIGIN") or "")

    async def download_request(self, request: Request) -> Response:
        """Download ``request`` and return its response, with the request's own URL."""
        if not self._origin.netloc:
            return await super().download_request(request)
        wire = request.replace(
            url=urlunsplit(urlsplit(request.url)._replace(scheme=self._origin.scheme, netloc=self._origin.netloc))
        )
        response = await super().download_request(wire)
        request.meta.update(wire.meta)  # the download's latency, which AutoThrottle reads
        return response.replace(url=request.url)
