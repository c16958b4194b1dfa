"""The year that a figure is for, and the years between which something is projected."""

from __future__ import annotations

import re
from typing import NamedTuple

_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? )?"
#: A year, or two of them: `2017`, `May 2017`, `2016-2026`, `2022-32`.
DATE = rf"{_MONTH}{_YEAR}(?: ?(?:[-–—]|\bto\b|\band\b) ?{_MONTH}(?:{_YEAR}|[0-9]{{2}}))?"
_ENDS = re.compile(rf"({_YEAR})(.*)", re.DOTALL)
#: The words that may follow a year at the start of a label. Before others it is a name or a number: `2000 hours`, `2022`.
_PAY = r"(?:(?:u\.s\.|us|national|estimated) )?(?:median|mean|average|annual|hourly|salar(?:y|ies)|pay|wages?)\b"
_IN_LABEL = re.compile(rf" ?\( ?{DATE} ?\)|^{_YEAR} (?={_PAY})|, {DATE}$", re.IGNORECASE)


class Dated(NamedTuple):
    """What a text says of time: ``year`` if it is one year, ``period`` in its own words if it is more."""

    year: int | None = None
    period: str | None = None


def read_date(text: str) -> Dated:
    """Return what `DATE`, somewhere in ``text``, says; a span is not one year, and stays words."""
    found = _ENDS.search(text)
    if found is None:
        return Dated()
    if any(letter.isdigit() for letter in found[2]):
        return Dated(period=text.strip(" (),"))
    return Dated(year=int(found[1]))


def date_of_label(label: str) -> Dated:
    """Return what ``label`` says of time: in brackets, behind a comma at its end, or as a year before words of pay."""
    found = _IN_LABEL.findall(label.rstrip(" :*†‡"))
    return read_date(found[0]) if len(found) == 1 else Dated()


def drop_date(label: str) -> str:
    """Return ``label`` without what `date_of_label` reads."""
    return _IN_LABEL.sub("", label)
