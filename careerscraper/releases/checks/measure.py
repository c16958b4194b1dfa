"""The figures of a release, counted by duckdb from its observations: for each site of all its pages, and of the new ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from careerscraper.releases.checks.figures import Figures, LabelFigures, ValueFigures
from careerscraper.releases.sql import literal
from careerscraper.values.text import fold_label

#: Of a site whose every page has labels of its own, the most frequent ones count.
_MOST = 1000
# A cell with the name of its label, and whether its page is new. Two pages of one hash would count as one.
_CELLS = """
CREATE OR REPLACE TEMP VIEW cells AS
SELECT site, page_id, hash(page_id) AS page, career_id, coalesce(fetched_at > since, false) AS is_new, section,
    coalesce(folded, metric, '') AS name, label, metric, coalesce(category, '') AS category, "table" * 65536 + "row" AS place,
    status = 'ok' AS is_stated, status IN ('unparsed', 'ambiguous') AS is_unread, page_witness IS NOT NULL AS is_witnessed,
    coalesce(page_witness = 'contradicted', false) AS is_contradicted,
    CAST(floor(4 * log2(nullif(abs(coalesce(value, low, high)), 0))) AS INTEGER) AS size,
    value, low, high, value_text, text, page_url, capture_id
FROM read_parquet({path}) LEFT JOIN folded_labels USING (label) LEFT JOIN since_when USING (site)
"""
_WHOLE = """
SELECT site, is_new, count(DISTINCT page) AS pages, count(*) AS cells, count(*) FILTER (is_unread) AS unread,
    count(label) AS labelled, count(*) FILTER (label IS NOT NULL AND metric IS NULL) AS unknown,
    count(*) FILTER (is_witnessed) AS witnessed, count(*) FILTER (is_contradicted) AS contradicted
FROM cells GROUP BY ALL
"""
_CAREERS = """
WITH careers AS (SELECT site, is_new, career_id, count(*) AS n FROM cells GROUP BY ALL),
in_all AS (SELECT site, career_id, sum(n) AS n FROM careers GROUP BY ALL)
SELECT site, true AS is_new, count(*) AS careers, sum(n) ** 2 / sum(n ** 2) AS effective FROM careers WHERE is_new GROUP BY ALL
UNION ALL SELECT site, false, count(*), sum(n) ** 2 / sum(n ** 2) FROM in_all GROUP BY ALL
"""
_LABELS = """
WITH on_pages AS (
    SELECT site, page, is_new, section, name, max(label) AS spelled, any_value(metric) AS metric,
        bool_or(is_stated) AS stated, bool_or(is_unread) AS unread, bool_or(is_witnessed) AS witnessed,
        bool_or(is_contradicted) AS contradicted
    FROM cells GROUP BY ALL)
SELECT site, is_new, section, name, max(spelled) AS spelled, any_value(metric) AS metric, count(*) AS pages,
    count(*) FILTER (stated) AS stated, count(*) FILTER (unread) AS unread, count(*) FILTER (witnessed) AS witnessed,
    count(*) FILTER (contradicted) AS contradicted
FROM on_pages GROUP BY site, is_new, section, name
QUALIFY row_number() OVER (PARTITION BY site, is_new ORDER BY pages DESC, section, name) <= {most}
"""
_ORDERS = """
WITH places AS (
    SELECT site, page, is_new, section, min(place) AS place FROM cells WHERE place IS NOT NULL GROUP BY ALL),
neighbours AS (SELECT site, is_new, section,
    coalesce(lag(section) OVER (PARTITION BY site, page ORDER BY place), '') AS after FROM places)
SELECT site, is_new, section, after, count(*) AS pages FROM neighbours GROUP BY site, is_new, section, after
QUALIFY row_number() OVER (PARTITION BY site, is_new ORDER BY pages DESC, section, after) <= {most}
"""
# What is stated of a career, once: careers that stand on many pages would weigh too much.
_SAID = """
CREATE OR REPLACE TEMP TABLE said AS
SELECT DISTINCT site, is_new, section, name, category, hash(value, low, high, value_text) AS what, size, career_id
FROM cells WHERE is_stated AND (site, section, name) IN (SELECT (site, section, name) FROM kept_labels)
"""
_VALUES = """
WITH wanted AS (FROM said WHERE is_new OR NOT {is_new}),
each AS (
    SELECT site, section, name, category, what, count(DISTINCT career_id) AS n FROM wanted GROUP BY ALL),
