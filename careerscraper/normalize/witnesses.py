"""The page's own second statements as witnesses of its figures.

A page states many facts twice: the yearly salary in two tables and in the intro, ages and degrees in two tables, experience
as a code and in words, shares that sum to 100; and hourly pay, where the site is known to make it of yearly pay. Elsewhere
the two are of other people, or of other hours. One career is no witness of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from careerscraper.normalize.observation import Stated

_CENT = 0.0101  # the site rounds both figures
_POINT = 1.0001  # shares are rounded to a tenth, and there are several

#: Two statements of one fact, and whether they agree.
Pair = tuple[Stated, Stated, bool]
#: What is stated of one career, by metric.
_Facts = Mapping[str | None, list[Stated]]


class Contradiction(NamedTuple):
    """Two statements of one fact that do not agree; or, where it ``is_sum``, the parts of a cell that do not sum to 100.

    ``is_of_two`` says that the two are of two metrics, ``since`` which of the career's statements is the first of the fact.
    """

    is_sum: bool
    is_of_two: bool
    since: int
    parties: tuple[Stated, ...]


def hear(stated: Iterable[Stated], hours_a_year: float | None) -> list[Contradiction]:
    """Set the witness of each of what a page has ``stated`` of one career; return what contradicts itself.

    ``hours_a_year`` are those of which the site makes hourly pay of yearly pay, None if it does not.
    `corroborated` is what at least one other statement agrees with, and none contradicts.
    """
    heard = [one for one in stated if one.cell.is_heard]
    facts = _facts(heard)
    pairs, wholes = _pairs(facts, hours_a_year), find_wholes(heard)
    for first, second, agrees in pairs:
        _mark((first, second), agrees=agrees)
    for parts, agrees in wholes:
        _mark(parts, agrees=agrees)
    return [
        *(_at_odds(first, second, facts) for first, second, agrees in pairs if not agrees),
        *(Contradiction(True, False, parts[0].index, tuple(parts)) for parts, agrees in wholes if not agrees),
    ]


def find_pairs(heard: Iterable[Stated], hours_a_year: float | None) -> list[Pair]:
    """Return which of a page's statements of one career that are heard state one fact; ``hours_a_year`` is as in `hear`."""
    return _pairs(_facts(heard), hours_a_year)


def _facts(heard: Iterable[Stated]) -> _Facts:
    facts: dict[str | None, list[Stated]] = defaultdict(list)
    for one in heard:
        facts[one.cell.metric].append(one)
    return facts


def _pairs(facts: _Facts, hours_a_year: float | None) -> list[Pair]:
    return [*_repeated(facts.values()), *_other_words(facts, hours_a_year)]


def _at_odds(first: Stated, second: Stated, facts: _Facts) -> Contradiction:
    metric = first.cell.metric
    return Contradiction(False, metric != second.cell.metric, facts[metric][0].index, (first, second))


def _mark(stated: Iterable[Stated], *, agrees: bool) -> None:
    for one in stated:
        if not agrees:
            one.witness = "contradicted"
        elif one.witness is None:
            one.witness = "corroborated"


def _repeated(facts: Iterable[Sequence[Stated]]) -> Iterator[Pair]:
    """Pair what states one part of a metric, for one year and with one note, more than once with the first that does.

    Where one of them differs, each stands against one that does.
    """
    for fact in facts:
        for first, *others in _groups(fact) if len(fact) > 1 else ():
            yield from ((first, other, _same(first, other)) for other in others)
            second = next((other for other in others if not _same(first, other)), None)
            if second is not None:
                yield from ((second, o, _same(second, o)) for o in others if o is not second)


def _groups(fact: Iterable[Stated]) -> list[list[Stated]]:
    """Return what is stated of one part, for one year and with one note, where that is more than one statement."""
    groups: dict[tuple[str | None, int | None, str | None], list[Stated]] = defaultdict(list)
    for one in fact:
        cell = one.cell
        groups[cell.category, cell.reference_year, cell.note].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _same(one: Stated, other: Stated) -> bool:
    a, b = one.cell, other.cell
    return (a.value, a.low, a.high, a.value_text) == (b.value, b.low, b.high, b.value_text)


def _other_words(facts: _Facts, hours_a_year: float | None) -> Iterator[Pair]:
    """Pair pay for an hour with pay for a year, and the code of experience with the time that the prose tells."""
    for metric, stated in facts.items():
        if metric == "hourly_wage" and hours_a_year:
            others = facts.get("annual_salary", [])
            pairs = ((one, other) for one in stated for other in others if _is_of_one_year(one, other))
            yield from ((one, other, _is_hourly(one, other, hours_a_year)) for one, other in pairs)
        elif metric == "years_of_experience":
            others = facts.get("time_to_qualify", [])
            yield from ((one, other, _same(one, other)) for one in stated for other in others)


def _is_of_one_year(one: Stated, other: Stated) -> bool:
    figures = (one.cell.value, other.cell.value)
    dates = ((one.cell.reference_year, one.cell.note), (other.cell.reference_year, other.cell.note))
    return None not in figures and dates[0] == dates[1]


def _is_hourly(hourly: Stated, yearly: Stated, hours_a_year: float) -> bool:
    hour, year = hourly.cell.value, yearly.cell.value
    return hour is not None and year is not None and abs(year / hours_a_year - hour) <= _CENT


def find_wholes(heard: Iterable[Stated]) -> list[tuple[list[Stated], bool]]:
    """Return what is stated in each cell of a career that states percentages in parts, and whether these sum to 100."""
    cells: dict[int, list[Stated]] = defaultdict(list)
    for one in heard:
        if one.cell.unit == "percent" and one.cell.category is not None:
            cells[one.index].append(one)
    return [(parts, abs(sum(part.cell.value or 0.0 for part in parts) - 100) <= _POINT) for parts in cells.values()]
