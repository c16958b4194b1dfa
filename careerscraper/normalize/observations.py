"""A batch of comparisons to the rows of `observations`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import pyarrow as pa

from careerscraper.items import Comparison, Issue, Page, Statement
from careerscraper.normalize.cells import type_cell
from careerscraper.normalize.columns import Found, to_table
from careerscraper.normalize.notes import is_marked
from careerscraper.normalize.observation import Observation
from careerscraper.normalize.vocabulary import section_of
from careerscraper.normalize.witnesses import hear
from careerscraper.sites import Site, described_sites

#: The section of a table for which neither the site nor the page has a name.
TABLE = "table"


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
        site = described_sites()[page.comparison.site]
        found = type_statements(page.comparison, site)
        told = hear(found, page.comparison.careers, site.hours_a_year)
        issues += ((page.source, issue) for issue in page.comparison.issues)
        issues += ((page.source, issue) for issue in _issues(found, page.comparison))
        issues += ((page.source, Issue("contradiction", message)) for message in told)
        read.append((page, page.comparison, found))
        sources += [page.source] * len(found)
    return Batch(to_table(read), sources, issues)


def type_statements(comparison: Comparison, site: Site) -> list[Observation]:
    """Return what is observed on a page, without what it says twice in the same words; what it says in others is numbered."""
    found: list[Observation] = []
    seen: dict[tuple[int, bytes], list[tuple[str, int | None]]] = defaultdict(list)
    notes = tuple(comparison.notes.items())
    for place, part, statements in _sections(comparison, site):
        for s in statements:
            sources = notes if notes and is_marked(s) else ()
            cells = type_cell(site, place, part, s.label, s.text, s.metric, s.category, s.refusal, sources)
            for cell in cells:
                texts, said = seen[s.career, cell.key], (s.text, cell.reference_year)
                if said not in texts:
                    texts.append(said)
                    found.append(Observation(s, cell, len(texts)))
    return found


def _sections(comparison: Comparison, site: Site) -> Iterator[tuple[int | None, str | None, list[Statement]]]:
    """Yield the statements of each table, or part of a table below the same band, with the place of its section.

    Where the site has no name for it, the page's own comes with it: the site's is the same in every rendering.
    """
    after, is_named = -1, all(section.name for section in site.sections)
    for (table, part), group in groupby(comparison.statements, key=attrgetter("table", "section")):
        statements = list(group)
        place = None if table is None else section_of(frozenset([s.label or "" for s in statements]), after, site)
        after = after if place is None else place
        yield place, None if is_named and place is not None else part or TABLE, statements


def _issues(found: Sequence[Observation], comparison: Comparison) -> Iterator[Issue]:
    for o in found:
        if o.occurrence > 1:
            yield _issue("repeated_label", o, comparison, "stands again with other words")
    for o in found:
        if o.cell.status == "unparsed":
            yield _issue(o.cell.reason or "", o, comparison, "is kept as text only")


def _issue(code: str, o: Observation, comparison: Comparison, what: str) -> Issue:
    s = o.statement
    message = f"{s.label or o.cell.metric!r} of {comparison.careers[s.career]} {what}: {s.text!r}"
    return Issue(code, message, s.table, s.row)
