"""A batch of comparisons to the rows of `observations`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from careerscraper.items import Comparison, Issue, Page
from careerscraper.normalize.careers import Career, witness_career
from careerscraper.normalize.cells import Meaning, type_column, type_prose
from careerscraper.normalize.columns import Found, to_table
from careerscraper.normalize.issues import find_issues
from careerscraper.normalize.vocabulary import section_of
from careerscraper.sites import Site, described_sites
from careerscraper.values.text import fold_labels

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
        careers = read_careers(page.comparison, described_sites()[page.comparison.site])
        odd = find_issues(page.comparison, careers)
        issues += [(page.source, issue) for issue in (*page.comparison.issues, *odd)]
        read.append((page, page.comparison, careers))
        sources += [page.source] * sum([len(career.cells) for career in careers])
    return Batch(to_table(read), sources, issues)


def read_careers(comparison: Comparison, site: Site) -> list[Career]:
    """Return what is observed on a page of each of its careers.

    What the page says of a career twice in the same words is observed once.
    """
    statements: list[list[Meaning]] = [[] for _ in comparison.careers]
    sources = tuple(comparison.notes.items())
    after, is_named = -1, all(section.name for section in site.sections)
    for part in comparison.parts:
        # Where the site has no name for it, the page's own comes with it: the site's is the same in every rendering.
        place = section_of(fold_labels(part.labels), after, site)
        after = after if place is None else place
        named = None if is_named and place is not None else part.section or TABLE
        for career, texts in zip(part.careers, part.texts, strict=True):
            statements[career].extend(type_column(site, place, named, part.labels, texts, part.refusals, sources))
    for s in comparison.prose:
        statements[s.career].append(type_prose(site, s.text, s.metric, s.category, sources))
    return [witness_career(own, site.hours_a_year) for own in statements]
