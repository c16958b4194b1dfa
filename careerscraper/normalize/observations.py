"""A batch of comparisons to the rows of `observations`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import pyarrow as pa

from careerscraper.items import Comparison, Issue, Page, Statement
from careerscraper.metrics import BY_NAME
from careerscraper.normalize.cells import read_cell
from careerscraper.normalize.notes import annotate
from careerscraper.normalize.observation import Observation
from careerscraper.normalize.version import parser_version
from careerscraper.normalize.vocabulary import find_label, section_of
from careerscraper.normalize.witnesses import hear
from careerscraper.schema import SCHEMAS
from careerscraper.sites import Site, described_sites
from careerscraper.values.text import fold_label

#: The section of a table for which neither the site nor the page has a name.
TABLE = "table"
#: The columns of a row that the reading of a page fills; the others are null, or the same in all rows.
COLUMNS = (
    *("observation_id", "site", "page_id", "page_url", "pair_key", "career_id", "career", "position"),
    *("section", "metric", "category", "label", "text", "status", "reason"),
    *("value", "low", "high", "value_text", "unit", "reference_year", "note", "page_witness", "table", "row", "column"),
    *("capture_id", "fetched_at", "run_id"),
)


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
    rows: list[tuple[object, ...]] = []
    sources: list[str] = []
    issues: list[tuple[str, Issue]] = []
    for page in pages:
        if page.comparison is None:
            continue
        site = described_sites()[page.comparison.site]
        found = list(type_statements(page.comparison, site))
        told = hear(found, page.comparison.careers, site.hours_a_year)
        issues += ((page.source, issue) for issue in page.comparison.issues)
        issues += ((page.source, issue) for issue in _issues(found, page.comparison))
        issues += ((page.source, Issue("contradiction", message)) for message in told)
        rows += _rows(page, page.comparison, found)
        sources += [page.source] * len(found)
    return Batch(_table(rows), sources, issues)


def _table(rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)) if rows else {}
    columns["parser_version"] = (parser_version(),) * len(rows)
    nothing, schema = (None,) * len(rows), SCHEMAS["observations"]
    arrays = [pa.array(columns.get(field.name, nothing), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def type_statements(comparison: Comparison, site: Site) -> Iterator[Observation]:
    """Yield what is observed on a page, without what it says twice in the same words; what it says in others is numbered."""
    seen: dict[tuple[int, str, str, str | None], list[tuple[str, int | None]]] = {}
    for section, metric, s in _sections(comparison, site):
        name = metric if metric is not None else f"label:{fold_label(s.label or '')}"
        unit = BY_NAME[metric].unit if metric is not None else None
        for cell in read_cell(site, metric, s.text, s.refusal):
            category = s.category if s.category is not None else cell.reading.category
            year, note = annotate(s, cell.reading, comparison.notes) if cell.status == "ok" else (None, None)
            texts = seen.setdefault((s.career, section, name, category), [])
            if (s.text, year) not in texts:
                texts.append((s.text, year))
                yield Observation(s, section, metric, category, name, unit, cell, year, note, len(texts))


def _sections(comparison: Comparison, site: Site) -> Iterator[tuple[str, str | None, Statement]]:
    """Yield each statement with its section, the site's own name for it, so that it is the same in every rendering, and metric.

    That is the section of its table, or of the part of the table below the same band; where either joins several, the first
    one that has its label.
    """
    after = -1
    for (table, _), group in groupby(comparison.statements, key=attrgetter("table", "section")):
        statements = list(group)
        place = None if table is None else section_of(frozenset(s.label or "" for s in statements), after, site)
        after = after if place is None else place
        for statement in statements:
            section, metric = find_label(statement.label, place, site)
            yield section or statement.section or TABLE, statement.metric or metric, statement


def _rows(page: Page, comparison: Comparison, found: Sequence[Observation]) -> Iterator[tuple[object, ...]]:
    about = (comparison.site, comparison.page_id, comparison.page_url, "|".join(sorted(comparison.career_ids)))
    captured = (page.capture_id, page.fetched_at, page.run_id)
    for o in found:
        s, cell, reading = o.statement, o.cell, o.cell.reading
        career_id = comparison.career_ids[s.career]
        key = (comparison.site, comparison.page_id, career_id, o.section, o.name, o.category or "", str(o.occurrence))
        career = (career_id, comparison.careers[s.career], s.career)
        stated = (o.section, o.metric, o.category, s.label, s.text, cell.status, cell.reason)
        values = (reading.value, reading.low, reading.high, reading.value_text, o.unit)
        yield (
            _digest(key),
            *about,
            *career,
            *stated,
            *values,
            o.reference_year,
            o.note,
            o.witness,
            s.table,
            s.row,
            s.column,
            *captured,
        )


def _digest(key: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:32]


def _issues(found: Sequence[Observation], comparison: Comparison) -> Iterator[Issue]:
    for o in found:
        if o.occurrence > 1:
            yield _issue("repeated_label", o, comparison, "stands again with other words")
    for o in found:
        if o.cell.status == "unparsed":
            yield _issue(o.cell.reason or "", o, comparison, "is kept as text only")


def _issue(code: str, o: Observation, comparison: Comparison, what: str) -> Issue:
    s = o.statement
    message = f"{s.label or o.metric!r} of {comparison.careers[s.career]} {what}: {s.text!r}"
    return Issue(code, message, s.table, s.row)
