"""What must hold of any bytes at all: observations or a refusal by name, within the budget; and what is good is typed."""

from __future__ import annotations

import time

from careerscraper.errors import NotAComparisonError, SourceError
from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.parsers.page import read_page

SECONDS = 2.0
URLS = (
    None,
    "https://www.zippia.com/cook-jobs/cook-vs-baker-differences",
    "https://study.com/articles/cook_vs_baker.html",
)


def read(data: bytes) -> str:
    """Read the page ``data``, whose first byte chooses its URL; return how it ended. Raises `AssertionError`."""
    began = time.process_time()
    try:
        comparison = read_page(data[1:], source="page", url=URLS[data[0] % len(URLS)] if data else None)
    except (NotAComparisonError, SourceError) as error:
        outcome = error.reason
    else:
        for row in observe([Page("page", "fetched", comparison)]).table.to_pylist():
            typed = any(row[name] is not None for name in ("value", "low", "high", "value_text"))
            assert typed == (row["status"] == "ok"), row
            assert (row["reason"] is None) == (row["status"] in ("ok", "not_stated")), row
        outcome = "read"
    assert time.process_time() - began < SECONDS, f"more than {SECONDS} s"
    return outcome
