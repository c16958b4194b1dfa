"""Whole numbers of things: `7,596`, `356,700 jobs`, `about 2.1 million`, `17,000 openings a year`."""

from __future__ import annotations

import re

from careerscraper.values.amounts import BEFORE, FIGURE, FLAGS, OPEN, SCALE, begin, finish, scaled
from careerscraper.values.reading import Reading, UnreadError

_COUNT = rf"{BEFORE}(?P<low>{FIGURE})(?P<scale>{SCALE})?{OPEN}"
_JOBS = re.compile(rf"{_COUNT}(?: (?:jobs|workers|people|positions|employees)\b)?", FLAGS)
_OPENINGS = re.compile(rf"{_COUNT}(?: (?:job )?openings\b)?(?: (?:a|per|each) year\b| annually\b)?", FLAGS)


def count(text: str) -> tuple[Reading, ...]:
    """Read a whole number of jobs."""
    return (_read(_JOBS, text),)


def openings(text: str) -> tuple[Reading, ...]:
    """Read a whole number of openings in a year."""
    return (_read(_OPENINGS, text),)


def _read(pattern: re.Pattern[str], text: str) -> Reading:
    match = begin(pattern, text)
    if "." in match["low"] and not match["scale"]:
        raise UnreadError("not_understood")
    return finish(match, scaled(match["low"], match["scale"]), None)
