"""Figures that stand alone in a cell: `$43,251`, `-8%`, `7,596`, `3.67`.

Each function takes the whole text of a cell and raises `UnreadError` unless it understands all of it:
ASCII digits, groups of three where there are commas at all, no sign where none makes sense.
"""

from __future__ import annotations

import re

from careerscraper.values.reading import Reading, UnreadError

_DIGITS = r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)"
_COUNT = re.compile(_DIGITS)
_MONEY = re.compile(rf"\$ ?({_DIGITS}(?:\.[0-9]{{2}})?)")
_PERCENT = re.compile(r"([+\-−]?)([0-9]+(?:\.[0-9]+)?) ?%")
_AGE = re.compile(r"[1-9][0-9]")
_SCORE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SOC_CODE = re.compile(r"[0-9]{2}-[0-9]{4}(?:\.[0-9]{2})?")
_MOST_DIGITS = 15  # more do not fit a float64 exactly
_BEST_SCORE = 5.0
_MOST_PERCENT = 100.0


def number(digits: str) -> float:
    """Return the figure that ``digits`` spells, commas allowed; raise `UnreadError` if a float64 cannot hold it."""
    plain = digits.replace(",", "")
    if len(plain.replace(".", "")) > _MOST_DIGITS:
        raise UnreadError("out_of_range")
    return float(plain)


def _whole(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise UnreadError("not_understood")
    return match


def money(text: str) -> tuple[Reading, ...]:
    """Read dollars, with two digits of cents or none."""
    return (Reading(value=number(_whole(_MONEY, text)[1])),)


def count(text: str) -> tuple[Reading, ...]:
    """Read a whole number of things."""
    return (Reading(value=number(_whole(_COUNT, text)[0])),)


def age(text: str) -> tuple[Reading, ...]:
    """Read the age of people who work: two digits."""
    return (Reading(value=number(_whole(_AGE, text)[0])),)


def percent(text: str) -> tuple[Reading, ...]:
    """Read a percentage, with its sign; it stays a percentage."""
    sign, digits = _whole(_PERCENT, text).groups()
    value = number(digits) * (-1 if sign in ("-", "−") else 1)
    return (Reading(value=value + 0.0),)  # + 0.0: there is no -0 %


def share(text: str) -> tuple[Reading, ...]:
    """Read a part of a whole, from 0 to 100 percent."""
    (reading,) = percent(text)
    if reading.value is None or not 0 <= reading.value <= _MOST_PERCENT:
        raise UnreadError("out_of_range")
    return (reading,)


def score(text: str) -> tuple[Reading, ...]:
    """Read a mark from 0 to 5."""
    mark = number(_whole(_SCORE, text)[0])
    if mark > _BEST_SCORE:
        raise UnreadError("out_of_range")
    return (Reading(value=mark),)


def soc_code(text: str) -> tuple[Reading, ...]:
    """Read the code of an occupation, `15-1252` or with O*NET's two digits more; it is no number, and stays text."""
    return (Reading(value_text=_whole(_SOC_CODE, text)[0]),)
