"""What contradicts itself on a page, said to people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from careerscraper.items import Comparison
from careerscraper.normalize.careers import Career
from careerscraper.normalize.observation import Observation
from careerscraper.normalize.witnesses import Contradiction

_MOST_TOLD = 50  # of one page: more tell nobody more


def tell(comparison: Comparison, careers: Sequence[Career]) -> list[str]:
    """Return the contradictions of a page's ``careers`` with both texts and places, in the order in which it states the facts."""
    if not any(career.contradictions for career in careers):
        return []
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
    return [say(one) for one in (*islice(at_odds, _MOST_TOLD), *sums)]
