"""Growth in percent: `-8%`, `44.5 percent`, `37% growth`, `9% (2022-2032)`, `5% (as fast as average)`."""

from __future__ import annotations

import re

from careerscraper.values.amounts import BEFORE, FLAGS, begin, finish
from careerscraper.values.numbers import number
from careerscraper.values.reading import Reading, UnreadError

_FIGURE = r"[0-9]+(?:\.[0-9]+)?"
_FALL = r"decline|decrease|drop|loss"
# There is nothing open (`8%+`) and no range with a sign or two: what is glued, `8%+4%`, would part in several ways.
_PERCENT = re.compile(
    rf"{BEFORE}(?P<sign>[+−-]?)(?P<low>{_FIGURE})(?:(?P<to> ?[-–—] ?| to )(?P<high>{_FIGURE}))?"
    rf"(?: ?%| per ?cent\b)(?P<open>(?!))?(?: (?:(?:projected )?(?:job|employment) )?(?:growth|increase|(?P<fall>{_FALL}))\b)?"
    r"(?! (?:much|significantly|faster|slower|higher|lower)\b)",  # `5% faster than average` says by how much
    FLAGS,
)
_OUTLOOK = re.compile(
    rf"(?:(?:much |significantly )?(?:faster|slower|higher|lower) than (?:the )?(?:national )?average|(?:about )?as fast as "
    rf"(?:the )?average|average|little or no change|growth|increase|{_FALL})",
    re.IGNORECASE,
)
_FALLS = re.compile(_FALL, re.IGNORECASE)


def percent(text: str) -> tuple[Reading, ...]:
    """Read a percentage, with its sign; it stays a percentage. A decline is below zero, whether it has its sign or not."""
    match = begin(_PERCENT, text)
    falls = match["sign"] in ("-", "−") or match["fall"] is not None
    if (match["high"] and (falls or match["sign"])) or (match["sign"] == "+" and falls):
        raise UnreadError("not_understood")
    low = number(match["low"]) * (-1 if falls else 1) + 0.0  # + 0.0: there is no -0 %
    reading = finish(match, low, number(match["high"]) if match["high"] else None, _OUTLOOK)
    if not falls and _FALLS.search(reading.note or ""):
        raise UnreadError("not_understood")  # `2% (decline)`: the sign is missing, or the word is wrong
    return (reading,)
