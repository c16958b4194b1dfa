"""Which tables of a document compare careers, in which direction, and whose vocabulary knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from careerscraper.parsers.document import Document
from careerscraper.parsers.evidence import find_evident, find_titles, share_of_careers
from careerscraper.parsers.grid import OBJECT, Grid
from careerscraper.parsers.layout import Table, lay_out
from careerscraper.parsers.plain import lay_out_plainly
from careerscraper.parsers.squashed import read_squashed
from careerscraper.parsers.view import views
from careerscraper.parsers.words import CORNERS, OCCUPATION, are_surely_careers, is_no_career
from careerscraper.sites import GENERIC, Site, described_sites
from careerscraper.values.text import fold_label, fold_labels

#: What stands over a column of careers where it does not say so; over one of states, years or employers stands what they are.
_OVER_CAREERS = frozenset(("", OBJECT, "comparison"))


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of ``document``, one a grid: the ``known`` are those that surely compare careers; ``site`` is whose they are."""

    document: Document
    site: Site | None
    tables: list[Table]
    known: list[Table]


def find_tables(document: Document, site: Site | None, url: str | None, *, is_named: bool = False) -> Found:
    """Return what of ``document`` compares careers, by the vocabulary of ``site``, or of the described site that knows most.

    ``is_named`` says that the URL names the careers: then it is not asked whether the tables' names may be those of any.
    Where a text has no tables with bars, they are looked for in its lines, and the document comes back with them. Where
    neither the URL nor labels show whose they are, those tables count whose careers the page's title names, or whose words
    leave no doubt. What the page does not show counts only where it shows nothing of the kind: scripts show it later.
    """
    candidates = [site] if site else [one for one in described_sites().values() if one.distinct and _may_be(one, url)]
    layouts = [_look(grid, candidates) for grid in document.grids]
    found = _vote(document, [tables[0] for tables in layouts if tables], candidates)
    found = found if is_named else _of_careers(found)
    if (
        site is None
        and found.site
        and not any(fold_labels(table.labels) & _own_labels(found.site) for table in found.known)
    ):
        layouts, found = [_look(grid, ()) for grid in document.grids], Found(document, None, found.tables, [])
    if not found.known and document.kind != "html":
        glued = [candidate for candidate in candidates if candidate.prose]  # by its cues headings are told from prose
        squashed = (_vote(*read_squashed(document, candidate), [candidate]) for candidate in glued)
        found = max((found, *squashed), key=_count)
    if not found.known and (site is None or site.name == GENERIC):
        found = _evident(document, layouts, url) or found
    if any(not table.grid.hidden for table in found.known):
        shown = ([table for table in group if not table.grid.hidden] for group in (found.tables, found.known))
        found = Found(found.document, found.site, *shown)
    return found


def _may_be(site: Site, url: str | None) -> bool:
    """Tell whether the page at ``url`` may be of ``site``, or a copy: where it is from elsewhere, its labels do not count."""
    return url is None or "//" not in url or any(host in url for host in site.hosts)


def _look(grid: Grid, candidates: Sequence[Site]) -> list[Table]:
    """Return ``grid`` laid out as one of the ``candidates`` knows it; where none does, in every direction."""
    plain = lay_out_plainly(grid)
    if plain and any(_knows(site, plain) for site in candidates):
        return [plain]
    tables: list[Table] = []
    for view in views(grid):
        table = lay_out(view)
        if table and any(_knows(site, table) for site in candidates):
            return [table]
        tables += [table] if table else []
    return tables


def _vote(document: Document, tables: list[Table], candidates: Sequence[Site]) -> Found:
    votes = [Found(document, site, tables, [table for table in tables if _knows(site, table)]) for site in candidates]
    known = [found for found in votes if found.known]
    best = known[0] if len(known) == 1 else max(known, key=_count, default=None)
    return best or Found(document, None, tables, [])


def _of_careers(found: Found) -> Found:
    """Return ``found`` without the known tables of what surely is no career, whatever their labels: states, levels, plans."""
    known = [table for table in found.known if not any(map(is_no_career, table.names))]
    return Found(found.document, found.site if known else None, found.tables, known)


def _count(found: Found) -> int:
    return sum(_known_labels(found.site, table) for table in found.known) if found.site else 0


def _evident(document: Document, layouts: Sequence[Sequence[Table]], url: str | None) -> Found | None:
    titles = find_titles(document, url)
    evident = [find_evident(tables, titles) for tables in layouts]
    known = _surely_careers([titled for titled, _ in evident if titled])
    if not any(map(share_of_careers, known)):  # the title compares other things
        known = [spoken for _, spoken in evident if spoken]
    if not known:
        return None
    voted = _vote(document, known, [site for site in described_sites().values() if not site.distinct])
    return Found(document, voted.site or described_sites()[GENERIC], known, known)


def _surely_careers(tables: Sequence[Table]) -> list[Table]:
    """Return those of ``tables`` whose names, with the labels that they have in all of them, can only be careers."""
    labels: dict[frozenset[str], list[str]] = {}
    for table in tables:
        labels.setdefault(frozenset(table.names), []).extend(table.labels)
    return [table for table in tables if are_surely_careers(table.names, labels[frozenset(table.names)])]


def _known_labels(site: Site, table: Table) -> int:
    return len(fold_labels(table.labels) & site.labels)


@cache
def _own_labels(site: Site) -> frozenset[str]:
    """Return the labels of ``site`` that no other described site has, but for those of codes: elsewhere `2` years are two."""
    codes = {label for part in site.sections for label, metric in part.labels.items() if metric in site.codes}
    return site.labels.difference(codes, *(other.labels for other in described_sites().values() if other is not site))


def _knows(site: Site, table: Table) -> bool:
    if len(table.names) != (site.careers or len(table.names)):
        return False
    known_corners = _OVER_CAREERS if table.turned else CORNERS
    if fold_label(table.corner) not in known_corners and not OCCUPATION.search(table.corner):
        return False
    labels = fold_labels(table.labels)
    return bool(labels) and 2 * len(labels & site.labels) >= len(labels)
