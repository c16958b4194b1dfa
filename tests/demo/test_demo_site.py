"""The site as a whole: its plan, its links, its sitemaps, and the same bytes each time."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from lxml import html as lxml_html

from careerscraper.demo.resource import Resource
from careerscraper.demo.site import DemoSite

HOSTS = {"www.zippia.com", "zippia.com"}
DIGEST = """
import hashlib
from careerscraper.demo.site import DemoSite

site = DemoSite(40)
digest = hashlib.sha256(repr((sorted(site.linked_only), site.redirects)).encode())
paths = ["/", "/robots.txt", "/sitemap.xml", "/sitemaps/comparisons-2.xml.gz", "/collector-jobs/trends"]
paths += [page.path + form for page in site.comparisons for form in ("", "?as=pipe", "?as=squashed")]
for path in paths:
    resource = site.respond(path)
    digest.update(repr((path, resource.body, resource.etag, resource.last_modified)).encode())
print(digest.hexdigest())
"""


def links(site: DemoSite, path: str) -> set[str]:
    """Return the paths on the site that the page at this path links to."""
    tree = lxml_html.document_fromstring(got(site, path).body.decode())
    targets = (urlsplit(urljoin(site.host + path, href)) for href in tree.xpath("//a/@href"))
    return {target.path for target in targets if target.netloc in HOSTS}


def listed(site: DemoSite) -> list[str]:
    """Return the paths in all sitemaps."""
    return [path for part in locations(got(site, "/sitemap.xml")) for path in locations(got(site, part))]


def locations(resource: Resource) -> list[str]:
    """Return the paths that a sitemap or an index names."""
    body = resource.body
    text = (gzip.decompress(body) if resource.content_type == "application/gzip" else body).decode()
    found: list[str] = re.findall(r"<loc>https://www\.zippia\.com(/[^<]*)</loc><lastmod>2025-", text)
    return found


def got(site: DemoSite, path: str) -> Resource:
    """Return what answers this path."""
    resource = site.respond(path)
    assert resource is not None, path
    return resource


@pytest.mark.parametrize("pages", [1, 2, 3, 7, 20, 200])
def test_every_page_is_reached_by_links(pages: int) -> None:
    """From the first page, links lead to all the others, on sites of any size."""
    site = DemoSite(pages)
    known = {page.path for page in site.comparisons}
    assert len(known) == len(site.comparisons) == pages
    start = site.comparisons[0].path
    seen, waiting = {start}, [start]
    while waiting:
        new = links(site, waiting.pop()) & known - seen
        seen |= new
        waiting += new
    assert seen == known


def test_linked_only(site: DemoSite) -> None:
    """Pages outside the sitemaps: one in twenty, some behind another of them."""
    from_listed = {link for page in site.comparisons if page.path not in site.linked_only for link in page.links}
    deep = site.linked_only - from_listed
    assert len(site.linked_only) == 10
    assert 0 < len(deep) < 10
    assert site.linked_only.isdisjoint(listed(site))
    assert site.linked_only.isdisjoint(links(site, "/"))
    assert len(DemoSite(20).linked_only) == 3


def test_sitemaps(site: DemoSite) -> None:
    """The sitemaps list every other comparison, and nothing that is not there."""
    paths = listed(site)
    comparisons = {page.path for page in site.comparisons}
    assert comparisons - set(paths) == site.linked_only
    assert set(site.nothing_to_compare) <= set(paths)
    assert site.disallowed.isdisjoint(paths)
    assert {".xml", ".gz"} == {PurePosixPath(part).suffix for part in locations(got(site, "/sitemap.xml"))}
    for path in paths:
        assert (b"<table" in got(site, path).body) or path not in comparisons


def test_other_pages(site: DemoSite) -> None:
    """Pages that compare nothing exist, with tables that are no comparisons."""
    assert b"<table" not in got(site, site.nothing_to_compare[0]).body
    assert got(site, "/welder-jobs/trends").body.count(b"<table") == 2
    assert got(site, "/advice/collector-vs-debt-collector").body.count(b"<table") == 1
    for path in ("/", "/welder-jobs/", "/welder-jobs/demographics/", site.nothing_to_compare[1]):
        assert b"invented" in got(site, path).body
    for path in ("/nobody-jobs/", "/advice/x-vs-y", "/welder-jobs/salary", "http://[", ""):
        assert site.respond(path) is None


def test_robots(site: DemoSite) -> None:
    """robots.txt forbids the pages that it should, which pages link to, and no other."""
    robots = RobotFileParser()
    robots.parse(got(site, "/robots.txt").body.decode().splitlines())
    assert robots.site_maps() == ["https://www.zippia.com/sitemap.xml"]
    assert not any(robots.can_fetch("any", site.host + path) for path in site.disallowed)
    assert all(robots.can_fetch("any", page.url) for page in site.comparisons)
    assert site.disallowed <= links(site, site.comparisons[0].path)
    assert all(b"Private Chef" in got(site, path).body for path in site.disallowed)


def test_redirects(site: DemoSite) -> None:
    """Old paths are linked, and lead to pages that exist."""
    paths = {page.path for page in site.comparisons}
    linked = {link for page in site.comparisons for link in page.links}
    assert site.redirects
    for old, new in site.redirects.items():
        resource = got(site, old)
        assert (resource.status, resource.location) == (301, new)
        assert new in paths
        assert old in linked - paths


def test_reversed_pairs(site: DemoSite) -> None:
    """Some pairs have a page in each order."""
    pairs = {page.careers for page in site.comparisons}
    assert sum((second, first) in pairs for first, second in pairs) >= 10


def test_renderings_by_query(site: DemoSite) -> None:
    """The query chooses the rendering; what it does not know is ignored."""
    page = site.comparisons[3]
    assert got(site, page.path + "?utm_source=related").body == page.html()
    assert got(site, page.path + "?as=pipe").body == page.pipe()
    assert got(site, page.path + "?as=squashed").body == page.squashed()
    assert got(site, page.path + "?as=pipe").content_type == "text/plain; charset=utf-8"
    assert site.respond(page.path + "?as=nonsense") is None


def test_same_bytes_in_every_process() -> None:
    """Hash seeds change nothing."""
    digests = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        run = subprocess.run([sys.executable, "-c", DIGEST], env=env, capture_output=True, check=True)
        digests.add(run.stdout)
    assert len(digests) == 1


def test_a_large_site() -> None:
    """20,000 pages are planned at once and rendered on demand."""
    site = DemoSite(20_000)
    assert len({page.path for page in site.comparisons}) == 20_000
    assert len(site.linked_only) == 1000
    assert len(locations(got(site, "/sitemap.xml"))) == 5


@pytest.mark.parametrize("pages", [0, -1, 100_001])
def test_impossible_sizes(pages: int) -> None:
    """A size that cannot be is refused."""
    with pytest.raises(ValueError, match="1 to 100,000"):
        DemoSite(pages)
