"""From low to high: `Between $34,000 And $54,000`, `6-12 months`, `More than 10 years`, and codes for such ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping

from careerscraper.values.numbers import money, number
from careerscraper.values.reading import Reading, UnreadError

_BETWEEN = re.compile(r"between (\S+) and (\S+)", re.IGNORECASE)
#: A duration anywhere in a sentence; the grammar `duration` wants it to be the whole text.
DURATION = re.compile(
    r"(?<![\w$.,-])(?:(?P<low>[0-9]{1,2}) ?[-–] ?(?P<high>[0-9]{1,2})|(?<!no )(?<!not )more than (?P<open>[0-9]{1,2}))"
    r" (?P<unit>month|year)s?\b",
    re.IGNORECASE,
)
_MONTHS = {"month": 1, "year": 12}


def money_range(text: str) -> tuple[Reading, ...]:
    """Read `Between $low And $high`, in dollars; low must not be above high."""
    match = _BETWEEN.fullmatch(text)
    if match is None:
        raise UnreadError("not_understood")
    (low,), (high,) = money(match[1]), money(match[2])
    return (_ordered(low.value, high.value),)


def duration(text: str) -> tuple[Reading, ...]:
    """Read a span of months or years as months; `More than …` has no upper end."""
    match = DURATION.fullmatch(text)
    if match is None:
        raise UnreadError("not_understood")
    months = _MONTHS[match["unit"].lower()]
    if match["open"]:
        return (Reading(low=number(match["open"]) * months),)
    return (_ordered(number(match["low"]) * months, number(match["high"]) * months),)


def code(text: str, codes: Mapping[str, tuple[float, float]]) -> tuple[Reading, ...]:
    """Read a site's code for a range by its table ``codes``; a code that is not there is refused, never guessed."""
    if text not in codes:
        raise UnreadError("unknown_code")
    low, high = codes[text]
    return (Reading(low=low, high=high),)


def _ordered(low: float | None, high: float | None) -> Reading:
    if low is None or high is None or low > high:
        raise UnreadError("out_of_range")
    return Reading(low=low, high=high)
