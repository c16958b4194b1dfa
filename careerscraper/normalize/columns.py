"""Observations to the columns of `observations`: what is the same in many rows becomes Arrow once, and is taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

import numpy as np
import pyarrow as pa

from careerscraper.items import Comparison, Page, Statement
from careerscraper.normalize.observation import Stated
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

#: Where the columns of a row are found in its side, and in what is stated.
_OF_SIDE = {name: name for name in (*_SIDE, *_CAPTURE)}
_OF_STATED = (
    {name: f"cell.{name}" for name in (*_CELL, *_ABOUT)}
    | {name: f"cell.reading.{name}" for name in _READING}
    | {"page_witness": "witness"}
)
_ID_BYTES = 16

#: A statement of a page, and what it, or a part of it, states.
Row = tuple[Statement, Stated]
#: A page, what it compares, and what is observed on it.
Found = tuple[Page, Comparison, Sequence[Row]]


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
    sides: list[_Side] = []
    whose: list[int] = []
    for page, comparison, found in pages:
        first = len(sides)
        sides += _sides(page, comparison)
        whose += [first + s.career for s, _ in found]
    statements = [s for _, _, found in pages for s, _ in found]
    stated = [one for _, _, found in pages for _, one in found]
    numbers = {one: number for number, one in enumerate(dict.fromkeys(stated))}
    columns = {
        "observation_id": _ids(sides, whose, stated),
        "table": [s.table for s in statements],
        "row": [s.row for s in statements],
        "column": [s.column for s in statements],
        "parser_version": pa.repeat(pa.scalar(parser_version(), pa.string()), len(stated)),
        **_taken(sides, whose, _OF_SIDE),
        **_taken(list(numbers), map(numbers.__getitem__, stated), _OF_STATED),
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


def _taken(distinct: Sequence[object], numbers: Iterable[int], paths: Mapping[str, str]) -> dict[str, pa.Array]:
    """Return the columns that are found by their ``paths`` in those of the ``distinct`` objects that have the ``numbers``."""
    at = pa.array(np.fromiter(numbers, np.int32))
    rows = zip(*map(attrgetter(*paths.values()), distinct), strict=True) if distinct else ((),) * len(paths)
    return {name: pa.array(values, _SCHEMA.field(name).type).take(at) for name, values in zip(paths, rows, strict=True)}


def _ids(sides: Sequence[_Side], whose: Sequence[int], stated: Sequence[Stated]) -> pa.Array:
    begun = [hashlib.sha256(f"{side.site}\x1f{side.page_id}\x1f{side.career_id}\x1f".encode()) for side in sides]
    digests = []
    for side, one in zip(whose, stated, strict=True):
        digest = begun[side].copy()
        digest.update(one.key)
        digests.append(digest.digest()[:_ID_BYTES])
    digits = b"".join(digests).hex().encode()
    ends = np.arange(len(digests) + 1, dtype=np.int32) * np.int32(2 * _ID_BYTES)
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(ends), pa.py_buffer(digits))
