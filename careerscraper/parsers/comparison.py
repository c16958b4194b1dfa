"""From a document to a comparison: which site, which tables, which careers, and every labelled cell of theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from careerscraper.errors import NotAComparisonError, SourceError
from careerscraper.items import Comparison, Issue, Statement
from careerscraper.parsers.careers import identify
from careerscraper.parsers.document import Document, Paragraph
from careerscraper.parsers.grid import Grid
from careerscraper.parsers.layout import Row, Table
from careerscraper.parsers.limits import MAX_INTRO, MAX_STATEMENTS
from careerscraper.parsers.prose import read_prose
from careerscraper.parsers.tables import Found, find_tables
from careerscraper.parsers.words import CORNERS, OCCUPATION, ONLY_CORNERS
from careerscraper.sites import GENERIC, Site, described_sites
from careerscraper.values.footnotes import MARKS, sources
from careerscraper.values.text import fold_label, fold_labels, slug

#: Words as the headers of tables spell the names of careers, each with a capital or a digit: `3D Artist`.
_NAME = re.compile(r"[A-Z0-9][\w'.&-]*(?:[ ,/]+(?:[A-Z0-9&][\w'.&-]*|and|of|or|in|for|to|the))*")
#: How the rest of a cell begins, and no name: `or less`, `(BLS)`.
_GOES_ON = re.compile(r"[(a-z]")


def compare(document: Document, *, source: str, url: str | None = None, site: Site | None = None) -> Comparison:
    """Return what ``document`` states about the careers that it compares.

    ``url`` is where it came from, if known; the page's own canonical link outranks it. Without ``site``, the site is
    the one of the URL, else the one whose vocabulary knows most of the labels, at least half of a table's.
    Raises `NotAComparisonError` with the reason if it compares none, `SourceError` if it is over a limit.
    """
    page_url, site, found = find_compared(document, url, site)
    if not found.tables:
        what = "no table" if not document.grids else "no table that sets two names side by side"
        raise NotAComparisonError("no_table", f"{what} in it")
    if found.site is None:
        whose = site.name if site else "a site"
        raise NotAComparisonError("unknown_labels", f"no table of as many careers and with labels as {whose} has")
    site = found.site
    slugs = site.slugs(page_url)
    names = _compared(found.known, slugs)
    career_ids, issues = identify(names, slugs)
    statements, more = _read_tables(found.tables, found.known, names, site)
    statements += read_prose(found.document, names, site, {s.table for s in statements if s.table is not None})
    return Comparison(
        site=site.name,
        page_id=urlsplit(page_url).path if page_url else source,
        page_url=page_url,
        title=document.title,
        careers=names,
        career_ids=career_ids,
        statements=tuple(statements),
        issues=(*issues, *more, *_cuts(found.document)),
        notes=_notes(found.document, statements),
        is_whole=_is_whole(document),
    )


def find_compared(document: Document, url: str | None, site: Site | None) -> tuple[str | None, Site | None, Found]:
    """Return the canonical URL and the site of ``document``, as far as URLs tell, and its tables; arguments as in `compare`."""
    page_url, site = _locate(document.canonical, url, site)
    named = site.slugs(page_url) if site else ()
    return page_url, site, find_tables(document, site, document.canonical or url, is_named=bool(named))


def _notes(document: Document, statements: Sequence[Statement]) -> Mapping[str, str]:
    """Return what the footnote marks in ``statements`` stand for; most pages have none, and their text is not asked for."""
    words = "".join([s.text for s in statements] + [s.label or "" for s in statements])
    if not any(mark in words for mark in MARKS):
        return {}
    return sources(block.text for block in document.blocks if not isinstance(block, Grid))


def _is_whole(document: Document) -> bool:
    """Tell whether the page's end is there, and nothing of it was passed over because it is so large."""
    if document.source is not None and not document.source.is_whole:
        return False
    if any(isinstance(block, Paragraph) and block.cut for block in document.blocks):
        return False
    intro = next((place for place, block in enumerate(document.blocks) if isinstance(block, Grid)), 0)
    return intro <= MAX_INTRO and not any(grid.has_long_cell for grid in document.grids)


def _cuts(document: Document) -> Iterator[Issue]:
    for grid in document.grids:
        if grid.tail is not None:
            yield Issue("cut_row", f"the page ends in this row, which is not read: {grid.tail!r}", grid.index)


def _locate(canonical: str | None, url: str | None, site: Site | None) -> tuple[str | None, Site | None]:
    for candidate in [site] if site else described_sites().values():
        if page_url := candidate.comparison_url(canonical, url) or candidate.comparison_url(url):
            return page_url, candidate
    return None, site


def _compared(known: Sequence[Table], slugs: Sequence[str]) -> tuple[str, ...]:
    """Return the careers of the page: those of the table that the URL names, else those that most tables have."""
    sets = [frozenset(map(slug, table.names)) for table in known]
    wanted = frozenset(slugs) if frozenset(slugs) in sets else Counter(sets).most_common(1)[0][0]
    return known[sets.index(wanted)].names


