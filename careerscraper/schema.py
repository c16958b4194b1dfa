"""Every published column, declared once: type, unit, nullability, meaning, key.

The Arrow schemas, the CSV header, the checks, DICTIONARY.md, datapackage.json and tables.sql are made from here. A change of
columns is a change of `SCHEMA_VERSION` (formats.py) and a line under the schema heading of CHANGELOG.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from careerscraper.formats import SCHEMA_VERSION
from careerscraper.metrics import METRICS, Metric

STATUSES = ("ok", "not_stated", "ambiguous", "unparsed")
#: Why a text was not given to one career: which cell is whose cannot be told.
AMBIGUOUS_REASONS = ("row_length", "glued")
#: Why a cell was kept as text only: its whole text is not understood.
UNPARSED_REASONS = ("not_understood", "unknown_code", "out_of_range", "undecodable", "no_text", "unit_differs")
WITNESSES = ("corroborated", "contradicted")
OUTCOMES = ("fetched", "unchanged", "gone", "redirected", "blocked", "refused", "failed")

STATES = ("known", "gone", "moved")
END_REASONS = ("changed", "absent", "gone", "moved")
CHANGE_KINDS = ("added", "removed", "changed")
CHANGE_REASONS = ("source", "parser")

Type = Literal["string", "int", "float", "bool", "timestamp"]
TableName = Literal["observations", "careers", "comparisons", "pages", "changes", "history"]

ARROW_TYPES: dict[Type, pa.DataType] = {
    "string": pa.string(),
    "int": pa.int32(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``unit`` of its figures, ``values`` if the set is closed."""

    name: str
    type: Type
    meaning: str
    nullable: bool = True
    unit: str | None = None
    values: tuple[str, ...] = ()


def _given(name: str, meaning: str, type_: Type = "string", *, values: tuple[str, ...] = ()) -> Column:
    """Return a column that is never null."""
    return Column(name, type_, meaning, nullable=False, values=values)


_SITE = _given("site", "Site as named in `careerscraper sites`")
_PAGE_ID = _given("page_id", "Path of the page's canonical URL; path of the source where no URL is known")
_PAGE_URL = Column("page_url", "string", "Canonical URL of the page")
_PAIR_KEY = _given("pair_key", "The page's career_ids, sorted, joined by `|`: joins a-vs-b with b-vs-a")
_FETCHED_AT = Column("fetched_at", "timestamp", "When the page's bytes were received, UTC")
_OBSERVATION_ID = _given("observation_id", "First 32 hex digits of SHA-256 over the key columns")
_CAREER_ID = _given("career_id", "Slug of the career")
_SECTION = _given("section", "Part of the page: the site's own name for it, heading, caption, `table` or `prose`")
_METRIC = Column("metric", "string", "Standard name of what is stated; null if the label is not known")
_CATEGORY = Column("category", "string", "Part of the metric: a group, a rank")
_LABEL = Column("label", "string", "The page's own words for it; null in prose")
_STATUS = _given("status", "Whether the text was understood", values=STATUSES)
_FIGURES = (
    Column("value", "float", "The figure, in `unit`; percents stay percents"),
    Column("low", "float", "Lower end, in `unit`"),
    Column("high", "float", "Upper end, in `unit`; null if open"),
    Column("value_text", "string", "What is stated in words"),
    Column("unit", "string", "Unit of value, low and high"),
)
_FACT = (_OBSERVATION_ID, _SITE, _PAGE_ID, _CAREER_ID, _SECTION, _METRIC, _CATEGORY, _LABEL)

OBSERVATIONS = (
    _OBSERVATION_ID,
    _SITE,
    _PAGE_ID,
    _PAGE_URL,
    _PAIR_KEY,
    _CAREER_ID,
    _given("career", "The career's name as the page's table spells it"),
    _given("position", "0-based position of the career on the page", "int"),
    _SECTION,
    _METRIC,
    _CATEGORY,
    _LABEL,
    _given("text", "The whole raw cell"),
    _STATUS,
    Column("reason", "string", "Why it was not", values=AMBIGUOUS_REASONS + UNPARSED_REASONS),
    *_FIGURES,
    Column("reference_year", "int", "Year that the figure is for, if the page says so"),
    Column("note", "string", "Qualifiers and footnotes"),
    Column("page_witness", "string", "What the same page says elsewhere", values=WITNESSES),
    Column("witness", "string", "What this and the other pages of the same run say", values=WITNESSES),
    Column("table", "int", "0-based table on the page; null in prose"),
    Column("row", "int", "0-based row of the table"),
    Column("column", "int", "0-based column of the table"),
    Column("capture_id", "string", "Archive file and offset of the page's bytes"),
    _FETCHED_AT,
    Column("run_id", "string", "Run that fetched the page"),
    _given("parser_version", "Digest of the code and rules that read the page"),
    Column(
        "is_stale",
        "bool",
        "Whether the page was last found so more than the site's `max_age_days` before the newest page of the release;"
        " null outside a release",
    ),
)

_SUFFIX = {"percent": "_pct", "months": "_months", "years": "_years", "score": "_score"}


def unit_suffix(unit: str | None) -> str:
    """Return the suffix that carries ``unit`` in a wide column's name: ``_usd``, ``_pct``."""
    return "_usd" if unit and unit.startswith("USD") else _SUFFIX.get(unit or "", "")


@dataclass(frozen=True, slots=True)
class Wide:
    """One wide column of a metric: the ``category`` and the column of observations (``source``) that fill it."""

    column: Column
    metric: str
    category: str | None
    source: Literal["value", "low", "high", "value_text"]


