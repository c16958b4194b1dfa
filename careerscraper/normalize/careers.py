"""What a page states of one career, worked out once for all pages that state the same of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from careerscraper.normalize.cells import Cell
from careerscraper.normalize.observation import Stated
from careerscraper.normalize.witnesses import Contradiction, hear


class Career(NamedTuple):
    """What is ``stated`` by each of a career's statements, and its ``contradictions``; ``is_odd`` if there is an issue."""

    stated: tuple[tuple[Stated, ...], ...]
    contradictions: tuple[Contradiction, ...]
    is_odd: bool


@lru_cache(maxsize=1 << 11)  # a career stands on many pages
def witness_career(statements: tuple[tuple[Cell, ...], ...], hours_a_year: float | None) -> Career:
    """Return what the cells of a career's ``statements`` state, without what they say twice in the same words.

    What they say of one thing in others is numbered, and all of it is witnessed; ``hours_a_year`` is as in `hear`.
    """
    seen: dict[bytes, list[Cell]] = {}
    stated: list[tuple[Stated, ...]] = []
    for index, cells in enumerate(statements):
        new = []
        for cell in cells:
            before = seen.setdefault(cell.key, [])
            if not before or not _is_among(cell, before):
                before.append(cell)
                new.append(Stated(cell, index, len(before)))
        stated.append(tuple(new))
    all_stated = [one for new in stated for one in new]
    contradictions = tuple(hear(all_stated, hours_a_year))
    is_odd = any(one.occurrence > 1 or one.cell.status == "unparsed" for one in all_stated)
    return Career(tuple(stated), contradictions, is_odd or bool(contradictions))


def _is_among(cell: Cell, others: Iterable[Cell]) -> bool:
    said = (cell.text, cell.reference_year)
    return any(said == (other.text, other.reference_year) for other in others)
