"""Observations to the columns of `observations`: what is the same in many rows becomes Arrow once, and is taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

import numpy as np
import pyarrow as pa

from careerscraper.items import Comparison, Page
from careerscraper.normalize.observation import Observation
from careerscraper.normalize.version import parser_version
from careerscraper.schema import SCHEMAS

_SCHEMA = SCHEMAS["observations"]
_SIDE = ("site", "page_id", "page_url", "pair_key", "career_id", "career", "position")
_CELL = ("section", "metric", "category", "label", "text", "status", "reason")
_READING = ("value", "low", "high", "value_text")
_ABOUT = ("unit", "reference_year", "note")
_PLACE = ("table", "row", "column")
_CAPTURE = ("capture_id", "fetched_at", "run_id")
#: The columns of a row that the reading of a page fills; the others are null, or the same in all rows.
COLUMNS = ("observation_id", *_SIDE, *_CELL, *_READING, *_ABOUT, "page_witness", *_PLACE, *_CAPTURE)

_ID_BYTES = 16
#: A page, what it compares, and what is observed on it.
Found = tuple[Page, Comparison, Sequence[Observation]]


@dataclass(slots=True, eq=False)
class _Side:
    """One career of one page: what all of its rows have in common, in fields named as the columns."""

    site: str
    page_id: str
    page_url: str | None
    pair_key: str
    career_id: str
    career: str
    position: int
    capture_id: str | None
    fetched_at: datetime | None
    run_id: str | None


def to_table(pages: Sequence[Found]) -> pa.Table:
    """Return a row for each observation of ``pages``, in their order, with the columns of the schema."""
    observations = [o for _, _, found in pages for o in found]
    statements = [o.statement for o in observations]
    sides = [side for page in pages for side in _sides(*page)]
    columns = {
        "observation_id": _ids(sides, observations),
        "page_witness": [o.witness for o in observations],
        "table": [s.table for s in statements],
        "row": [s.row for s in statements],
        "column": [s.column for s in statements],
        **_taken(sides, {name: name for name in (*_SIDE, *_CAPTURE)}),
        **_taken(
            [o.cell for o in observations],
            {name: name for name in (*_CELL, *_ABOUT)} | {name: f"reading.{name}" for name in _READING},
        ),
        "parser_version": pa.repeat(pa.scalar(parser_version(), pa.string()), len(observations)),
    }
    arrays = [
        pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(len(observations), f.type) for f in _SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _sides(page: Page, comparison: Comparison, found: Sequence[Observation]) -> list[_Side]:
    """Return of each of the observations that are ``found`` on ``page`` whose it is."""
    c, pair_key = comparison, "|".join(sorted(comparison.career_ids))
    sides = [
        _Side(c.site, c.page_id, c.page_url, pair_key, *career, position, page.capture_id, page.fetched_at, page.run_id)
        for position, career in enumerate(zip(c.career_ids, c.careers, strict=True))
    ]
    return [sides[o.statement.career] for o in found]


def _taken(owners: Sequence[object], fields: dict[str, str]) -> dict[str, pa.Array]:
    """Return the columns that the ``owners`` of the rows fill from their ``fields``."""
    numbers = {owner: number for number, owner in enumerate(dict.fromkeys(owners))}
    at = pa.array(list(map(numbers.__getitem__, owners)), pa.int32())
    return {
        name: pa.array(list(map(attrgetter(path), numbers)), _SCHEMA.field(name).type).take(at)
        for name, path in fields.items()
    }


def _ids(sides: Sequence[_Side], observations: Sequence[Observation]) -> pa.Array:
    begun = {
        side: hashlib.sha256(f"{side.site}\x1f{side.page_id}\x1f{side.career_id}\x1f".encode()) for side in set(sides)
    }
    digests = []
    for side, o in zip(sides, observations, strict=True):
        digest = begun[side].copy()
        digest.update(o.cell.key + b"%d" % o.occurrence)
        digests.append(digest.digest()[:_ID_BYTES])
    digits = b"".join(digests).hex().encode()
    ends = np.arange(0, len(digits) + 1, 2 * _ID_BYTES, np.int32)
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(ends), pa.py_buffer(digits))
