"""From facts, a row each, to wide rows: each fact's figures into the columns of its metric."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from careerscraper.schema import WIDE

_ROWS = 1024
#: The number of each fact that has wide columns: metric and category.
SLOTS = {fact: slot for slot, fact in enumerate(dict.fromkeys((wide.metric, wide.category) for wide in WIDE))}


def pivot(keys: pa.Table, cells: Iterable[pa.RecordBatch], sides: Sequence[str] = ("",)) -> Iterator[pa.Table]:
    """Yield ``keys`` with the wide columns behind them, some rows at a time.

    ``cells`` are sorted by `row`, the 0-based row of ``keys`` that they are of; `slot` is the fact's number in `SLOTS`, times
    the number of ``sides``, plus that of the side. Beside them stand the columns that `Wide.source` names. There is one cell a
    row and slot.
    """
    held: list[pa.RecordBatch] = []
    rest = iter(cells)
    for start in range(0, keys.num_rows, _ROWS):
        end = start + _ROWS
        while (not held or held[-1]["row"][-1].as_py() < end) and (batch := next(rest, None)):
            held.append(batch)
        table = pa.Table.from_batches(held).combine_chunks() if held else None
        count = int(np.searchsorted(table["row"].to_numpy(), end)) if table else 0
        yield _wide(keys.slice(start, _ROWS), table.slice(0, count) if table else None, start, sides)
        held = table.slice(count).to_batches() if table else []


def _wide(keys: pa.Table, cells: pa.Table | None, start: int, sides: Sequence[str]) -> pa.Table:
    if cells is None:
        return keys
    places = np.full((len(sides) * len(SLOTS), keys.num_rows), -1)
    places[cells["slot"].to_numpy(), cells["row"].to_numpy() - start] = np.arange(cells.num_rows)
    columns = dict(zip(keys.column_names, keys.columns, strict=True))
    for wide in WIDE:
        for number, side in enumerate(sides):
            place = places[number + len(sides) * SLOTS[wide.metric, wide.category]]
            columns[wide.column.name + side] = cells[wide.source].take(pa.array(place, mask=place < 0))
    return pa.table(columns)
