"""From a document to a comparison: which site, which tables, which careers, and every labelled cell of theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from urllib.parse import urlsplit

from careerscraper.errors import NotAComparisonError, SourceError
from careerscraper.items import Comparison, Issue, Part, Statement
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
    parts, more = _read_tables(found.tables, found.known, names, site)
    prose = read_prose(found.document, names, site, {part.table for part in parts})
    return Comparison(
        site=site.name,
        page_id=urlsplit(page_url).path if page_url else source,
        page_url=page_url,
        title=document.title,
        careers=names,
        career_ids=career_ids,
        parts=tuple(parts),
        prose=tuple(prose),
        issues=(*issues, *more, *_cuts(found.document)),
        notes=_notes(found.document, parts, prose),
        is_whole=_is_whole(document),
    )


def find_compared(document: Document, url: str | None, site: Site | None) -> tuple[str | None, Site | None, Found]:
    """Return the canonical URL and the site of ``document``, as far as URLs tell, and its tables; arguments as in `compare`."""
    page_url, site = _locate(document.canonical, url, site)
    named = site.slugs(page_url) if site else ()
    return page_url, site, find_tables(document, site, document.canonical or url, is_named=bool(named))


def _notes(document: Document, parts: Sequence[Part], prose: Sequence[Statement]) -> Mapping[str, str]:
    """Return what the footnote marks of statements stand for; most pages have none, and their text is not asked for."""
    cells = [text for part in parts for texts in (part.labels, *part.texts) for text in texts]
    words = "".join([*cells, *(statement.text for statement in prose)])
    if not any(mark in words for mark in MARKS):
        return {}
    return sources(block.text for block in document.blocks if not isinstance(block, Grid))


def _is_whole(document: Document) -> bool:
    """Tell whether the page's end is there, and nothing of it was passed over because it is so large."""
    if document.source is not None:
        if not document.source.is_whole:
            return False
    elif any(isinstance(block, Paragraph) and block.cut for block in document.blocks):
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
) -> tuple[list[Part], list[Issue]]:
    """Read every table of the page that compares ``names``; one that repeats another's cells counts once."""
    parts: list[Part] = []
    issues: list[Issue] = []
    seen = set()
    places = {name.casefold(): place for place, name in enumerate(names)}
    for whole in tables:
        careers = tuple([places.get(name.casefold(), -1) for name in whole.names])
        if sorted(careers) != sorted(places.values()):
            if whole in known:
                issues.append(Issue("other_careers", f"not read: it compares {list(whole.names)}", whole.grid.index))
            continue
        table, foreign = _until_other_header(whole, site)
        content = (table.names, table.labels, table.texts or _content(table.given))
        if content not in seen:
            parts += _parts(table, careers, site)
            issues += [*_faults(table, site), *foreign]
        seen.add(content)
        if sum(map(len, parts)) > MAX_STATEMENTS:
            raise SourceError("too_many_cells", f"tables of more than {MAX_STATEMENTS:,} cells about its careers")
    return parts, issues


def _content(rows: Sequence[Row]) -> object:
    """Return what ``rows`` say, in the same form as a plain table's texts if they may be those of one."""
    texts = [row.texts for row in rows if row.texts and not row.whole]
    return tuple(zip(*texts, strict=True)) if len(texts) == len(rows) else tuple((row.texts, row.whole) for row in rows)


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
            return table.with_rows(whole), [Issue("other_header", message, table.grid.index, row.index)]
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


def _parts(table: Table, careers: tuple[int, ...], site: Site) -> Iterator[Part]:
    """Yield what ``table`` states, in parts with one name each."""
    grid, title = table.grid, table.grid.caption or table.grid.heading
    if (
        table.texts
        and _are_labels(table.labels, site)
        and table.names[0].casefold() not in map(str.casefold, table.texts[0])
    ):
        yield Part(
            grid.index, title, careers, table.columns, table.labels, tuple(range(1, len(table.labels) + 1)), table.texts
        )
        return
    for section, group in groupby(_sections(table, site), key=itemgetter(0)):
        rows = [row for _, row in group]
        texts = [(row.whole,) * len(careers) if row.texts is None else row.texts for row in rows]
        refusals = [row.refusal if row.texts is None else None for row in rows]
        yield Part(
            table=grid.index,
            section=section,
            careers=careers,
            columns=table.columns,
            labels=tuple(row.label for row in rows),
            rows=tuple(row.index for row in rows),
            texts=tuple(zip(*texts, strict=True)),
            refusals=tuple(refusals) if any(refusals) else (),
            turned=table.turned,
        )


def _sections(table: Table, site: Site) -> Iterator[tuple[str | None, Row]]:
    """Yield the rows that state something, each after what names the part of the table that it is in."""
    title, band = table.grid.caption or table.grid.heading, None
    for row in table.rows:
        if _is_band(row, site):
            band = row.label
        elif _is_header(row, table):
            band = row.label if fold_label(row.label) not in CORNERS else band
        else:
            yield band or row.band or title, row


def _faults(table: Table, site: Site) -> Iterator[Issue]:
    for row in table.given:
        if row.texts is None and not _is_band(row, site):
            what = (
                "has not a cell for each career"
                if row.refusal == "row_length"
                else "may be split in several ways or none"
            )
            yield Issue(row.refusal, f"{row.label!r} {what}: {row.whole!r}", table.grid.index, row.index)
