"""The table `pages`: what the ledger knows of every URL."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from sqlite3 import Row
from urllib.parse import urlsplit

import pyarrow as pa

from careerscraper.schema import SCHEMAS
from careerscraper.storage.ledger import Ledger

_PAGES = """
SELECT url, site, urls.outcome, urls.refusal, http_status, first_seen_at, last_checked_at, last_changed_at,
    page_id, pair_key, title, fetched_at, capture_id, run_id, observation_count, issue_count,
    (SELECT state FROM captures WHERE captures.url = urls.url AND state IS NOT NULL ORDER BY fetched_at DESC LIMIT 1) AS state
FROM urls LEFT JOIN readings USING (url) ORDER BY site, url
"""
_BATCH = 1000
_TIMES = ("first_seen_at", "last_checked_at", "last_changed_at", "fetched_at")


def pages_table(ledger: Ledger) -> pa.Table:
    """Return one row a URL, sorted by site and URL."""
    origin = next((row["value"] for row in ledger.rows("SELECT value FROM meta WHERE name = 'origin'")), "") or None
    pages = (_page(row) | {"origin": origin} for row in ledger.rows(_PAGES))
    batches = []
    while batch := list(islice(pages, _BATCH)):  # as objects all of them at once take a hundred times the memory
        batches.append(pa.Table.from_pylist(batch, schema=SCHEMAS["pages"]))
    return pa.concat_tables(batches) if batches else SCHEMAS["pages"].empty_table()


def _page(row: Row) -> dict[str, object]:
    page = {name: row[name] for name in row.keys() if name in SCHEMAS["pages"].names}  # noqa: SIM118
    page |= {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _TIMES}
    page["page_url"] = row["url"]
    page["page_id"] = row["page_id"] or urlsplit(row["url"]).path
    page["state"] = row["state"] or "known"
    return page
