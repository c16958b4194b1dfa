"""The site's sitemaps: an index, parts in XML, and one part that is a gzip file."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from careerscraper.demo.resource import GZIP, XML, Resource
from careerscraper.demo.truth import HOST, modified

INDEX = "/sitemap.xml"
PART_SIZE = 5000
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def parts(comparisons: Sequence[str], others: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the paths that each sitemap lists, by the sitemap's own path; three sitemaps at least."""
    count = max(2, -(-len(comparisons) // PART_SIZE))
    split = {f"/sitemaps/comparisons-{n + 1}.xml": comparisons[n::count] for n in range(count)}
    split["/sitemaps/comparisons-2.xml.gz"] = split.pop("/sitemaps/comparisons-2.xml")
    return {**split, "/sitemaps/careers.xml": others}


def index(paths: Iterable[str]) -> Resource:
    """Return the index of these sitemaps."""
    entries = "".join(f"<sitemap>{_entry(path)}</sitemap>\n" for path in paths)
    return _xml(INDEX, f"<sitemapindex {NAMESPACE}>\n{entries}</sitemapindex>\n")


def sitemap(path: str, pages: Iterable[str]) -> Resource:
    """Return the sitemap at this path, which lists the pages at those."""
    entries = "".join(f"<url>{_entry(page)}</url>\n" for page in pages)
    return _xml(path, f"<urlset {NAMESPACE}>\n{entries}</urlset>\n")


def _entry(path: str) -> str:
    return f"<loc>{HOST}{path}</loc><lastmod>{modified(path):%Y-%m-%d}</lastmod>"


def _xml(path: str, text: str) -> Resource:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
    if path.endswith(".gz"):
        # Not gzip.compress(): its header is not the same in every version of Python.
        return Resource(zlib.compress(body, wbits=31), GZIP, modified(path))
    return Resource(body, XML, modified(path))
