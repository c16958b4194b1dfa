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
_Span = tuple[int, int]


class _Name(NamedTuple):
    """How a career's name begins, in lower case, and all of it, in whatever case and number."""

    start: str
    pattern: re.Pattern[str]


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
    if low is None or not name.start.isascii():
        return [match.span() for match in name.pattern.finditer(text)]
    spans: list[_Span] = []
    place = low.find(name.start)
    while place >= 0:
        if match := name.pattern.match(text, place):
            spans.append(match.span())
            place = match.end() - 1
        place = low.find(name.start, place + 1)
    return spans


def _begins_name(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    words = before.split()
    # At nearly all places the last word tells.
    return not words or words[-1].lower() in _WORDS_BEFORE or _BEFORE_NAME.search(before) is not None


@lru_cache(maxsize=4096)  # a career stands on many pages, and to compile costs more than to search
def _name(career: str) -> _Name:
    words = re.findall(r"[^\s,/]+", career)
    # With as few branches as can be: they make it twice as dear.
    plurals = (re.escape(w[:-1]) + "(?:ys?|ies)" if w[-1:] in "yY" else re.escape(w) + "(?:e?s)?" for w in words)
    whole = r"[\s,/]+".join(plurals)
    start = words[0][:-1] if words[0][-1] in "yY" else words[0]
    return _Name(start.lower(), re.compile(rf"(?<!\w){whole}(?!\w)", re.IGNORECASE))
