"""What figures of all kinds have in common: digits, scales, bounds, two ends, and what stands before and behind them."""

from __future__ import annotations

import re

from careerscraper.memory import remembering
from careerscraper.values.numbers import number
from careerscraper.values.reading import Reading, UnreadError
from careerscraper.values.tails import joined, read_tail

#: ASCII digits, in groups of three where there are commas at all, with any decimals.
FIGURE = r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]{1,3})?"
SCALE = r"[KM]\b| (?:thousand|million)\b"
TO = r" ?[-–—] ?| to | and "
#: What may stand before a figure: that it is about so much, the lower or the upper end, or the first of two ends.
BEFORE = (
    r"(?:(?P<about>~ ?|≈ ?|(?:about|around|approximately|approx\.?|roughly|nearly|almost) )"
    r"|(?P<least>(?:more than|over|above|at least|starting at|upwards of|this wage is equal to or greater than) |>=? ?|≥ ?)"
    r"|(?P<most>(?:up to|less than|under|below|at most|no more than) |<=? ?|≤ ?)"
    r"|(?P<first>from|between) )?"
)
#: What says behind a figure that it is the lower end.
OPEN = r"(?P<open>\+| (?:or|and) (?:more|above|higher|up|longer)\b)?"
FLAGS = re.IGNORECASE | re.ASCII

_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
#: A figure in thousands or millions, in whatever case.
ROUNDED = rf"[0-9](?:{SCALE})"
_ROUNDED = re.compile(ROUNDED, FLAGS)
_MOST_APART = 100  # `$45-60,000` says less than it means


@remembering(1 << 14)  # asked of every figure
def is_rounded(text: str) -> bool:
    """Tell whether a figure in ``text`` is given in thousands or millions: it cannot confirm or contradict a whole one."""
    return _ROUNDED.search(text) is not None


def begin(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    """Return how ``text`` begins with a figure; raise `UnreadError` if it does not."""
    match = pattern.match(text)
    if match is None:
        raise UnreadError("not_understood")
    return match


def scaled(digits: str, scale: str | None) -> float:
    """Return the figure of ``digits`` in its ``scale``; without one, decimals are cents, of which there are two."""
    _, point, decimals = digits.partition(".")
    if (scale and "," in digits) or (not scale and point and len(decimals) != 2):
        raise UnreadError("not_understood")
    value = number(digits)
    return round(value * _SCALES[scale.strip().lower()], 3) if scale else value


def both_scaled(low: str, low_scale: str | None, high: str, high_scale: str | None) -> tuple[float, float]:
    """Return two ends; a scale that stands once, at the end, is that of both (`$80-120K`), if they are in order then."""
    if high_scale and not low_scale:
        if number(low) >= number(high):
            raise UnreadError("not_understood")
        low_scale = high_scale
    return scaled(low, low_scale), scaled(high, high_scale)


def finish(match: re.Match[str], low: float, high: float | None, known: re.Pattern[str] | None = None) -> Reading:
    """Return the reading of a cell that begins with ``match``: one figure, two ends, or one of them; and what follows.

    ``match`` has the groups of `BEFORE` and `OPEN`, and ``to`` if there may be two ends. ``known`` is as in `read_tail`.
    """
    tail = read_tail(match.string[match.end() :], known)
    note = joined("about" if match["about"] else None, *tail.notes)
    first = (match["first"] or "").lower()
    if high is not None:
        low, high = _ends(match, low, high)
        return Reading(low=low, high=high, reference_year=tail.year, note=note)
    if first == "between" or (match["most"] and match["open"]):
        raise UnreadError("not_understood")
    if match["least"] or match["open"] or first == "from":
        return Reading(low=low, reference_year=tail.year, note=note)
    if match["most"]:
        return Reading(high=low, reference_year=tail.year, note=note)
    return Reading(value=low, reference_year=tail.year, note=note)


def _ends(match: re.Match[str], low: float, high: float) -> tuple[float, float]:
    """Return two ends that are said to be so, and nothing else: `between` goes with `and`."""
    is_between = (match["first"] or "").lower() == "between"
    if match["least"] or match["most"] or match["open"] or is_between != (match["to"].strip().lower() == "and"):
        raise UnreadError("not_understood")
    if low > high:
        raise UnreadError("out_of_range")
    if not is_between and high > _MOST_APART * low > 0:
        raise UnreadError("not_understood")
    return low, high