def _wide(metric: Metric, category: str | None) -> list[Wide]:
    stem = metric.name if category is None else f"{metric.name}_{category.lower().replace(' ', '_')}"
    meaning = metric.meaning if category is None else f"{metric.meaning}: {category}"
    suffix = unit_suffix(metric.unit)
    columns = []
    if metric.shape in ("text", "text_number"):
        columns.append(Wide(Column(stem, "string", meaning), metric.name, category, "value_text"))
    if metric.shape in ("number", "text_number"):
        named = Column(stem + suffix, "float", meaning, unit=metric.unit)
        columns.append(Wide(named, metric.name, category, "value"))
    if metric.shape == "range":
        low = Column(f"{stem}_low{suffix}", "float", f"{meaning}: lower end", unit=metric.unit)
        high = Column(f"{stem}_high{suffix}", "float", f"{meaning}: upper end", unit=metric.unit)
        columns += [Wide(low, metric.name, category, "low"), Wide(high, metric.name, category, "high")]
    return columns


WIDE = tuple(
    wide for metric in METRICS for category in metric.categories or (None,) for wide in _wide(metric, category)
)

CAREERS = (
    _SITE,
    _given("career_id", "Slug of the career"),
    _given("career", "The career's name as most pages spell it"),
    _given("page_count", "Pages that state something of it", "int"),
    _given("conflict_count", "Wide columns for which pages of the run disagree", "int"),
    *(wide.column for wide in WIDE),
)


def _sided(column: Column, side: str) -> Column:
    return Column(column.name + side, column.type, f"{column.meaning} (career {side[1:]})", unit=column.unit)


COMPARISONS = (
    _SITE,
    _PAGE_ID,
    _PAIR_KEY,
    _PAGE_URL,
    _FETCHED_AT,
    _given("career_id_a", "The career at position 0"),
    _given("career_id_b", "The career at position 1"),
    *(_sided(wide.column, side) for wide in WIDE for side in ("_a", "_b")),
)

PAGES = (
    _SITE,
    _PAGE_ID,
    _given("page_url", "URL of the page, as planned"),
    Column("pair_key", "string", "The page's career_ids, sorted, joined by `|`; null where it was never read"),
    Column("title", "string", "The page's title"),
    Column(
        "state", "string", "Whether what it stated still counts: not when it is gone (404, 410) or moved", values=STATES
    ),
    Column("outcome", "string", "How the newest request for it ended; null if there was none", values=OUTCOMES),
    Column("http_status", "int", "Status of the newest answer"),
    Column("origin", "string", "Scheme and host that were asked in place of the site's own"),
    _given("first_seen_at", "When the page was planned first, UTC", "timestamp"),
    Column("last_checked_at", "timestamp", "When it was asked for last, UTC"),
    Column("last_changed_at", "timestamp", "When its content was last found changed, UTC"),
    Column("fetched_at", "timestamp", "When the bytes that its observations were read from were received, UTC"),
    Column("capture_id", "string", "Archive file and offset of these bytes; null if it has no reading"),
    Column("run_id", "string", "Run that fetched these bytes"),
    Column("observation_count", "int", "Observations read from them"),
    Column("issue_count", "int", "Issues met in reading them"),
)

CHANGES = (
    *_FACT,
    _given("change", "What became of the fact", values=CHANGE_KINDS),
    _given(
        "reason",
        "`parser`: today's code reads the old capture otherwise; `source`: the newest capture says otherwise than the old one",
        values=CHANGE_REASONS,
    ),
    Column("old_value", "float", "The figure before"),
    Column("new_value", "float", "The figure after"),
    Column("old_text", "string", "The whole raw cell before; null if added"),
    Column("new_text", "string", "The whole raw cell after; null if removed"),
    Column("old_capture_id", "string", "Capture of the page before; null if there was none"),
    Column("new_capture_id", "string", "Capture of the page after; null if it is gone or moved"),
)

HISTORY = (
    *_FACT,
    _STATUS,
    *_FIGURES,
    _given("valid_from", "When the first capture that states it so was received, UTC", "timestamp"),
    Column("valid_to", "timestamp", "When the answer that ended it was received, UTC; null if nothing did"),
    _given("is_current", "Whether nothing has ended it", "bool"),
    Column("end_reason", "string", "What ended it; null if nothing did", values=END_REASONS),
)

TABLES: dict[TableName, tuple[Column, ...]] = {
    "observations": OBSERVATIONS,
    "careers": CAREERS,
    "comparisons": COMPARISONS,
    "pages": PAGES,
    "changes": CHANGES,
    "history": HISTORY,
}

#: The columns that identify a row.
KEYS: dict[TableName, tuple[str, ...]] = {
    "observations": ("observation_id",),
    "careers": ("site", "career_id"),
    "comparisons": ("site", "page_id"),
    "pages": ("site", "page_url"),
    "changes": ("observation_id", "reason"),
    "history": ("observation_id", "valid_from"),
}


def _arrow_schema(table: TableName) -> pa.Schema:
    fields = []
    for column in TABLES[table]:
        about = {"description": column.meaning} | ({"unit": column.unit} if column.unit else {})
        fields.append(pa.field(column.name, ARROW_TYPES[column.type], column.nullable, about))
    return pa.schema(fields, {"schema_version": SCHEMA_VERSION, "table": table})


#: The columns that tell of which fact a row is, in the tables that have several rows a fact.
FACT = tuple(column.name for column in _FACT)
#: The Arrow schema of each table, with units and meanings as field metadata.
SCHEMAS: dict[TableName, pa.Schema] = {table: _arrow_schema(table) for table in TABLES}
