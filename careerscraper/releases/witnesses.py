"""Other pages of the same run as witnesses: what they state of the same career, by the rules of the page's own witnesses.

Two statements are of one fact if site, run, career, metric, category, unit, year and note are the same; what has no run is of
one. They agree if all their figures and words are the same; one that is rounded to thousands is no witness and has none.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from careerscraper.releases.partition import Part, opened
from careerscraper.values.amounts import ROUNDED

#: The columns that two statements of one fact have in common, and those that are the same where they agree.
FACT = "site, run_id, career_id, metric, category, unit, reference_year, note"
STATED = "value, low, high, value_text"
#: Which statements are heard.
HEARD = f"status = 'ok' AND metric IS NOT NULL AND NOT (value_text IS NULL AND regexp_matches(text, '{ROUNDED}', 'i'))"
# Numbers in place of texts: there is a row for nearly every observation. One hash of 64 bits may be that of two facts.
_HASHED = f"hash({FACT}) AS fact, hash(1, {', '.join(FACT.split(', ')[::-1])}) AS fact_too, hash({STATED}) AS stated"
_VOTES = "CREATE TABLE votes (fact UBIGINT, fact_too UBIGINT, stated UBIGINT, first_page INTEGER, last_page INTEGER)"
_VOTE = f"""
INSERT INTO votes SELECT {_HASHED}, min(page), max(page)
FROM part JOIN newest USING (site, page_id, capture_id) WHERE {HEARD} GROUP BY ALL
"""
# Of each statement of a fact that several pages state: the pages that state it, and those that state others.
_TOLD = """
CREATE TABLE told AS
WITH each AS (
    SELECT fact, fact_too, stated, min(first_page) AS first_page, max(last_page) AS last_page FROM votes GROUP BY ALL),
shared AS (
    SELECT fact, fact_too, count(*) AS ways FROM each GROUP BY ALL HAVING min(first_page) <> max(last_page)),
disputed AS (
    SELECT one.fact, one.fact_too, one.stated, min(other.first_page) AS first_other, max(other.last_page) AS last_other
    FROM each AS one SEMI JOIN (FROM shared WHERE ways > 1) USING (fact, fact_too)
        JOIN each AS other ON one.fact = other.fact AND one.fact_too = other.fact_too AND one.stated <> other.stated
    GROUP BY ALL)
SELECT each.*, first_other, last_other
FROM each SEMI JOIN shared USING (fact, fact_too) LEFT JOIN disputed USING (fact, fact_too, stated);
DROP TABLE votes
"""
#: The observations of a part, called `rows`, with their witnesses. A page is no witness of itself but by its own `page_witness`.
WITNESSED = f"""
hashed AS (SELECT *, {HEARD} AS is_heard, {_HASHED} FROM rows),
witnessed AS (
    SELECT hashed.* EXCLUDE (witness), CASE
        WHEN page_witness = 'contradicted' OR first_other <> page OR last_other <> page THEN 'contradicted'
        WHEN page_witness = 'corroborated' OR first_page <> page OR last_page <> page THEN 'corroborated' END AS witness
    FROM hashed LEFT JOIN told ON is_heard AND hashed.fact = told.fact AND hashed.fact_too = told.fact_too
        AND hashed.stated = told.stated)
"""


def hear_pages(parts: Sequence[Part], database: duckdb.DuckDBPyConnection) -> None:
    """Make the table `told` of what several pages of one run state, out of the newest readings in ``parts``."""
    database.execute(_VOTES)
    for part in parts:
        with opened(part, database):
            database.execute(_VOTE)
    database.execute(_TOLD)
