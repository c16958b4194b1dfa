"""Figures that stand alone in a cell: `46`, `3.67`, `40.4%`, `15-1252`.

Each function takes the whole text of a cell and raises `UnreadError` unless it understands all of it: ASCII digits, no
sign where none makes sense.
"""

from __future__ import annotations

import re

from careerscraper.values.reading import Reading, UnreadError

_SHARE = re.compile(r"(?P<sign>[+\-−]?)(?P<digits>[0-9]+(?:\.[0-9]+)?) ?%")
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


def age(text: str) -> tuple[Reading, ...]:
    """Read the age of people who work: two digits."""
    return (Reading(value=number(_whole(_AGE, text)[0])),)


def share(text: str) -> tuple[Reading, ...]:
    """Read a part of a whole, from 0 to 100 percent."""
    match = _whole(_SHARE, text)
    value = number(match["digits"])
    if value > _MOST_PERCENT or (value and match["sign"] in ("-", "−")):
        raise UnreadError("out_of_range")
    return (Reading(value=value),)


def score(text: str) -> tuple[Reading, ...]:
    """Read a mark from 0 to 5."""
    mark = number(_whole(_SCORE, text)[0])
    if mark > _BEST_SCORE:
        raise UnreadError("out_of_range")
    return (Reading(value=mark),)


def soc_code(text: str) -> tuple[Reading, ...]:
    """Read the code of an occupation, `15-1252` or with O*NET's two digits more; it is no number, and stays text."""
    return (Reading(value_text=_whole(_SOC_CODE, text)[0]),)
