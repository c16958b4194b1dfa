"""The careers of a page as its prose names them: in lower case, with odd plurals ("delivery drivers, contractor")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

#: The words that may stand before a career's name. After another, it is part of a longer name: "a line cook".
_WORDS_BEFORE = frozenset(
    "a an the of for as and or both either while than that do become becoming".split()  # noqa: SIM905
)
_BEFORE_NAME = re.compile(rf"(?:^|[,;:(]|\b(?:{'|'.join(sorted(_WORDS_BEFORE))}))\s*$", re.IGNORECASE)
_LOOK_BACK = 20  # letters: enough for any of _BEFORE_NAME
#: The letters beyond ASCII that are one of it, or two, in another case.
_ODD_CASE = re.compile("[\u0130\u0131\u017f\u212a]")
_WORDS = re.compile(r"[^\s,/]+")
_BREAK = re.compile(r"[\s,/]+")
_Span = tuple[int, int]


class _Name(NamedTuple):
    """The words of a career's name, in lower case if that is certain: of each the stem, and what may end it, in either number."""

    words: tuple[tuple[str, tuple[str, ...]], ...]
    is_ascii: bool


class Mentions(NamedTuple):
    """Where the name of each career stands in a ``text``, by position on the page: no two in one place."""

    text: str
    spans: Sequence[tuple[int, Sequence[_Span]]]

    def careers(self) -> dict[int, int]:
        """Return the careers that are mentioned, and where each stands first, in the order of the text."""
        found: dict[int, int] = {}
        for place, spans in self.spans:
            first = next((start for start, _ in spans if _begins_name(self.text, start)), None)
            if first is not None:
                found[place] = first
        return dict(sorted(found.items(), key=itemgetter(1)))

    def without(self) -> str:
        """Return the text without the names of careers: "school teacher" speaks of no school."""
        text = self.text
        for start, end in sorted((span for _, spans in self.spans for span in spans), reverse=True):
            text = text[:start] + text[end:]
        return text


class Names:
    """Finds the page's careers in its prose, whatever their case and plural."""

    def __init__(self, careers: Sequence[str]) -> None:
        # The longest first, so that "debt collector" is not taken for "collector".
        order = sorted(range(len(careers)), key=lambda place: -len(careers[place]))
        self._names = [(place, _name(careers[place])) for place in order]

    def mentions(self, text: str) -> Mentions:
        """Find the careers that ``text`` mentions."""
        low = None if not text.isascii() and _ODD_CASE.search(text) else text.lower()
        found: list[tuple[int, list[_Span]]] = []
        taken: list[_Span] = []
        for place, name in self._names:
            spans = _spans(name, text, low)
            if taken and spans:
                spans = [(s, e) for s, e in spans if not any(s < end and start < e for start, end in taken)]
            taken += spans
            found.append((place, spans))
        return Mentions(text, found)


def _spans(name: _Name, text: str, low: str | None) -> list[_Span]:
    """Return where ``name`` stands in ``text``: to look for how it begins is far cheaper than to try the whole anywhere."""
    if low is None or not name.is_ascii:
        return [match.span() for match in _pattern(name).finditer(text)]
    spans: list[_Span] = []
    start = name.words[0][0]
    place = low.find(start)
    while place >= 0:
        end = -1 if place and _is_of_word(low[place - 1]) else _end(name, low, place)
        if end >= 0:
            spans.append((place, end))
            place = end - 1
        place = low.find(start, place + 1)
    return spans


def _end(name: _Name, low: str, place: int) -> int:
    """Return where ``name`` ends that begins at ``place``; -1 if something else stands there."""
    for number, (stem, endings) in enumerate(name.words):
        if number:
            gap = _BREAK.match(low, place)
            place = gap.end() if gap else len(low)
        if not low.startswith(stem, place):
            return -1
        begins = place + len(stem)
        for ending in endings:
            place = begins + len(ending)
            if low.startswith(ending, begins) and not _is_of_word(low[place : place + 1]):
                break
        else:
            return -1
    return place


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _begins_name(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    words = before.split()
    # At nearly all places the last word tells.
    return not words or words[-1].lower() in _WORDS_BEFORE or _BEFORE_NAME.search(before) is not None


@lru_cache(maxsize=4096)  # a career stands on many pages
def _name(career: str) -> _Name:
    words = _WORDS.findall(career.lower() if career.isascii() else career)
    parts = [(word[:-1], ("ies", "ys", "y")) if word[-1] in "yY" else (word, ("es", "s", "")) for word in words]
    return _Name(tuple(parts), career.isascii())


@lru_cache(maxsize=256)
def _pattern(name: _Name) -> re.Pattern[str]:
    """Return what finds the same in text of letters that have other cases than these: to compile it costs more than to search."""
    whole = r"[\s,/]+".join(rf"{re.escape(stem)}(?:{'|'.join(endings)})" for stem, endings in name.words)
    return re.compile(rf"(?<!\w){whole}(?!\w)", re.IGNORECASE)