def _read_tables(
    tables: Sequence[Table], known: Sequence[Table], names: Sequence[str], site: Site
) -> tuple[list[Statement], list[Issue]]:
    """Read every table of the page that compares ``names``; one that repeats another's cells counts once."""
    statements: list[Statement] = []
    issues: list[Issue] = []
    seen = set()
    places = {name.casefold(): place for place, name in enumerate(names)}
    for whole in tables:
        careers = [places.get(name.casefold(), -1) for name in whole.names]
        if sorted(careers) != sorted(places.values()):
            if whole in known:
                issues.append(Issue("other_careers", f"not read: it compares {list(whole.names)}", whole.grid.index))
            continue
        table, foreign = _until_other_header(whole, site)
        content = (table.names, tuple([(row.label, row.texts, row.whole) for row in table.rows]))
        if content not in seen:
            statements += _statements(table, careers, site)
            issues += [*_faults(table, site), *foreign]
        seen.add(content)
        if len(statements) > MAX_STATEMENTS:
            raise SourceError("too_many_cells", f"tables of more than {MAX_STATEMENTS:,} cells about its careers")
    return statements, issues


def _until_other_header(table: Table, site: Site) -> tuple[Table, list[Issue]]:
    """Return ``table`` up to where another header stands in it: the cells below would be given to the wrong careers.

    What has no label and begins like no name may be the rest of the row above, which then is not whole either.
    """
    if _are_labels(table.labels, site):  # as in nearly all tables
        return table, []
    for n, row in enumerate(table.rows):
        if _is_other_header(row, table, site):
            texts = row.texts or ()
            message = f"not read from here on: this looks like the header of another table: {[row.label, *texts]}"
            is_rest = not table.turned and not row.label and any(map(_GOES_ON.match, texts))
            whole = table.rows[: max(n - is_rest, 0)]
            return replace(table, rows=whole), [Issue("other_header", message, table.grid.index, row.index)]
    return table, []


def _is_other_header(row: Row, table: Table, site: Site) -> bool:
    """Tell whether a row has cells but no label, the corner's words again, or names only.

    Those may be the table's own in another order, or stand one place to the left (`| C | D | |`).
    """
    texts = row.texts or ()
    if (row.label and _is_label(row, site)) or not any(texts) or _is_header(row, table):
        return False
    if not row.label or (table.turned and OCCUPATION.fullmatch(row.label)):
        return True
    is_corner = fold_label(row.label) in (fold_label(table.corner), *ONLY_CORNERS)
    moved = sorted(map(str.casefold, texts)) == sorted(map(str.casefold, table.names))
    shifted = not texts[-1] and all(map(_NAME.fullmatch, [row.label, *texts[:-1]]))
    return is_corner or moved or shifted


def _is_header(row: Row, table: Table) -> bool:
    """Tell whether a row is the table's own header again: its label names what follows, or is the corner."""
    return [*map(str.casefold, row.texts or ())] == [*map(str.casefold, table.names)]


def _is_label(row: Row, site: Site) -> bool:
    return _are_labels((row.label,), site)


def _are_labels(labels: tuple[str, ...], site: Site) -> bool:
    return not (fold_labels(labels) - site.labels - described_sites()[GENERIC].labels)


def _is_band(row: Row, site: Site) -> bool:
    """Tell whether a row is nothing but words that no label is: it names what follows."""
    return row.texts is None and not row.whole and not _is_label(row, site)


def _statements(table: Table, careers: Sequence[int], site: Site) -> list[Statement]:
    statements: list[Statement] = []
    sides = list(zip(careers, table.columns, strict=True))
    grid, first, band = table.grid, table.names[0].casefold(), None
    for row in table.rows:
        texts, refusal = row.texts, None
        if texts is None:
            if _is_band(row, site):
                band = row.label
                continue
            texts, refusal = (row.whole,) * len(sides), row.refusal
        elif texts[0].casefold() == first and _is_header(row, table):  # at most rows the first cell tells
            band = row.label if fold_label(row.label) not in CORNERS else band
            continue
        section = band or row.band or grid.caption or grid.heading
        for (career, column), text in zip(sides, texts, strict=True):
            y, x = (column, row.index) if table.turned else (row.index, column)
            statements.append(Statement(career, row.label, text, section, grid.index, y, x, None, None, refusal))
    return statements


def _faults(table: Table, site: Site) -> Iterator[Issue]:
    for row in table.rows:
        if row.texts is None and not _is_band(row, site):
            what = (
                "has not a cell for each career"
                if row.refusal == "row_length"
                else "may be split in several ways or none"
            )
            yield Issue(row.refusal, f"{row.label!r} {what}: {row.whole!r}", table.grid.index, row.index)
