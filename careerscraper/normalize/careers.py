"""What a page states of one career, worked out once for all pages that state the same of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from careerscraper.items import Comparison
from careerscraper.normalize.cells import Cell, Column
from careerscraper.normalize.observation import Row, Stated
from careerscraper.normalize.witnesses import Contradiction, hear


class Career(NamedTuple):
    """What a page states of a career: ``cells``, each with its own of the ``witnesses``, and its ``contradictions``.

    ``indexes`` say which of the career's statements each is of, None if each is of its own. ``keys`` are what the ids are made
    of, beside page and career, None if they are the cells' own. It ``is_odd`` if there is an issue.
    """

    columns: tuple[Column, ...]
    hours_a_year: float | None
    cells: tuple[Cell, ...]
    witnesses: tuple[str | None, ...]
    keys: tuple[bytes, ...] | None
    indexes: tuple[int, ...] | None
    contradictions: tuple[Contradiction, ...]
    is_odd: bool

    def stated(self) -> list[Stated]:
        """Return the same one by one, made again: few are asked for, and all that are remembered would fill the memory."""
        return _state(self.columns, self.hours_a_year)[0]


@lru_cache(maxsize=1 << 11)  # a career stands on many pages
def witness_career(columns: tuple[Column, ...], hours_a_year: float | None) -> Career:
    """Return what the statements in a career's ``columns`` state, without what they say twice in the same words.

    What they say of one thing in others is numbered, and all of it is witnessed; ``hours_a_year`` is as in `hear`.
    """
    stated, contradictions = _state(columns, hours_a_year)
    indexes, occurrences = [one.index for one in stated], [one.occurrence for one in stated]
    is_even = indexes == list(range(sum(len(column.cells) for column in columns)))
    return Career(
        columns=columns,
        hours_a_year=hours_a_year,
        cells=tuple([one.cell for one in stated]),
        witnesses=tuple([one.witness for one in stated]),
        keys=tuple([one.cell.key_of(one.occurrence) for one in stated]) if max(occurrences, default=1) > 1 else None,
        indexes=None if is_even else tuple(indexes),
        contradictions=contradictions,
        is_odd=bool(contradictions) or any(one.occurrence > 1 or one.cell.status == "unparsed" for one in stated),
    )


def _state(columns: Iterable[Column], hours_a_year: float | None) -> tuple[list[Stated], tuple[Contradiction, ...]]:
    seen: dict[bytes, list[Cell]] = {}
    stated: list[Stated] = []
    for index, cells in enumerate(cells for column in columns for cells in column.cells):
        for cell in cells:
            before = seen.setdefault(cell.key, [])
            if not before or not _is_among(cell, before):
                before.append(cell)
                stated.append(Stated(cell, index, len(before)))
    return stated, tuple(hear(stated, hours_a_year))


def rows_of(comparison: Comparison, careers: Sequence[Career]) -> list[Row]:
    """Return what is stated of all ``careers`` of a page, in its order, each with its statement."""
    said: list[dict[int, list[Stated]]] = [defaultdict(list) for _ in careers]
    for career, own in zip(careers, said, strict=True):
        for one in career.stated():
            own[one.index].append(one)
    numbers = [count() for _ in careers]
    return [(s, one) for s in comparison.statements for one in said[s.career].get(next(numbers[s.career]), ())]


def _is_among(cell: Cell, others: Iterable[Cell]) -> bool:
    said = (cell.text, cell.reference_year)
    return any(said == (other.text, other.reference_year) for other in others)
