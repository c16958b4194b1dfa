"""The table `changes`: what differs from the release before, by what changed on the site and by what our code reads otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from careerscraper.releases.manifest import MANIFEST, digest
from careerscraper.releases.partition import Part, batched, counting, query_part
from careerscraper.releases.publish import RELEASES, read_latest
from careerscraper.releases.published import read_published
from careerscraper.releases.sql import literal
from careerscraper.schema import FACT

_NEEDED = ("observations", "pages")
#: What a page states of a fact: a change of these is a change of it. Places, dates and witnesses are none.
STATED = ("text", "status", "reason", "value", "low", "high", "value_text", "unit", "reference_year", "note")
# The pages of which something may differ, with the capture that each release has of it. What the release before alone has is
# compared with the part before it.
_COMPARED = """
CREATE TABLE before AS {counting};
CREATE TABLE compared AS
WITH homes AS (SELECT DISTINCT site, page_id, part FROM turns),
pages AS (
    SELECT site, page_id, before.capture_id AS old_capture, newest.capture_id AS new_capture,
        coalesce(last_value(part IGNORE NULLS) OVER (ORDER BY site, page_id), (SELECT min(part) FROM turns)) AS part
    FROM before FULL JOIN newest USING (site, page_id) FULL JOIN homes USING (site, page_id))
FROM pages WHERE {other_code} OR old_capture IS DISTINCT FROM new_capture
"""
_SPANS = "SELECT part, min(site), max(site), min(page_id), max(page_id) FROM compared GROUP BY part"
# From the old readings to the same captures by today's code, and from there to the newest captures.
_CHANGES = """
WITH pages AS (FROM compared WHERE part = $number),
old AS (
    SELECT {columns}, capture_id FROM read_parquet($before) SEMI JOIN pages USING (site, page_id)
    WHERE site BETWEEN $site AND $last_site AND ($site <> $last_site OR page_id BETWEEN $page AND $last_page)),
today AS (SELECT {{distinct}} {columns}, capture_id FROM part SEMI JOIN pages USING (site, page_id)),
middle AS ({middle}),
new AS (FROM today SEMI JOIN newest USING (site, page_id, capture_id)),
steps AS (
    SELECT 'parser' AS reason, old AS earlier, middle AS later
    FROM old FULL JOIN middle ON old.observation_id = middle.observation_id WHERE {other_code}
    UNION ALL
    SELECT 'source' AS reason, middle AS earlier, new AS later
    FROM middle FULL JOIN new ON middle.observation_id = new.observation_id),
facts AS (
    SELECT {facts}, reason, earlier, later,
        CASE WHEN earlier.observation_id IS NULL THEN 'added' WHEN later.observation_id IS NULL THEN 'removed'
            ELSE 'changed' END AS change
    FROM steps WHERE row({earlier}) IS DISTINCT FROM row({later}))
SELECT facts.*, earlier.value AS old_value, later.value AS new_value, earlier.text AS old_text, later.text AS new_text,
    old_capture AS old_capture_id, CASE reason WHEN 'parser' THEN old_capture ELSE new_capture END AS new_capture_id
FROM facts JOIN pages USING (site, page_id)
"""
_SPAN = ("number", "site", "last_site", "page", "last_page")
_READ_AGAIN = "FROM today SEMI JOIN before USING (capture_id)"


@dataclass(frozen=True, slots=True)
class Before:
    """The release that another one is compared with."""

    version: str
    folder: Path
    parser_version: str


def find_before(folder: Path, version: str) -> Before | None:
    """Return the newest publication of output folder ``folder`` of another release than ``version`` that can be read.

    None if there is none. Raises `VerifyError` if latest.json or the record of the publications is damaged.
    """
    for one in reversed(read_published(folder, read_latest(folder))):
        if one.version != version and (found := _read(folder / RELEASES / one.version)):
            return found
    return None


def _read(release: Path) -> Before | None:
    """Return the release in that folder if what is needed of it is what was made; it may have been removed, or damaged."""
    try:
        manifest = json.loads((release / MANIFEST).read_bytes())
        for table in _NEEDED:
            if digest(release / f"{table}.parquet") != manifest["tables"][table]["files"]["parquet"]["sha256"]:
                return None
        return Before(release.name, release, manifest["parser_version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def compare(
    before: Before | None, parser_version: str, parts: Sequence[Part], database: duckdb.DuckDBPyConnection
) -> Iterator[pa.RecordBatch]:
    """Yield the table `changes` from release ``before`` to the one of ``parts``, which ``parser_version`` has read.

    Whoever changes the old observations by these rows, those of `parser` first, has the new ones.
    """
    if before is None:
        return
    other_code = before.parser_version != parser_version
    pages = counting(f"read_parquet({literal(str(before.folder / 'pages.parquet'))})")
    database.execute(_COMPARED.format(counting=pages, other_code=other_code))
    spans = {span[0]: dict(zip(_SPAN, span, strict=True)) for span in database.sql(_SPANS).fetchall()}
    sql = _CHANGES.format(
        columns=", ".join([*FACT, *STATED]),
        facts=", ".join(f"coalesce(later.{name}, earlier.{name}) AS {name}" for name in FACT),
        earlier=", ".join(f"earlier.{name}" for name in STATED),
        later=", ".join(f"later.{name}" for name in STATED),
        middle=_READ_AGAIN if other_code else "FROM old",
        other_code=other_code,
    )
    observations = str(before.folder / "observations.parquet")
    yield from batched(
        query_part(part, sql, "changes", database, before=observations, **spans[part.number])
        for part in parts
        if part.number in spans
    )
