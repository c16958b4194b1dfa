"""The wide tables `careers` and `comparisons`, made of `observations` by duckdb in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa

from careerscraper.schema import SCHEMAS, WIDE, TableName, Wide

_BATCH_ROWS = 8192

# One row a fact of a career: the statement that most pages of the newest run make. Ties: most corroborated, then
# smallest page_id; the rest of the order only makes the choice the same every time.
_CAREERS = """
WITH all_stated AS (FROM read_parquet($observations)),
newest AS (
    SELECT site, career_id, arg_max(coalesce(run_id, ''), coalesce(fetched_at, '-infinity'::TIMESTAMPTZ)) AS run
    FROM all_stated GROUP BY ALL),
of_run AS (
    SELECT stated.* FROM all_stated AS stated JOIN newest USING (site, career_id) WHERE coalesce(run_id, '') = run),
facts AS (
    SELECT site, career_id, metric, category, value, low, high, value_text, count(DISTINCT page_id) AS pages,
        count(*) FILTER (page_witness = 'corroborated') AS corroborated, min(page_id) AS first_page
    FROM of_run WHERE status = 'ok' AND metric IS NOT NULL GROUP BY ALL),
chosen AS (
    FROM facts QUALIFY row_number() OVER (PARTITION BY site, career_id, metric, category
        ORDER BY pages DESC, corroborated DESC, first_page, value, low, high, value_text) = 1),
conflicts AS (
    SELECT site, career_id, count(*) AS conflict_count
    FROM (SELECT site, career_id FROM facts GROUP BY site, career_id, metric, category HAVING count(*) > 1)
    GROUP BY ALL),
names AS (SELECT site, career_id, career, count(DISTINCT page_id) AS pages FROM all_stated GROUP BY ALL),
spellings AS (
    FROM names QUALIFY row_number() OVER (PARTITION BY site, career_id ORDER BY pages DESC, career) = 1),
pages AS (SELECT site, career_id, count(DISTINCT page_id) AS page_count FROM all_stated GROUP BY ALL),
wide AS (SELECT site, career_id, {columns} FROM chosen GROUP BY ALL)
SELECT site, career_id, career, page_count, coalesce(conflict_count, 0) AS conflict_count, {names}
FROM pages JOIN spellings USING (site, career_id) LEFT JOIN conflicts USING (site, career_id)
    LEFT JOIN wide USING (site, career_id)
ORDER BY site, career_id
"""

# One row a page of two careers. Where the page states a fact twice in other words: the statement made more often,
# then the corroborated one, then the first on the page.
_COMPARISONS = """
WITH stated AS (FROM read_parquet($observations)),
pages AS (
    SELECT site, page_id, any_value(pair_key) AS pair_key, any_value(page_url) AS page_url, any_value(fetched_at) AS
    fetched_at,
        any_value(career_id) FILTER (position = 0) AS career_id_a, any_value(career_id) FILTER (position = 1) AS
        career_id_b
    FROM stated GROUP BY site, page_id HAVING max(position) = 1 AND count(DISTINCT position) = 2),
facts AS (
    SELECT site, page_id, position, metric, category, value, low, high, value_text, count(*) AS times,
        count(*) FILTER (page_witness = 'corroborated') AS corroborated, min(("table", "row")) AS place
    FROM stated WHERE status = 'ok' AND metric IS NOT NULL GROUP BY ALL),
chosen AS (
    FROM facts QUALIFY row_number() OVER (PARTITION BY site, page_id, position, metric, category
        ORDER BY times DESC, corroborated DESC, place, value, low, high, value_text) = 1),
wide AS (SELECT site, page_id, {columns} FROM chosen GROUP BY ALL)
SELECT pages.*, {names} FROM pages LEFT JOIN wide USING (site, page_id)
ORDER BY site, page_id
"""


def build_wide(table: TableName, observations: Path) -> Iterator[pa.RecordBatch]:
    """Yield the rows of ``table`` (not `observations`), sorted by its key, from the Parquet file ``observations``."""
    sides = {"_a": "AND position = 0", "_b": "AND position = 1"} if table == "comparisons" else {"": ""}
    columns = {wide.column.name + side: _aggregate(wide, test) for wide in WIDE for side, test in sides.items()}
    sql = (_CAREERS if table == "careers" else _COMPARISONS).format(
        columns=", ".join(f"{text} AS {name}" for name, text in columns.items()), names=", ".join(columns)
    )
    schema = SCHEMAS[table]
    with closing(duckdb.connect()) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for batch in connection.sql(sql, params={"observations": str(observations)}).to_arrow_reader(_BATCH_ROWS):
            yield from pa.Table.from_batches([batch]).select(schema.names).cast(schema).to_batches()


def _aggregate(wide: Wide, test: str) -> str:
    category = "category IS NULL" if wide.category is None else f"category = '{wide.category}'"
    return f"any_value({wide.source}) FILTER (metric = '{wide.metric}' AND {category} {test})"
