"""The grammars by name, as `metrics.py` names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from careerscraper.values import counts, money, numbers, percents, ranges, words
from careerscraper.values.reading import Reading, UnreadError

GRAMMARS: Mapping[str, Callable[[str], tuple[Reading, ...]]] = {
    "money": money.money,
    "money_a_year": money.money_a_year,
    "money_an_hour": money.money_an_hour,
    "money_range": money.money_range,
    "count": counts.count,
    "openings": counts.openings,
    "age": numbers.age,
    "percent": percents.percent,
    "score": numbers.score,
    "share": numbers.share,
    "soc_code": numbers.soc_code,
    "duration": ranges.duration,
    "raw": words.raw,
    "text": words.text,
    "text_percent": words.text_percent,
    "shares": words.shares,
}
_UNDECODABLE = "\ufffd"
_OBJECT = "\ufffc"


def read(grammar: str, text: str, codes: Mapping[str, tuple[float, float]]) -> tuple[Reading, ...]:
    """Read the whole ``text`` of a cell by the named grammar; ``codes`` serves the grammar `code`.

    Raises `UnreadError` with the reason if not all of it is understood, if bytes of it could not be decoded, or if it is no text.
    """
    if _UNDECODABLE in text:
        raise UnreadError("undecodable")
    if _OBJECT in text:
        raise UnreadError("no_text")
    return ranges.code(text, codes) if grammar == "code" else GRAMMARS[grammar](text)