common AS (SELECT site, section, name, category, max(n) AS common FROM each GROUP BY ALL),
careers AS (SELECT site, section, name, category, count(DISTINCT career_id) AS careers FROM wanted GROUP BY ALL)
SELECT *, {is_new} AS is_new FROM careers JOIN common USING (site, section, name, category)
"""
_SIZES = """
WITH wanted AS (FROM said WHERE is_new OR NOT {is_new})
SELECT site, {is_new} AS is_new, section, name, category, size, count(DISTINCT career_id) AS n
FROM wanted WHERE size IS NOT NULL GROUP BY ALL
"""

Groups = dict[tuple[str, bool], Figures]


def measure(
    observations: Path, since: Mapping[str, datetime | None], database: duckdb.DuckDBPyConnection
) -> dict[str, tuple[Figures, Figures]]:
    """Return for each site the figures of all its pages, and of those that were fetched after ``since``."""
    _open_cells(observations, since, database)
    groups: Groups = {}
    for row in _rows(database, _WHOLE):
        site, is_new = row.pop("site"), row.pop("is_new")
        for group in _groups(groups, site, is_new=is_new):
            _add(group, row)
    for row in _rows(database, _CAREERS):
        group = _group(groups, row["site"], is_new=row["is_new"])
        group.careers, group.effective = row["careers"], row["effective"]
    _read_labels(database, groups)
    _read_orders(database, groups)
    _read_values(database, groups)
    sites = dict.fromkeys(site for site, _ in groups)
    return {site: (_group(groups, site, is_new=False), _group(groups, site, is_new=True)) for site in sites}


def _open_cells(observations: Path, since: Mapping[str, datetime | None], database: duckdb.DuckDBPyConnection) -> None:
    """Make the view `cells` of ``observations`` in ``database``: what is asked of it is counted at once, and nothing kept."""
    labels = database.execute(
        "SELECT DISTINCT label FROM read_parquet($file) WHERE label IS NOT NULL", {"file": str(observations)}
    ).fetchall()
    folded = pa.table(
        {"label": [label for (label,) in labels], "folded": [fold_label(label) for (label,) in labels]},
        pa.schema([("label", pa.string()), ("folded", pa.string())]),
    )
    since_when = pa.table(
        {"site": list(since), "since": list(since.values())},
        pa.schema([("site", pa.string()), ("since", pa.timestamp("us", "UTC"))]),
    )
    for name, table in (("folded_labels", folded), ("since_when", since_when)):
        database.register("given", table)
        database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM given")
        database.unregister("given")
    database.execute(_CELLS.format(path=literal(str(observations))))


def _read_labels(database: duckdb.DuckDBPyConnection, groups: Groups) -> None:
    database.execute("CREATE OR REPLACE TEMP TABLE kept_labels AS " + _LABELS.format(most=_MOST))
    for row in _rows(database, "FROM kept_labels"):
        site, is_new, key = row.pop("site"), row.pop("is_new"), (row.pop("section"), row.pop("name"))
        for group in _groups(groups, site, is_new=is_new):
            label = group.labels.setdefault(key, LabelFigures(row["spelled"] or "", row["metric"]))
            _add(label, row)


def _read_orders(database: duckdb.DuckDBPyConnection, groups: Groups) -> None:
    for row in _rows(database, _ORDERS.format(most=_MOST)):
        for group in _groups(groups, row["site"], is_new=row["is_new"]):
            key = (row["section"], row["after"])
            group.orders[key] = group.orders.get(key, 0) + row["pages"]


def _read_values(database: duckdb.DuckDBPyConnection, groups: Groups) -> None:
    database.execute(_SAID)
    for is_new in ("false", "true"):
        for row in _rows(database, _VALUES.format(is_new=is_new)):
            group = _group(groups, row["site"], is_new=row["is_new"])
            group.values[_value_key(row)] = ValueFigures(row["careers"], row["common"])
        for row in _rows(database, _SIZES.format(is_new=is_new)):
            group = _group(groups, row["site"], is_new=row["is_new"])
            group.sizes.setdefault(_value_key(row), {})[row["size"]] = row["n"]
    for group in groups.values():
        group.settle_sizes()


def _value_key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return (row["section"], row["name"], row["category"])


def _rows(database: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = database.sql(sql).to_arrow_table().to_pylist()
    return rows


def _group(groups: Groups, site: str, *, is_new: bool) -> Figures:
    return groups.setdefault((site, is_new), Figures())


def _groups(groups: Groups, site: str, *, is_new: bool) -> Iterator[Figures]:
    """Yield the figures that a page counts for: those of all pages, and of the new ones if it is new."""
    yield _group(groups, site, is_new=False)
    if is_new:
        yield _group(groups, site, is_new=True)


def _add(figures: Figures | LabelFigures, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        if isinstance(value, int):
            setattr(figures, name, getattr(figures, name) + value)
