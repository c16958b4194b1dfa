"""Spans of time: `6-12 months`, `More than 10 years`, `7-8 years post-HS`; and codes for such spans."""

from __future__ import annotations

import re
from collections.abc import Mapping

from careerscraper.values.amounts import BEFORE, FLAGS, OPEN, TO, begin, finish
from careerscraper.values.numbers import number
from careerscraper.values.reading import Reading, UnreadError

#: A duration anywhere in a sentence: from one figure to another, or more than one.
DURATION = re.compile(
    r"(?<![\w$.,-])(?:(?P<low>[0-9]{1,2}) ?[-–] ?(?P<high>[0-9]{1,2})|(?<!no )(?<!not )more than (?P<open>[0-9]{1,2}))"
    r" (?P<unit>month|year)s?\b",
    re.IGNORECASE,
)
_FIGURE = r"[0-9]{1,2}(?:\.5)?"
_UNIT = r"months?|mos?\.?|years?|yrs?\.?"
_SPAN = re.compile(
    rf"{BEFORE}(?P<low>{_FIGURE})(?:(?: (?P<low_unit>{_UNIT}))?(?P<to>{TO})(?P<high>{_FIGURE}))?(?P<plus>\+)?"
    rf" (?P<unit>{_UNIT})(?!\w){OPEN}",
    FLAGS,
)
_OF = re.compile(
    r"post-HS|(?:post|after) high school|(?:of )?(?:(?:higher |formal )?education|training|school|college|study|experience)"
    r"|full-time|(?:in )?total",
    re.IGNORECASE,
)


def duration(text: str) -> tuple[Reading, ...]:
    """Read months or years, as months: one figure, a span of them, or one with an open end."""
    match = begin(_SPAN, text)
    months = _months(match["unit"])
    low = number(match["low"]) * (_months(match["low_unit"]) if match["low_unit"] else months)
    high = number(match["high"]) * months if match["high"] else None
    reading = finish(match, low, high, _OF)
    if not match["plus"]:
        return (reading,)
    if reading.value is None:
        raise UnreadError("not_understood")
    return (Reading(low=low, reference_year=reading.reference_year, note=reading.note),)


def _months(unit: str) -> int:
    return 12 if unit[0] in "yY" else 1


def code(text: str, codes: Mapping[str, tuple[float, float]]) -> tuple[Reading, ...]:
    """Read a site's code for a range by its table ``codes``; a code that is not there is refused, never guessed."""
    if text not in codes:
        raise UnreadError("unknown_code")
    low, high = codes[text]
    return (Reading(low=low, high=high),)
