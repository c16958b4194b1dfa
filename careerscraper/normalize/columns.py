"""Observations to the columns of `observations`: what is the same in many rows becomes Arrow once, and is taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from careerscraper.items import Comparison, Page
from careerscraper.normalize.careers import Career
from careerscraper.normalize.cells import COLUMNS as CELL_COLUMNS
from careerscraper.normalize.places import place_all
from careerscraper.normalize.version import parser_version
from careerscraper.schema import SCHEMAS

_SCHEMA = SCHEMAS["observations"]
_SIDE = ("site", "page_id", "page_url", "pair_key", "career_id", "career", "position")
_PLACE = ("table", "row", "column")
_CAPTURE = ("capture_id", "fetched_at", "run_id")
#: The columns of a row that the reading of a page fills; the others are null, or the same in all rows.
COLUMNS = ("observation_id", *_SIDE, *CELL_COLUMNS, "page_witness", *_PLACE, *_CAPTURE)

_ID_BYTES = 16

Numbers = npt.NDArray[np.integer]
#: A page, what it compares, and what is observed of each of its careers.
Found = tuple[Page, Comparison, Sequence[Career]]
#: What `page_witness` may be.
_HEARD: dict[str | None, int] = {None: 0, "corroborated": 1, "contradicted": 2}


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
    sides = [side for page, comparison, _ in pages for side in _sides(page, comparison)]
    careers = [career for _, _, own in pages for career in own]
    places = place_all((comparison, own) for _, comparison, own in pages)
    order = np.argsort(np.array(places.numbers, np.int64), kind="stable")
    whose = np.repeat(np.arange(len(sides)), [len(career.cells) for career in careers])
    cells = [cell for career in careers for cell in career.cells]
    distinct = {cell: number for number, cell in enumerate(dict.fromkeys(cells))}
    heard = [_HEARD[told] for career in careers for told in career.witnesses]
    columns = {
        "observation_id": _ids(sides, careers, order),
        **_taken([(told,) for told in _HEARD], np.array(heard, np.int8)[order], ("page_witness",)),
        "table": _numbers(places.tables, order),
        "row": _numbers(places.rows, order),
        "column": _numbers(places.columns, order),
        "parser_version": pa.repeat(pa.scalar(parser_version(), pa.string()), len(cells)),
        **_taken(sides, whose[order], (*_SIDE, *_CAPTURE)),
        **_taken([*distinct], np.array([distinct[c] for c in cells], np.int32)[order], CELL_COLUMNS),
    }
    arrays = [pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(len(cells), f.type) for f in _SCHEMA]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _numbers(values: Sequence[int], order: Numbers) -> pa.Array:
    """Return the ``values`` in this ``order``; what is below 0 is null."""
    ordered = np.array(values, np.int32)[order]
    return pa.array(ordered, mask=ordered < 0)


def _sides(page: Page, comparison: Comparison) -> Iterator[_Side]:
    c, pair_key = comparison, "|".join(sorted(comparison.career_ids))
    for position, (career_id, career) in enumerate(zip(c.career_ids, c.careers, strict=True)):
        about = (c.site, c.page_id, c.page_url, pair_key, career_id, career, position)
        yield _Side(*about, page.capture_id, page.fetched_at, page.run_id)


def _taken(distinct: Sequence[Sequence[object]], numbers: Numbers, names: Sequence[str]) -> dict[str, pa.Array]:
    """Return the columns ``names`` of rows that begin as the ``distinct`` ones of these ``numbers`` do."""
    at = pa.array(numbers)
    columns = [*zip(*distinct, strict=True)][: len(names)] if distinct else [()] * len(names)
    return {
        name: pa.array(values, _SCHEMA.field(name).type).take(at) for name, values in zip(names, columns, strict=True)
    }


def _ids(sides: Sequence[_Side], careers: Sequence[Career], order: Numbers) -> pa.Array:
    digests = []
    for side, career in zip(sides, careers, strict=True):
        begun = hashlib.sha256(f"{side.site}\x1f{side.page_id}\x1f{side.career_id}\x1f".encode())
        for key in career.keys or [cell.key for cell in career.cells]:
            digest = begun.copy()
            digest.update(key)
            digests.append(digest.digest())
    whole = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 2 * _ID_BYTES)
    digits = whole[order, :_ID_BYTES].tobytes().hex().encode()
    ends = np.arange(len(digests) + 1, dtype=np.int32) * np.int32(2 * _ID_BYTES)
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(ends), pa.py_buffer(digits))
