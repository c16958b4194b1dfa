"""The wide tables `careers` and `comparisons`, made of `observations` by duckdb in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from careerscraper.releases.database import open_database
from careerscraper.releases.pivot import SLOTS, pivot
from careerscraper.releases.sql import literal
from careerscraper.releases.witnesses import FACT, HEARD, STATED
from careerscraper.schema import SCHEMAS, TableName

_BATCH_ROWS = 8192

_STATED = "CREATE VIEW stated AS FROM read_parquet({observations})"
_SLOTS = "CREATE TABLE slots AS FROM (VALUES {slots}) AS slots (slot, metric, category)"
# What each page states of each career: one statement a fact, which has a number as its `slot`. Where a page states a fact
# twice in other words, as few do, that is the statement made more often, then the corroborated one, then the first; the rest
# only makes the choice the same every time.
_CHOSEN = """
WITH facts AS (
    SELECT site, page_id, career_id, position, coalesce(run_id, '') AS run, slot, value, low, high, value_text,
        count(*) AS times, count(*) FILTER (page_witness = 'corroborated') AS corroborated, min(("table", "row")) AS place
    FROM stated JOIN slots ON stated.metric = slots.metric AND stated.category IS NOT DISTINCT FROM slots.category
    WHERE status = 'ok' GROUP BY ALL),
several AS (SELECT site, page_id, position, slot FROM facts GROUP BY ALL HAVING count(*) > 1),
chosen AS (
    FROM facts ANTI JOIN several USING (site, page_id, position, slot)
    UNION ALL
    FROM facts SEMI JOIN several USING (site, page_id, position, slot)
    QUALIFY row_number() OVER (PARTITION BY site, page_id, position, slot
        ORDER BY times DESC, corroborated DESC, place, value, low, high, value_text) = 1)"""

_NEWEST_RUNS = """
CREATE TABLE newest AS
SELECT site, career_id, arg_max(coalesce(run_id, ''), coalesce(fetched_at, '-infinity'::TIMESTAMPTZ)) AS run
FROM stated GROUP BY ALL
"""
_CAREERS = f"""
WITH statements AS (
    SELECT {FACT}, {STATED}, min(page_id) AS first_page, max(page_id) AS last_page
    FROM stated SEMI JOIN newest ON stated.site = newest.site AND stated.career_id = newest.career_id
        AND coalesce(run_id, '') = run
        SEMI JOIN slots ON stated.metric = slots.metric AND stated.category IS NOT DISTINCT FROM slots.category
    WHERE {HEARD} GROUP BY ALL),
disputed AS (
    SELECT {FACT} FROM statements GROUP BY ALL HAVING count(*) > 1 AND min(first_page) <> max(last_page)),
conflicts AS (SELECT site, career_id, count(DISTINCT (metric, category)) AS conflict_count FROM disputed GROUP BY ALL),
names AS (SELECT site, career_id, career, count(DISTINCT page_id) AS pages FROM stated GROUP BY ALL),
spellings AS (
    FROM names QUALIFY row_number() OVER (PARTITION BY site, career_id ORDER BY pages DESC, career) = 1),
pages AS (SELECT site, career_id, count(DISTINCT page_id) AS page_count FROM stated GROUP BY ALL)
SELECT site, career_id, career, page_count, coalesce(conflict_count, 0) AS conflict_count
FROM pages JOIN spellings USING (site, career_id) LEFT JOIN conflicts USING (site, career_id)
"""
# What most pages of the newest run state. Ties: most corroborated, then smallest page_id.
_CELLS_OF_CAREERS = """,
votes AS (
    SELECT site, career_id, slot, value, low, high, value_text, count(*) AS pages,
        count(*) FILTER (corroborated > 0) AS corroborated, min(page_id) AS first_page
    FROM chosen JOIN newest USING (site, career_id, run) GROUP BY ALL),
winners AS (
    FROM votes QUALIFY row_number() OVER (PARTITION BY site, career_id, slot
        ORDER BY pages DESC, corroborated DESC, first_page) = 1)
SELECT row, slot, value, low, high, value_text FROM winners JOIN rows USING (site, career_id) ORDER BY row
"""

_COMPARISONS = """
SELECT site, page_id, any_value(pair_key) AS pair_key, any_value(page_url) AS page_url, max(fetched_at) AS fetched_at,
    any_value(career_id) FILTER (position = 0) AS career_id_a, any_value(career_id) FILTER (position = 1) AS career_id_b
FROM stated GROUP BY site, page_id HAVING max(position) = 1 AND count(DISTINCT position) = 2
"""
_CELLS_OF_COMPARISONS = """
SELECT row, 2 * slot + position AS slot, value, low, high, value_text FROM chosen JOIN rows USING (site, page_id) ORDER BY row
"""


def build_wide(table: TableName, observations: Path) -> Iterator[pa.RecordBatch]:
    """Yield the rows of ``table`` (not `observations`), sorted by its key, from the Parquet file ``observations``."""
    is_careers = table == "careers"
    key, rows = ("career_id", _CAREERS) if is_careers else ("page_id", _COMPARISONS)
    cells = _CHOSEN + (_CELLS_OF_CAREERS if is_careers else _CELLS_OF_COMPARISONS)
    schema = SCHEMAS[table]
    # The folder that is being built takes what does not fit into memory.
    with open_database(observations.parent.parent / "spill") as connection:
        connection.execute(_STATED.format(observations=literal(str(observations))))
        connection.execute(_SLOTS.format(slots=", ".join(_slot(*fact, slot) for fact, slot in SLOTS.items())))
        if is_careers:
            connection.execute(_NEWEST_RUNS)
        ordered = f"CREATE TABLE rows AS SELECT *, row_number() OVER (ORDER BY site, {key}) - 1 AS row FROM ({rows})"
        connection.execute(ordered)
        keys = connection.sql("FROM rows ORDER BY row").to_arrow_table().drop_columns("row")
        sides = ("",) if is_careers else ("_a", "_b")
        for wide in pivot(keys, connection.sql(cells).to_arrow_reader(_BATCH_ROWS), sides):
            yield from _complete(wide, schema).to_batches()


def _complete(wide: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return ``wide`` with the columns of ``schema``; what nobody states is null."""
    nothing, found = pa.nulls(wide.num_rows), dict(zip(wide.column_names, wide.columns, strict=True))
    columns = [found.get(name, nothing) for name in schema.names]
    return pa.table(columns, schema.names).cast(schema)


def _slot(metric: str, category: str | None, slot: int) -> str:
    return f"({slot}, {literal(metric)}, {'NULL' if category is None else literal(category)})"
