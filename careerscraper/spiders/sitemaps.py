"""What robots.txt and sitemaps name (https://www.sitemaps.org/protocol.html, RFC 9309 section 2.2.4)."""

from __future__ import annotations

import logging

from lxml import etree
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

_GZIP = b"\x1f\x8b"
_MAX_BYTES = 50 * 2**20  # the protocol's own limit for one sitemap, unpacked

logger = logging.getLogger(__name__)


def read_sitemap(url: str, body: bytes) -> tuple[list[str], list[str]]:
    """Return the URLs of sitemaps, and those of pages, that the file ``body`` at ``url`` names.

    A file that is neither robots.txt nor a sitemap names nothing, which is logged.
    """
    if url.endswith("/robots.txt"):
        return list(sitemap_urls_from_robots(body, base_url=url)), []
    try:
        sitemap = Sitemap(gunzip(body, max_size=_MAX_BYTES) if body.startswith(_GZIP) else body)
        locations = [entry["loc"] for entry in sitemap]
    except (etree.XMLSyntaxError, StopIteration, ValueError, OSError) as error:
        logger.error("Not read as a sitemap: %s: %s", url, error)
        return [], []
    return (locations, []) if sitemap.type == "sitemapindex" else ([], locations)
