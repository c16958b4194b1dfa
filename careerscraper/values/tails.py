"""What may follow a figure in its cell: year, footnote mark, and words that qualify it.

Only words that surely leave the figure as it is are taken, and they become a note: `(for zoologists)`, `(PayScale)`. Words
that may change it (another figure, a period, a scale, a currency) are not understood, and neither is the cell.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from careerscraper.values.footnotes import MARKS
from careerscraper.values.reading import UnreadError
from careerscraper.values.years import DATE, Dated, read_date

#: One piece: a mark, something in brackets (that a qualifier may leave open at the end), or words.
_PIECE = re.compile(
    rf" ?[{MARKS}]{{1,3}}| ?\((?P<inner>[^()]+)\)| ?\((?P<open>for [^()]*)\Z|,? (?P<words>[A-Za-z][^(){MARKS}]*)"
)
_MOST_PIECES = 6
_DATED = re.compile(rf"(?:(?:as of|in|from|between) )?(?P<date>{DATE})(?:[,;:]? (?P<rest>.+))?", re.IGNORECASE)
_UNTIL = re.compile(r"(?:by|through|until) (?:19|20)[0-9]{2}", re.IGNORECASE)
_FOR = re.compile(r"for [^\W\d_].*", re.IGNORECASE)
_SOURCE = re.compile(
    r"(?:source: |per |according to )?(?:the )?"
    r"(?:bls|u\.?s\.? bureau of labor statistics|bureau of labor statistics|(?:payscale|salary|indeed|ziprecruiter|glassdoor)"
    r"(?:\.com)?|o\*net)",
    re.IGNORECASE,
)
_ESTIMATE = re.compile(r"est\.|estimated?|approx\.|approximate(?:ly)?", re.IGNORECASE)
#: Words that may change a figure: periods, scales, currencies, statistics, levels, limits.
_UNSURE = re.compile(
    r"[^\w\s,.'’&/-]|[\d_]|\b(?:hour|daily|day|week|month|year|annual|annum|half|double|twice|quarter|dozen|hundred|thousand"
    r"|million|billion|euro|pound|dollar|cents?\b|percent|median|mean\b|average|minimum|maximum|entry|start|begin|junior"
    r"|senior|mid-|experience|part-time|freelance|bonus|tips\b|total|each\b|every\b|both\b|combined|plus\b|minus\b|but\b"
    r"|except|not?\b|less\b|more\b|than\b|low(?:er|est)|high(?:er|est)|top\b|bottom|to\b|or\b)",
    re.IGNORECASE,
)


class Tail(NamedTuple):
    """What follows a figure: the one ``year`` that it is for, and ``notes`` in the cell's own words."""

    year: int | None
    notes: tuple[str, ...]


def read_tail(text: str, known: re.Pattern[str] | None = None) -> Tail:
    """Return what ``text``, all that follows a figure in its cell, says; ``known`` are words that qualify this kind of figure.

    Raises `UnreadError` unless all of it is understood.
    """
    dates: list[Dated] = []
    notes: list[str] = []
    end = 0
    for piece in _pieces(text):
        end = piece.end()
        words = piece["inner"] or piece["open"] or (piece["words"] or "").strip() or None
        if words is None:
            continue
        date, rest = _split_date(words)
        dates += [date] if date else []
        notes += [note for note in (date.period if date else None, rest) if note]
        if rest and not _is_qualifier(rest, known):
            raise UnreadError("not_understood")
    if end != len(text) or text[-1:].isspace() or len(dates) > 1:
        raise UnreadError("not_understood")
    return Tail(dates[0].year if dates else None, tuple(notes))


def _pieces(text: str) -> list[re.Match[str]]:
    pieces: list[re.Match[str]] = []
    end = 0
    while len(pieces) < _MOST_PIECES and (piece := _PIECE.match(text, end)):
        pieces.append(piece)
        end = piece.end()
    return pieces


def _split_date(words: str) -> tuple[Dated | None, str | None]:
    if _UNTIL.fullmatch(words):
        return Dated(period=words), None
    if dated := _DATED.fullmatch(words):
        return read_date(dated["date"]), dated["rest"]
    return None, words


def _is_qualifier(words: str, known: re.Pattern[str] | None) -> bool:
    if any(pattern.fullmatch(words) for pattern in (known, _SOURCE, _ESTIMATE) if pattern):
        return True
    return _FOR.fullmatch(words) is not None and not _UNSURE.search(words)


def joined(*notes: str | None) -> str | None:
    """Return ``notes`` as one text, None if there are none."""
    return "; ".join(dict.fromkeys(filter(None, notes))) or None
