"""A batch of comparisons to the rows of `observations`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import pyarrow as pa

from careerscraper.items import Comparison, Issue, Page, Statement
from careerscraper.normalize.careers import witness_career
from careerscraper.normalize.cells import Cell, type_cell
from careerscraper.normalize.columns import Found, to_table
from careerscraper.normalize.issues import find_issues
from careerscraper.normalize.notes import is_marked
from careerscraper.normalize.observation import Row
from careerscraper.normalize.vocabulary import section_of
from careerscraper.sites import Site, described_sites

#: The section of a table for which neither the site nor the page has a name.
TABLE = "table"
#: Statements of one career: more of them would fill the memory.
_MOST_REMEMBERED = 200
_LABEL = attrgetter("label")


@dataclass(frozen=True, slots=True)
class Batch:
    """The observations of some pages: a ``table`` with the columns of the schema, in the order of the pages.

    ``sources`` says of each row which page it is from, ``issues`` what is odd about the pages, by source.
    """

    table: pa.Table
    sources: list[str]
    issues: list[tuple[str, Issue]]


def observe(pages: Sequence[Page]) -> Batch:
    """Type, identify and witness what the comparisons of ``pages`` state; a page without one adds nothing."""
    read: list[Found] = []
    sources: list[str] = []
    issues: list[tuple[str, Issue]] = []
    for page in pages:
        if page.comparison is None:
            continue
        found, odd = read_statements(page.comparison, described_sites()[page.comparison.site])
        issues += ((page.source, issue) for issue in (*page.comparison.issues, *odd))
        read.append((page, page.comparison, found))
        sources += [page.source] * len(found)
    return Batch(to_table(read), sources, issues)


def read_statements(comparison: Comparison, site: Site) -> tuple[list[Row], list[Issue]]:
    """Return what is observed on a page, and what is odd about it.

    What the page says of a career twice in the same words is observed once.
    """
    cells: list[list[tuple[Cell, ...]]] = [[] for _ in comparison.careers]
    notes = tuple(comparison.notes.items())
    for place, part, statements in _sections(comparison, site):
        for s in statements:
            sources = notes if notes and is_marked(s) else ()
            typed = type_cell(site, place, part, s.label, s.text, s.metric, s.category, s.refusal, sources)
            cells[s.career].append(typed)
    careers = [
        (witness_career if len(statements) <= _MOST_REMEMBERED else witness_career.__wrapped__)(
            tuple(statements), site.hours_a_year
        )
        for statements in cells
    ]
    parts = [iter(career.stated) for career in careers]
    found = [(s, stated) for s in comparison.statements for stated in next(parts[s.career])]
    return found, find_issues(comparison, careers, found)


def _sections(comparison: Comparison, site: Site) -> Iterator[tuple[int | None, str | None, list[Statement]]]:
    """Yield the statements of each table, or part of a table below the same band, with the place of its section.

    Where the site has no name for it, the page's own comes with it: the site's is the same in every rendering.
    """
    after, is_named = -1, all(section.name for section in site.sections)
    for (table, part), group in groupby(comparison.statements, key=attrgetter("table", "section")):
        statements = list(group)
        place = None if table is None else section_of(frozenset(map(_LABEL, statements)), after, site)
        after = after if place is None else place
        yield place, None if is_named and place is not None else part or TABLE, statements
