"""Where on their pages observations stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from careerscraper.items import Comparison
from careerscraper.normalize.careers import Career


class Places(NamedTuple):
    """Places of statements, career by career: by their ``numbers`` they stand page by page, and there in the page's order.

    ``tables``, ``rows`` and ``columns`` are -1 where they stand in prose.
    """

    numbers: list[int]
    tables: list[int]
    rows: list[int]
    columns: list[int]


def place_all(pages: Iterable[tuple[Comparison, Iterable[Career]]]) -> Places:
    """Return the places of all that is observed on some pages, of each of their careers."""
    everything = Places([], [], [], [])
    before = 0
    for comparison, careers in pages:
        places, before = _places(comparison, before)
        for career, place in zip(careers, places, strict=True):
            for whole, own in zip(everything, place, strict=True):
                whole.extend(own if career.indexes is None else [own[index] for index in career.indexes])
    return everything


def _places(comparison: Comparison, first: int) -> tuple[list[Places], int]:
    """Return the places of the statements of each career, numbered from ``first`` on; and the number behind the last."""
    places = [Places([], [], [], []) for _ in comparison.careers]
    for part in comparison.parts:
        width, after = len(part.careers), first + len(part)
        for n, career in enumerate(part.careers):
            own, (rows, columns) = places[career], part.places(n)
            own.numbers.extend(range(first + n, after, width))
            own.tables.extend((part.table,) * len(part.labels))
            own.rows.extend(rows)
            own.columns.extend(columns)
        first = after
    for number, statement in enumerate(comparison.prose, first):
        for numbers, place in zip(places[statement.career], (number, -1, -1, -1), strict=True):
            numbers.append(place)
    return places, first + len(comparison.prose)
