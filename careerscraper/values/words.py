"""Cells of words, and words with a percentage: `Bachelor's Degree, 51%`, `Male, 40.4% Female, 59.6%`."""

from __future__ import annotations

import re

from careerscraper.values.numbers import percent
from careerscraper.values.reading import Reading, UnreadError

_PERCENTAGE = r"[0-9]+(?:\.[0-9]+)? ?%"
_TEXT_PERCENT = re.compile(rf"([^%]*[^%,\s]), ?({_PERCENTAGE})")
_SHARE = re.compile(rf"\s*([^\W\d_][^%,]*?), ?({_PERCENTAGE})")
_MOST_PERCENT = 100.0


def text(cell: str) -> tuple[Reading, ...]:
    """Read words as they stand."""
    return (Reading(value_text=cell),)


def text_percent(cell: str) -> tuple[Reading, ...]:
    """Read words, a comma and the share that they have, in percent."""
    match = _TEXT_PERCENT.fullmatch(cell)
    if match is None:
        raise UnreadError("not_understood")
    return (Reading(value_text=match[1], value=_share(match[2])),)


def shares(cell: str) -> tuple[Reading, ...]:
    """Read a list of `group, share%`, one reading a group; a group that stands twice is refused."""
    readings, end = [], 0
    while match := _SHARE.match(cell, end):  # one after the other: a search would be slow on a long text
        readings.append(Reading(category=match[1], value=_share(match[2])))
        end = match.end()
    if end != len(cell) or len({reading.category for reading in readings}) != len(readings) or not readings:
        raise UnreadError("not_understood")
    return tuple(readings)


def _share(text: str) -> float:
    (reading,) = percent(text)
    if reading.value is None or reading.value > _MOST_PERCENT:
        raise UnreadError("out_of_range")
    return reading.value
