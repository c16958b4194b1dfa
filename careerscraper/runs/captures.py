"""What the captures of the ledger say of each page, in the order of time: what `history` is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from sqlite3 import Row

import pyarrow as pa

from careerscraper.releases.partition import CAPTURES
from careerscraper.storage.ledger import Ledger

# All that was seen of the URLs that have ever been a page, for each of these pages. A revisit has the content of another capture.
_SEEN = """
WITH homes AS (SELECT DISTINCT site, page_id, url FROM captures JOIN urls USING (url) WHERE captures.outcome = 'fetched')
SELECT homes.site, homes.page_id, homes.url, again.fetched_at AS since, again.state,
    good.page_id AS states, good.capture_id, good.fetched_at, good.is_whole
FROM homes JOIN captures AS again USING (url)
    LEFT JOIN captures AS good ON good.capture_id = coalesce(again.same_as, again.capture_id) AND good.outcome = 'fetched'
WHERE again.state <> 'known' OR good.capture_id IS NOT NULL
ORDER BY homes.site, homes.page_id, since, again.capture_id
"""
_BATCH = 10_000

#: When, which capture counts from then on (None: no one), the state of the page, whether it was read whole.
Turn = tuple[str, str | None, str, bool]


def captures_table(ledger: Ledger) -> pa.Table:
    """Return, sorted by site, page and time, which capture of a page counts from when on, with the columns of `CAPTURES`."""
    pages = groupby(ledger.stream(_SEEN), key=lambda row: (row["site"], row["page_id"]))
    turns = ((*page, datetime.fromisoformat(since), *rest) for page, rows in pages for since, *rest in _turns(rows))
    batches = []
    while batch := list(islice(turns, _BATCH)):
        arrays = [
            pa.array(column, field.type) for column, field in zip(zip(*batch, strict=True), CAPTURES, strict=True)
        ]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=CAPTURES))
    return pa.Table.from_batches(batches, CAPTURES)


def _turns(rows: Iterable[Row]) -> Iterator[Turn]:
    """Yield what counts of one page, whenever that changes: the newest capture of the URLs that still lead to it."""
    counting: dict[str, Row] = {}
    last: str | None = None
    for since, together in groupby(rows, key=lambda row: str(row["since"])):
        state = "known"
        for row in together:
            state = row["state"] if row["state"] != "known" else "known" if row["states"] == row["page_id"] else "moved"
            if state == "known":
                counting[row["url"]] = row
            else:
                counting.pop(row["url"], None)
        newest = max(
            sorted(counting.values(), key=itemgetter("capture_id")), key=itemgetter("fetched_at"), default=None
        )
        capture_id = newest["capture_id"] if newest else None
        if capture_id != last:
            yield since, capture_id, "known" if newest else state, bool(newest and newest["is_whole"])
        last = capture_id
