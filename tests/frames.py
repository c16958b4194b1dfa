"""Data frames for tests: of observations as they come, and of facts on their way to Arrow."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from careerscraper.items import Issue
from careerscraper.normalize.observations import Batch
from careerscraper.schema import SCHEMAS, TableName


@dataclass(frozen=True)
class Observed:
    """The observations of some pages as a frame with their ``source``, and what is odd about them, by source."""

    observations: pd.DataFrame
    issues: list[tuple[str, Issue]]


def observed(batch: Batch) -> Observed:
    return Observed(batch.table.to_pandas().assign(source=batch.sources), batch.issues)


def to_arrow(frame: pd.DataFrame, table: TableName) -> pa.Table:
    """Return ``frame`` as the Arrow table that the schema of ``table`` declares."""
    schema = SCHEMAS[table]
    return pa.Table.from_arrays([pa.Array.from_pandas(frame[f.name], type=f.type) for f in schema], schema=schema)
