"""Dollars: `$43,251`, `$83K`, `$80,000 – $120,000`, `$280,000+`, `~$90/hour`, `$63,270 (for zoologists)`.

A period in the cell has to be that of the metric: pay for an hour is never made into pay for a year.
"""

from __future__ import annotations

import re

from careerscraper.values.amounts import BEFORE, FIGURE, FLAGS, OPEN, SCALE, TO, begin, both_scaled, finish, scaled
from careerscraper.values.reading import Reading, UnreadError

_PERIODS = {
    **dict.fromkeys(("hour", "hr", "hourly"), "hour"),
    **dict.fromkeys(("year", "yr", "annum", "yearly", "annual", "annually"), "year"),
    **dict.fromkeys(("month", "mo", "monthly"), "month"),
    **dict.fromkeys(("week", "wk", "weekly"), "week"),
    **dict.fromkeys(("day", "daily"), "day"),
}
_PERIOD = rf"(?: ?/ ?|,? \(?(?:(?:per|an?|each) )?)(?P<period>{'|'.join(_PERIODS)})\b\.?\)?"
_MONEY = re.compile(
    rf"{BEFORE}(?:US)?\$ ?(?P<low>{FIGURE})(?P<low_scale>{SCALE})?"
    rf"(?:(?P<to>{TO})(?:(?:US)?\$ ?)?(?P<high>{FIGURE})(?P<high_scale>{SCALE})?)?{OPEN}(?: USD\b)?(?:{_PERIOD})?",
    FLAGS,
)


def money(text: str) -> tuple[Reading, ...]:
    """Read dollars that are for no period."""
    return (_read(text, None),)


def money_a_year(text: str) -> tuple[Reading, ...]:
    """Read dollars for a year."""
    return (_read(text, "year"),)


def money_an_hour(text: str) -> tuple[Reading, ...]:
    """Read dollars for an hour."""
    return (_read(text, "hour"),)


def money_range(text: str) -> tuple[Reading, ...]:
    """Read from low to high dollars for a year; one end may be open, but one figure is no range."""
    reading = _read(text, "year")
    if reading.value is not None:
        raise UnreadError("not_understood")
    return (reading,)


def _read(text: str, period: str | None) -> Reading:
    match = begin(_MONEY, text)
    if match["high"]:
        low, high = both_scaled(match["low"], match["low_scale"], match["high"], match["high_scale"])
        reading = finish(match, low, high)
    else:
        reading = finish(match, scaled(match["low"], match["low_scale"]), None)
    if match["period"] and _PERIODS[match["period"].lower()] != period:
        raise UnreadError("unit_differs")
    return reading
