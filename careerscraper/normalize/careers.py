"""What a page states of one career, all of it together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from careerscraper.items import Comparison
from careerscraper.normalize.cells import Cell, Meaning
from careerscraper.normalize.observation import Row, Stated
from careerscraper.normalize.witnesses import Contradiction, hear


class Career(NamedTuple):
    """What a page states of a career: ``cells``, each with its own of the ``witnesses``, and its ``contradictions``.

    ``indexes`` say which of the career's statements each is of, None if each is of its own. ``keys`` are what the ids are made
    of, beside page and career, None if they are the cells' own. It ``is_odd`` if there is an issue.
    """

    statements: Sequence[Meaning]
    hours_a_year: float | None
    cells: list[Cell]
    witnesses: list[str | None]
    keys: list[bytes] | None
    indexes: list[int] | None
    contradictions: list[Contradiction]
    is_odd: bool

    def stated(self) -> list[Stated]:
        """Return the same one by one, made again: few are asked for, and there are thousands in a batch."""
        stated = _state(self.statements)
        hear(stated, self.hours_a_year)
        return stated


def witness_career(statements: Sequence[Meaning], hours_a_year: float | None) -> Career:
    """Return what the ``statements`` of a career state, without what they say twice in the same words.

    What they say of one thing in others is numbered, and all of it is witnessed; ``hours_a_year`` is as in `hear`.
    """
    stated = _state(statements)
    contradictions = hear(stated, hours_a_year)
    indexes, is_again = [one.index for one in stated], max([one.occurrence for one in stated], default=1) > 1
    return Career(
        statements=statements,
        hours_a_year=hours_a_year,
        cells=[one.cell for one in stated],
        witnesses=[one.witness for one in stated],
        keys=[one.cell.key_of(one.occurrence) for one in stated] if is_again else None,
        indexes=None if indexes == list(range(len(statements))) else indexes,
        contradictions=contradictions,
        is_odd=bool(contradictions) or is_again or "unparsed" in [one.cell.status for one in stated],
    )


def _state(statements: Iterable[Meaning]) -> list[Stated]:
    seen: dict[bytes, list[Cell]] = {}
    stated: list[Stated] = []
    for index, cells in enumerate(statements):
        for cell in cells:
            before = seen.setdefault(cell.key, [])
            if not before or not _is_among(cell, before):
                before.append(cell)
                stated.append(Stated(cell, index, len(before)))
    return stated


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
