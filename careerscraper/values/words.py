"""Cells of words, and words with a percentage: `Bachelor's Degree, 51%`, `Male, 40.4% Female, 59.6%`."""

from __future__ import annotations

import re

from careerscraper.values.footnotes import without_mark
from careerscraper.values.numbers import share
from careerscraper.values.reading import Reading, UnreadError

_PERCENTAGE = r"[0-9]+(?:\.[0-9]+)? ?%"
_TEXT_PERCENT = re.compile(rf"([^%]*[^%,\s]), ({_PERCENTAGE})")
_SHARE = re.compile(rf"\s*([^\W\d_][^%,]*?), ?({_PERCENTAGE})")


def raw(cell: str) -> tuple[Reading, ...]:
    """Take the whole text, whatever it is."""
    return (Reading(value_text=cell),)


def text(cell: str) -> tuple[Reading, ...]:
    """Read words as they stand, but for a footnote mark at their end."""
    return (Reading(value_text=without_mark(cell)),)


def text_percent(cell: str) -> tuple[Reading, ...]:
    """Read words, a comma and the share that they have, in percent."""
    match = _TEXT_PERCENT.fullmatch(cell)
    if match is None:
        raise UnreadError("not_understood")
    return (Reading(value_text=match[1], value=share(match[2])[0].value),)


def shares(cell: str) -> tuple[Reading, ...]:
    """Read a list of `group, share%`, one reading a group; a group that stands twice is refused."""
    if not cell.endswith("%"):  # as most of what `glued.split` tries
        raise UnreadError("not_understood")
    readings, end = [], 0
    while match := _SHARE.match(cell, end):  # one after the other: a search would be slow on a long text
        readings.append(Reading(category=match[1], value=share(match[2])[0].value))
        end = match.end()
    if end != len(cell) or len({reading.category for reading in readings}) != len(readings) or not readings:
        raise UnreadError("not_understood")
    return tuple(readings)
