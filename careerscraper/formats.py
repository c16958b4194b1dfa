"""In which formats tables are written, and which version what is in them has; without the libraries that write them."""

from __future__ import annotations

from typing import Literal

#: Of the columns that `careerscraper/schema.py` declares.
SCHEMA_VERSION = "1.2"

Format = Literal["jsonl", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "parquet")

#: The tables that observations alone give: `pages` needs a ledger.
FOLDER_TABLES: tuple[Literal["observations", "careers", "comparisons"], ...] = (
    "observations",
    "careers",
    "comparisons",
)
