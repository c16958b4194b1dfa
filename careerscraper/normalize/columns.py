"""Observations to the columns of `observations`: what is the same in many rows becomes Arrow once, and is taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from careerscraper.items import Comparison, Page
from careerscraper.normalize import cells
from careerscraper.normalize.observation import Row, Stated
from careerscraper.normalize.version import parser_version
from careerscraper.schema import SCHEMAS

_SCHEMA = SCHEMAS["observations"]
_SIDE = ("site", "page_id", "page_url", "pair_key", "career_id", "career", "position")
_PLACE = ("table", "row", "column")
_CAPTURE = ("capture_id", "fetched_at", "run_id")
#: The columns of a row that the reading of a page fills; the others are null, or the same in all rows.
COLUMNS = ("observation_id", *_SIDE, *cells.COLUMNS, "page_witness", *_PLACE, *_CAPTURE)

_ID_BYTES = 16

#: A page, what it compares, and what is observed on it.
Found = tuple[Page, Comparison, Sequence[Row]]


class _Side(NamedTuple):
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
    sides: list[_Side] = []
    whose: list[int] = []
    for page, comparison, found in pages:
        first = len(sides)
        sides += _sides(page, comparison)
        whose += [first + s.career for s, _ in found]
    statements = [s for _, _, found in pages for s, _ in found]
    stated = [one for _, _, found in pages for _, one in found]
    numbers = {cell: number for number, cell in enumerate(dict.fromkeys([one.cell for one in stated]))}
    columns = {
        "observation_id": _ids(sides, whose, stated),
        "page_witness": [one.witness for one in stated],
        "table": [s.table for s in statements],
        "row": [s.row for s in statements],
        "column": [s.column for s in statements],
        "parser_version": pa.repeat(pa.scalar(parser_version(), pa.string()), len(stated)),
        **_taken(sides, whose, (*_SIDE, *_CAPTURE)),
        **_taken([cell.values for cell in numbers], [numbers[one.cell] for one in stated], cells.COLUMNS),
    }
    arrays = [
        pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(len(stated), f.type) for f in _SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _sides(page: Page, comparison: Comparison) -> Iterator[_Side]:
    c, pair_key = comparison, "|".join(sorted(comparison.career_ids))
    for position, (career_id, career) in enumerate(zip(c.career_ids, c.careers, strict=True)):
        about = (c.site, c.page_id, c.page_url, pair_key, career_id, career, position)
        yield _Side(*about, page.capture_id, page.fetched_at, page.run_id)


def _taken(distinct: Sequence[Sequence[object]], numbers: Sequence[int], names: Sequence[str]) -> dict[str, pa.Array]:
    """Return the columns ``names`` of rows that are the ``distinct`` ones of these ``numbers``."""
    at = pa.array(np.fromiter(numbers, np.int32, len(numbers)))
    columns = zip(*distinct, strict=True) if distinct else ((),) * len(names)
    return {
        name: pa.array(values, _SCHEMA.field(name).type).take(at) for name, values in zip(names, columns, strict=True)
    }


def _ids(sides: Sequence[_Side], whose: Sequence[int], stated: Sequence[Stated]) -> pa.Array:
    begun = [hashlib.sha256(f"{side.site}\x1f{side.page_id}\x1f{side.career_id}\x1f".encode()) for side in sides]
    digests = []
    for side, one in zip(whose, stated, strict=True):
        digest = begun[side].copy()
        digest.update(one.cell.key + (b"1" if one.occurrence == 1 else b"%d" % one.occurrence))
        digests.append(digest.digest())
    whole = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 2 * _ID_BYTES)
    digits = whole[:, :_ID_BYTES].tobytes().hex().encode()
    ends = np.arange(len(digests) + 1, dtype=np.int32) * np.int32(2 * _ID_BYTES)
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(ends), pa.py_buffer(digits))
