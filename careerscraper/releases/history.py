"""The tables `observations` and `history`: what counts now of the readings of each page, and what counted when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from careerscraper.releases.partition import Part, batched, query_part
from careerscraper.releases.witnesses import WITNESSED, hear_pages
from careerscraper.schema import HISTORY

# A capture that two segments hold, alike, counts once; where they differ, its keys are there twice, which a check refuses.
_SORTED = f"""
WITH rows AS (
    SELECT {{distinct}} part.* REPLACE (newest.is_stale AS is_stale), page
    FROM part JOIN newest USING (site, page_id, capture_id)),
{WITNESSED}
FROM witnessed
"""
# Each reading of a fact holds until a later capture states something else, or until the next turn that ends what it lacks: a page
# that was read whole, or is gone. Where neither comes, it still holds.
_HISTORY = """
WITH rows AS (SELECT {{distinct}} {columns}, capture_id, {figures} AS stated FROM part),
pages AS (
    SELECT *, capture_id IS NULL OR is_whole AS ends, CASE state WHEN 'known' THEN 'absent' ELSE state END AS why
    FROM turns WHERE part = $number),
dated AS (
    SELECT *, min(turn) FILTER (ends) OVER later AS until, min(since) FILTER (ends) OVER later AS until_at,
        arg_min(why, turn) FILTER (ends) OVER later AS until_why
    FROM pages
    WINDOW later AS (PARTITION BY site, page_id ORDER BY turn ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)),
readings AS (
    SELECT *, lag(turn) OVER fact IS NULL OR coalesce(lag(until) OVER fact < turn, false)
            OR lag(stated) OVER fact IS DISTINCT FROM stated AS begins,
        CASE WHEN until < coalesce(lead(turn) OVER fact, until + 1) THEN struct_pack(time := until_at, why := until_why)
            WHEN lead(turn) OVER fact IS NOT NULL AND lead(stated) OVER fact IS DISTINCT FROM stated
            THEN struct_pack(time := lead(since) OVER fact, why := 'changed') END AS ended
    FROM rows JOIN dated USING (site, page_id, capture_id) WHERE turns > 1
    WINDOW fact AS (PARTITION BY observation_id ORDER BY turn)),
intervals AS (
    SELECT *, first_value(ended IGNORE NULLS) OVER (
        PARTITION BY observation_id ORDER BY turn ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS ending
    FROM readings)
SELECT {columns}, since AS valid_from, ending.time AS valid_to, ending IS NULL AS is_current, ending.why AS end_reason
FROM intervals WHERE begins
UNION ALL
SELECT {columns}, since, NULL, true, NULL FROM rows JOIN pages USING (site, page_id, capture_id) WHERE turns = 1
"""
_OWN = ("valid_from", "valid_to", "is_current", "end_reason")


def newest_observations(parts: Sequence[Part], database: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """Yield the observations that were read from the newest good capture of a page, sorted: of what is gone or moved, none."""
    hear_pages(parts, database)
    yield from batched(query_part(part, _SORTED, "observations", database) for part in parts)


def fold_readings(parts: Sequence[Part], database: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """Yield the table `history`: all readings of each fact, folded in the order of time."""
    names = [column.name for column in HISTORY if column.name not in _OWN]
    figures = ("status", "value", "low", "high", "value_text", "unit")
    sql = _HISTORY.format(columns=", ".join(names), figures=f"row({', '.join(figures)})")
    yield from batched(query_part(part, sql, "history", database, number=part.number) for part in parts)
