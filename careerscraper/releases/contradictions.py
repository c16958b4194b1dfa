"""What pages of one run state of the same career and do not agree on, with both texts and places."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from careerscraper.releases.database import open_database
from careerscraper.releases.witnesses import FACT, HEARD, STATED

MOST_TOLD = 1000
# Each statement of a fact, where it stands first and last; all others are set against the one that most pages make.
_CONTRADICTIONS = f"""
WITH heard AS (
    SELECT *, CASE WHEN "table" IS NULL THEN 'in the prose' ELSE format('in table {{}}, row {{}}', "table", "row") END AS place
    FROM read_parquet($observations) JOIN captures USING (capture_id) WHERE witness = 'contradicted' AND {HEARD}),
statements AS (
    SELECT {FACT}, {STATED}, count(DISTINCT page_id) AS pages, arg_min(heard, (page_id, "table", "row")) AS first_one,
        arg_max(heard, (page_id, "table", "row")) AS last_one
    FROM heard GROUP BY ALL),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY {FACT} ORDER BY pages DESC, first_one.page_id, {STATED}) AS rank FROM statements),
pairs AS (
    SELECT odd.last_one AS one,
        CASE WHEN most.first_one.page_id = odd.last_one.page_id THEN most.last_one ELSE most.first_one END AS other
    FROM ranked AS odd JOIN ranked AS most
        ON {" AND ".join(f"odd.{name} IS NOT DISTINCT FROM most.{name}" for name in FACT.split(", "))}
    WHERE odd.rank > 1 AND most.rank = 1)
SELECT one.url AS url, 'contradiction' AS code,
    format('{{}}: {{}} ''{{}}'' {{}} does not agree with ''{{}}'' {{}} of {{}}',
        one.career, one.metric, one.text, one.place, other.text, other.place, other.url) AS message,
    one."table" AS "table", one."row" AS "row", one.capture_id AS capture_id, count(*) OVER () AS total
FROM pairs WHERE one.page_id <> other.page_id
ORDER BY url, capture_id, "table", "row", message LIMIT {MOST_TOLD}
"""


def find_contradictions(release: Path, captures: pa.Table) -> tuple[int, list[dict[str, object]]]:
    """Return how many statements of ``captures`` (capture_id, url) are at odds with those of others, and `MOST_TOLD` of them.

    Each is an issue: url, code, message, table, row, capture_id. ``release`` is its folder.
    """
    with open_database() as database:
        database.register("captures", captures)
        found = database.sql(_CONTRADICTIONS, params={"observations": str(release / "observations.parquet")})
        issues: list[dict[str, object]] = found.to_arrow_table().to_pylist()
    totals = [issue.pop("total") for issue in issues]
    return int(str(totals[0])) if totals else 0, issues
