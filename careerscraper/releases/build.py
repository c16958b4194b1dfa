"""The wide tables `careers` and `comparisons`, made of `observations` by duckdb in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa

from careerscraper.releases.witnesses import FACT, HEARD, STATED
from careerscraper.schema import SCHEMAS, WIDE, TableName, Wide

_BATCH_ROWS = 8192
#: What duckdb may take. A thread more is a quarter faster and takes half as much again; what does not fit is spilled.
LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "192MB",
    "threads": 1,
    "preserve_insertion_order": False,
}
#: Times are UTC; and a long query draws nothing on standard output.
SETTINGS = "SET TimeZone = 'UTC'; SET enable_progress_bar = false"

# What each page states of each career: one statement a fact. Where a page states a fact twice in other words, that is the
# statement made more often, then the corroborated one, then the first; the rest only makes the choice the same every time.
_CHOSEN = """
WITH stated AS (FROM read_parquet($observations)),
facts AS (
    SELECT site, page_id, career_id, position, coalesce(run_id, '') AS run, metric, category, value, low, high, value_text,
        count(*) AS times, count(*) FILTER (page_witness = 'corroborated') AS corroborated, min(("table", "row")) AS place
    FROM stated WHERE status = 'ok' AND (metric, coalesce(category, '')) IN ({facts}) GROUP BY ALL),
chosen AS (
    FROM facts QUALIFY row_number() OVER (PARTITION BY site, page_id, position, metric, category
        ORDER BY times DESC, corroborated DESC, place, value, low, high, value_text) = 1)"""

# What most pages of the newest run state. Ties: most corroborated, then smallest page_id.
_CAREERS = """,
newest AS (
    SELECT site, career_id, arg_max(coalesce(run_id, ''), coalesce(fetched_at, '-infinity'::TIMESTAMPTZ)) AS run
    FROM stated GROUP BY ALL),
votes AS (
    SELECT site, career_id, metric, category, value, low, high, value_text, count(*) AS pages,
        count(*) FILTER (corroborated > 0) AS corroborated, min(page_id) AS first_page
    FROM chosen JOIN newest USING (site, career_id, run) GROUP BY ALL),
winners AS (
    FROM votes QUALIFY row_number() OVER (PARTITION BY site, career_id, metric, category
        ORDER BY pages DESC, corroborated DESC, first_page) = 1),
statements AS (
    SELECT {fact}, {stated}, min(page_id) AS first_page, max(page_id) AS last_page
    FROM stated SEMI JOIN newest ON stated.site = newest.site AND stated.career_id = newest.career_id
        AND coalesce(run_id, '') = run
    WHERE {heard} AND (metric, coalesce(category, '')) IN ({facts}) GROUP BY ALL),
disputed AS (
    SELECT {fact} FROM statements GROUP BY ALL HAVING count(*) > 1 AND min(first_page) <> max(last_page)),
conflicts AS (SELECT site, career_id, count(DISTINCT (metric, category)) AS conflict_count FROM disputed GROUP BY ALL),
names AS (SELECT site, career_id, career, count(DISTINCT page_id) AS pages FROM stated GROUP BY ALL),
spellings AS (
    FROM names QUALIFY row_number() OVER (PARTITION BY site, career_id ORDER BY pages DESC, career) = 1),
pages AS (SELECT site, career_id, count(DISTINCT page_id) AS page_count FROM stated GROUP BY ALL),
wide AS (SELECT site, career_id, {columns} FROM winners GROUP BY ALL)
SELECT site, career_id, career, page_count, coalesce(conflict_count, 0) AS conflict_count, {names}
FROM pages JOIN spellings USING (site, career_id) LEFT JOIN conflicts USING (site, career_id)
    LEFT JOIN wide USING (site, career_id)
ORDER BY site, career_id
"""

_COMPARISONS = """,
pages AS (
    SELECT site, page_id, any_value(pair_key) AS pair_key, any_value(page_url) AS page_url, max(fetched_at) AS fetched_at,
        any_value(career_id) FILTER (position = 0) AS career_id_a, any_value(career_id) FILTER (position = 1) AS career_id_b
    FROM stated GROUP BY site, page_id HAVING max(position) = 1 AND count(DISTINCT position) = 2),
wide AS (SELECT site, page_id, {columns} FROM chosen GROUP BY ALL)
SELECT pages.*, {names} FROM pages LEFT JOIN wide USING (site, page_id)
ORDER BY site, page_id
"""


def build_wide(table: TableName, observations: Path) -> Iterator[pa.RecordBatch]:
    """Yield the rows of ``table`` (not `observations`), sorted by its key, from the Parquet file ``observations``."""
    sides = {"_a": "AND position = 0", "_b": "AND position = 1"} if table == "comparisons" else {"": ""}
    columns = {wide.column.name + side: _aggregate(wide, test) for wide in WIDE for side, test in sides.items()}
    sql = (_CHOSEN + (_CAREERS if table == "careers" else _COMPARISONS)).format(
        facts=", ".join(sorted({f"('{wide.metric}', '{wide.category or ''}')" for wide in WIDE})),
        columns=", ".join(f"{text} AS {name}" for name, text in columns.items()),
        names=", ".join(columns),
        fact=FACT,
        stated=STATED,
        heard=HEARD,
    )
    schema = SCHEMAS[table]
    # The folder that is being built takes what does not fit into memory.
    spill = str(observations.parent.parent / "spill")
    with closing(duckdb.connect(config=LIMITS | {"temp_directory": spill})) as connection:
        connection.execute(SETTINGS)
        for batch in connection.sql(sql, params={"observations": str(observations)}).to_arrow_reader(_BATCH_ROWS):
            yield from pa.Table.from_batches([batch]).select(schema.names).cast(schema).to_batches()


def _aggregate(wide: Wide, test: str) -> str:
    category = "category IS NULL" if wide.category is None else f"category = '{wide.category}'"
    return f"any_value({wide.source}) FILTER (metric = '{wide.metric}' AND {category} {test})"
