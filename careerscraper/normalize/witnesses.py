"""The page's own second statements as witnesses of its figures.

A page states many facts twice: the yearly salary in two tables and in the intro, ages and degrees in two tables, experience
as a code and in words, shares that sum to 100; and hourly pay, where the site is known to make it of yearly pay. Elsewhere
the two are of other people, or of other hours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from careerscraper.normalize.observation import Observation

_CENT = 0.0101  # the site rounds both figures
_POINT = 1.0001  # shares are rounded to a tenth, and there are several
_MOST_TOLD = 50  # contradictions of one page: more tell nobody more

#: Two statements of one fact, and whether they agree.
Pair = tuple[Observation, Observation, bool]
#: What is stated of one metric, by career and metric.
Facts = dict[tuple[int, str | None], list[Observation]]


def hear(observations: Sequence[Observation], careers: Sequence[str], hours_a_year: float | None) -> list[str]:
    """Set the witness of each of a page's ``observations``; return what contradicts itself, with both texts and places.

    ``hours_a_year`` are those of which the site makes hourly pay of yearly pay, None if it does not.
    `corroborated` is what at least one other statement agrees with, and none contradicts.
    """
    heard = [one for one in observations if one.cell.is_heard]
    pairs, wholes = find_pairs(heard, hours_a_year), find_wholes(heard)
    for first, second, agrees in pairs:
        _mark((first, second), agrees=agrees)
    for parts, agrees in wholes:
        _mark(parts, agrees=agrees)
    at_odds = (f"{careers[a.statement.career]}: {a} does not agree with {b}" for a, b, agrees in pairs if not agrees)
    sums = (
        f"{careers[p[0].statement.career]}: the parts of {p[0]} do not sum to 100" for p, agrees in wholes if not agrees
    )
    return [*islice(at_odds, _MOST_TOLD), *sums]


def find_pairs(heard: Iterable[Observation], hours_a_year: float | None) -> list[Pair]:
    """Return which of a page's observations that are heard state one fact; ``hours_a_year`` is as in `hear`."""
    facts: Facts = defaultdict(list)
    for one in heard:
        facts[one.statement.career, one.cell.metric].append(one)
    return [*_repeated(facts.values()), *_other_words(facts, hours_a_year)]


def _mark(observations: Iterable[Observation], *, agrees: bool) -> None:
    for one in observations:
        if not agrees:
            one.witness = "contradicted"
        elif one.witness is None:
            one.witness = "corroborated"


def _repeated(facts: Iterable[list[Observation]]) -> Iterator[Pair]:
    """Pair what states one metric of one career, for one year and with one note, more than once with the first that does.

    Where one of them differs, each stands against one that does.
    """
    for fact in facts:
        for first, *others in _grouped(fact) if len(fact) > 1 else ():
            yield from ((first, other, _same(first, other)) for other in others)
            second = next((other for other in others if not _same(first, other)), None)
            if second is not None:
                yield from ((second, o, _same(second, o)) for o in others if o is not second)


def _grouped(fact: list[Observation]) -> Iterable[list[Observation]]:
    groups: dict[tuple[str | None, int | None, str | None], list[Observation]] = defaultdict(list)
    for one in fact:
        groups[one.cell.category, one.cell.reference_year, one.cell.note].append(one)
    return groups.values()


def _same(one: Observation, other: Observation) -> bool:
    a, b = one.cell.reading, other.cell.reading
    return (a.value, a.low, a.high, a.value_text) == (b.value, b.low, b.high, b.value_text)


def _other_words(facts: Facts, hours_a_year: float | None) -> Iterator[Pair]:
    """Pair pay for an hour with pay for a year, and the code of experience with the time that the prose tells."""
    for (career, metric), stated in facts.items():
        if metric == "hourly_wage" and hours_a_year:
            others = facts.get((career, "annual_salary"), [])
            pairs = ((one, other) for one in stated for other in others if _is_of_one_year(one, other))
            yield from ((one, other, _is_hourly(one, other, hours_a_year)) for one, other in pairs)
        elif metric == "years_of_experience":
            others = facts.get((career, "time_to_qualify"), [])
            yield from ((one, other, _same(one, other)) for one in stated for other in others)


def _is_of_one_year(one: Observation, other: Observation) -> bool:
    figures = (one.cell.reading.value, other.cell.reading.value)
    return None not in figures and (one.cell.reference_year, one.cell.note) == (
        other.cell.reference_year,
        other.cell.note,
    )


def _is_hourly(hourly: Observation, yearly: Observation, hours_a_year: float) -> bool:
    hour, year = hourly.cell.reading.value, yearly.cell.reading.value
    return hour is not None and year is not None and abs(year / hours_a_year - hour) <= _CENT


def find_wholes(heard: Iterable[Observation]) -> list[tuple[list[Observation], bool]]:
    """Return the observations of each cell that states percentages in parts, and whether these sum to 100."""
    cells: dict[int, list[Observation]] = {}
    for one in heard:
        if one.cell.unit == "percent" and one.cell.category is not None:
            cells.setdefault(id(one.statement), []).append(one)
    return [
        (parts, abs(sum(part.cell.reading.value or 0.0 for part in parts) - 100) <= _POINT) for parts in cells.values()
    ]
