"""Spans of time as people write and read them: `7d`, `36h`; "3 days"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from careerscraper.errors import UsageError

_AGE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([smhdw])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def parse_age(text: str) -> timedelta:
    """Return the time that ``text`` says (`7d`, `36h`, `90m`, `30s`, `2w`); raise `UsageError` if it says none."""
    found = _AGE.fullmatch(text)
    if not found:
        raise UsageError(f"{text!r} is no age: give a number and one of {', '.join(_UNITS)}, as in 7d or 36h")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def ago(time: datetime | None) -> str:
    """Return how long ago ``time`` (UTC) was, in its greatest unit of which there are two or more."""
    if time is None:
        return "-"
    passed = max(datetime.now(UTC) - time, timedelta(0))
    for unit in ("days", "hours", "minutes"):
        if (count := passed // timedelta(**{unit: 1})) > 1:
            return f"{count} {unit}"
    return f"{passed // timedelta(seconds=1)} seconds"
