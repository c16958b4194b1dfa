"""The demo site: which resource answers which path. Nothing is rendered before it is asked for."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from careerscraper.demo import others, sitemaps
from careerscraper.demo.careers import Career
from careerscraper.demo.comparison import ComparisonPage
from careerscraper.demo.names import by_slug
from careerscraper.demo.plan import DISALLOWED, plan
from careerscraper.demo.resource import HTML, TEXT, Resource
from careerscraper.demo.truth import HOST, comparison_path, modified

MOST_PAGES = 100_000
NOTHING = (comparison_path("lamplighter", "town-crier"), comparison_path("ice-cutter", "log-driver"))
CAREER = re.compile(r"/([a-z0-9-]+)-jobs/(demographics/|trends)?")
ADVICE = re.compile(r"/advice/([a-z0-9-]+?)-vs-([a-z0-9-]+)")
MOVED = b"This page of the demonstration site has moved.\n"
ROBOTS = f"""# A demonstration site: every figure on it is invented.
User-agent: *
Disallow: /private/
Disallow: /private-chef-jobs/
Sitemap: {HOST}{sitemaps.INDEX}
"""


class DemoSite:
    """A site of invented comparison pages, the same in every process.

    `comparisons` are its comparison pages, `linked_only` the paths of those in no sitemap, `redirects` old
    paths with the paths of the comparison pages they lead to. Two more kinds of path look like comparisons:
    `disallowed`, which robots.txt forbids, and `nothing_to_compare`, which answer 200 without a table.
    """

    host = HOST
    disallowed = frozenset(DISALLOWED)
    nothing_to_compare = NOTHING

    def __init__(self, pages: int = 200) -> None:
        """Plan a site of that many comparison pages; ValueError unless there are 1 to 100,000."""
        if not 1 <= pages <= MOST_PAGES:
            raise ValueError(f"a demo site has 1 to {MOST_PAGES:,} comparison pages, not {pages:,}")
        planned = plan(pages)
        self.comparisons: tuple[ComparisonPage, ...] = planned.pages
        self.linked_only = planned.linked_only
        self.redirects = planned.redirects
        self._pages = {page.path: page for page in planned.pages}
        self._listed = [path for path in self._pages if path not in self.linked_only]
        # One in a hundred at most: a crawl that cannot read 1 % of its pages must still count as good.
        self._sitemaps = sitemaps.parts([*self._listed, *NOTHING[: pages // 100]], self._others())

    def respond(self, path: str) -> Resource | None:
        """Return what answers this path (a query may follow it), or None if nothing does.

        ?as=pipe and ?as=squashed give a comparison page as text; anything else in a query is ignored.
        """
        try:
            split = urlsplit(path)
        except ValueError:
            return None
        if page := self._pages.get(split.path):
            return _rendered(page, parse_qs(split.query).get("as", ["html"])[0])
        if target := self.redirects.get(split.path):
            return Resource(MOVED, TEXT, modified(split.path), target)
        return self._special(split.path) or _career(split.path) or _advice(split.path)

    def _special(self, path: str) -> Resource | None:
        if path == "/":
            return others.home(self._listed[:20])
        if path == "/robots.txt":
            return Resource(ROBOTS.encode(), TEXT, modified(path))
        if path == sitemaps.INDEX:
            return sitemaps.index(self._sitemaps)
        if path in self._sitemaps:
            return sitemaps.sitemap(path, self._sitemaps[path])
        if path in self.nothing_to_compare:
            return others.nothing_to_compare(path)
        if path in self.disallowed:
            return _rendered(_forbidden(path), "html")
        return None

    def _others(self) -> list[str]:
        """Return the paths of the listed pages that are no comparisons."""
        slugs = dict.fromkeys(career.slug for page in self.comparisons for career in page.careers)
        articles = ("-vs-".join(career.slug for career in page.careers) for page in self.comparisons[::10])
        careers = [f"/{slug}-jobs/{kind}" for slug in slugs for kind in others.KINDS]
        return careers + [f"/advice/{article}" for article in articles]


def _rendered(page: ComparisonPage, form: str) -> Resource | None:
    renderings = {"html": (page.html, HTML), "pipe": (page.pipe, TEXT), "squashed": (page.squashed, TEXT)}
    if form not in renderings:
        return None
    render, content_type = renderings[form]
    return Resource(render(), content_type, page.last_modified)


def _forbidden(path: str) -> ComparisonPage:
    names = ("Private Tutor", "Private Chef") if path == DISALLOWED[0] else ("Private Chef", "Private Tutor")
    return ComparisonPage(path, (Career.named(names[0]), Career.named(names[1])))


def _career(path: str) -> Resource | None:
    match = CAREER.fullmatch(path)
    name = by_slug().get(match[1]) if match else None
    return others.career(name, match[2] or "") if match and name else None


def _advice(path: str) -> Resource | None:
    match = ADVICE.fullmatch(path)
    names = [by_slug().get(slug) for slug in match.groups()] if match else [None]
    return others.advice(*names) if all(names) else None
