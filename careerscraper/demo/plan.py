"""Which careers the site compares, and which page links to which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from careerscraper.demo.careers import Career
from careerscraper.demo.comparison import ComparisonPage
from careerscraper.demo.draw import Draw
from careerscraper.demo.names import pool
from careerscraper.demo.truth import comparison_path

# No robot may fetch these: the first by its folder, the second by a rule for it alone.
DISALLOWED = (
    "/private/private-tutor-jobs/private-tutor-vs-private-chef-differences",
    "/private-chef-jobs/private-chef-vs-private-tutor-differences",
)


@dataclass(frozen=True)
class Plan:
    """The comparison pages, the paths of those that no sitemap names, and old paths with their new ones."""

    pages: tuple[ComparisonPage, ...]
    linked_only: frozenset[str]
    redirects: Mapping[str, str]


def plan(count: int) -> Plan:
    """Plan a site of that many comparison pages."""
    pairs = _pairs(count)
    careers = {name: Career.named(name) for name in dict.fromkeys(name for pair in pairs for name in pair)}
    both = [(careers[first], careers[second]) for first, second in pairs]
    paths = [comparison_path(first.slug, second.slug) for first, second in both]
    hidden = _hidden(count)
    redirects = _redirects(both, paths, hidden)
    targets = _links(paths, hidden)
    for number, old in enumerate(redirects):
        targets[number * 3 % count].append(old)
    for number in range(0, count, 5):
        targets[number] += DISALLOWED
    links = (tuple(dict.fromkeys(target)) for target in targets)
    pages = tuple(map(ComparisonPage, paths, both, links))
    return Plan(pages, frozenset(paths[number] for number in hidden), redirects)


def _pairs(count: int) -> list[tuple[str, str]]:
    """Return that many pairs of names, now and then a pair and its reverse."""
    names = pool()[: max(3, min(count, 60), count // 2)]
    pairs: list[tuple[str, str]] = []
    for first, second in _each_once(names):
        pairs.append((first, second))
        if len(pairs) % 12 == 5:
            pairs.append((second, first))
        if len(pairs) >= count:
            break
    return pairs[:count]


def _each_once(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield pairs of names, neighbours first, none twice and none with its reverse."""
    for step in range(1, (len(names) + 1) // 2):
        for number, name in enumerate(names):
            yield name, names[(number + step) % len(names)]


def _hidden(count: int) -> list[int]:
    """Return the places of the pages that only links lead to: one in twenty, never the first."""
    hidden = max(3, count // 20) if count >= 20 else 0
    return [(2 * number + 1) * count // (2 * hidden) for number in range(hidden)]


def _redirects(both: list[tuple[Career, Career]], paths: list[str], hidden: list[int]) -> dict[str, str]:
    """Return old paths with their new ones: some pairs once had a page under their reverse."""
    known, skipped = set(paths), set(hidden)
    places = [number for number in range(1, len(paths), 25) if number not in skipped]
    old = {comparison_path(both[number][1].slug, both[number][0].slug): paths[number] for number in places}
    return {path: target for path, target in old.items() if path not in known}


def _links(paths: list[str], hidden: list[int]) -> list[list[str]]:
    """Return each page's links to other comparison pages; from the first, all the others can be reached.

    The listed pages form a tree, with more links drawn at random. Of three hidden pages two are linked from
    listed pages, the third from the second alone.
    """
    skipped = set(hidden)
    listed = [number for number in range(len(paths)) if number not in skipped]
    links: list[list[str]] = [[] for _ in paths]
    for place, number in enumerate(listed):
        links[number] += [paths[child] for child in listed[2 * place + 1 : 2 * place + 3]]
    for place, number in enumerate(hidden):
        open_parents = [listed[7 * place % len(listed)], listed[-1 - place]]
        for parent in [hidden[place - 1]] if place % 3 == 2 else open_parents:
            links[parent].append(paths[number])
    for number, path in enumerate(paths):
        draw = Draw("links", path)
        links[number] += [paths[draw.choose(listed)] for _ in range(draw.between(3, 6))]
    return links
