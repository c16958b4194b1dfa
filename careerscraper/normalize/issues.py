"""What is odd about what a page states, said to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from careerscraper.items import Comparison, Issue
from careerscraper.normalize.careers import Career, rows_of
from careerscraper.normalize.observation import Observation
from careerscraper.normalize.witnesses import Contradiction

_MOST_TOLD = 50  # contradictions of one page: more tell nobody more


def find_issues(comparison: Comparison, careers: Sequence[Career]) -> list[Issue]:
    """Return what is odd about what a page states of all of its ``careers``: nothing on nearly every page."""
    if not any(career.is_odd for career in careers):
        return []
    found = [Observation(*row) for row in rows_of(comparison, careers)]
    return [*_of_cells(comparison, found), *_contradictions(comparison, careers)]


def _of_cells(comparison: Comparison, found: Sequence[Observation]) -> Iterator[Issue]:
    for o in found:
        if o.stated.occurrence > 1:
            yield _issue("repeated_label", o, comparison, "stands again with other words")
    for o in found:
        if o.cell.status == "unparsed":
            yield _issue(o.cell.reason or "", o, comparison, "is kept as text only")


def _issue(code: str, o: Observation, comparison: Comparison, what: str) -> Issue:
    s = o.statement
    message = f"{s.label or o.cell.metric!r} of {comparison.careers[s.career]} {what}: {s.text!r}"
    return Issue(code, message, s.table, s.row)


def _contradictions(comparison: Comparison, careers: Sequence[Career]) -> Iterator[Issue]:
    """Yield the contradictions with both texts and places, in the order in which the page states the facts; then sums."""
    places: list[list[int]] = [[] for _ in careers]
    for place, statement in enumerate(comparison.statements):
        places[statement.career].append(place)

    def rank(found: tuple[int, Contradiction]) -> tuple[bool, int]:
        career, one = found
        return one.is_of_two, places[career][one.since]

    def say(found: tuple[int, Contradiction]) -> str:
        career, one = found
        first, *others = [Observation(comparison.statements[places[career][p.index]], p) for p in one.parties]
        what = f"the parts of {first} do not sum to 100" if one.is_sum else f"{first} does not agree with {others[0]}"
        return f"{comparison.careers[career]}: {what}"

    found = sorted(((n, one) for n, career in enumerate(careers) for one in career.contradictions), key=rank)
    at_odds, sums = (one for one in found if not one[1].is_sum), (one for one in found if one[1].is_sum)
    return (Issue("contradiction", say(one)) for one in (*islice(at_odds, _MOST_TOLD), *sums))
