"""Two cells that a text extractor has joined without anything between: `7,59630,523`, `--10%`, `TechnologyFinance`.

The border is where the grammar of the row's metric takes both sides for cells, and nowhere else. What may stand apart in
more than one place is left to whoever knows more. Every cell is taken to leave a trace: sites write `-` where they have no
figure, and an empty cell beside `-8%` could not be told from a `-` beside `8%`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import pairwise

from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading, UnreadError

Cells = tuple[str, str]

_MISSING = "-"
_DASHES = "-–—"  # the same as others write it: no name begins or ends with one
_BESIDE_DASH = re.compile(rf"[{_DASHES}]|[^{_DASHES}](?:.*[^{_DASHES}])?")
_MOST_LETTERS = 500  # two lists of shares have 350
_HUNDRED, _ROUNDED = 100.0, 1.0001  # shares are rounded to a tenth, and there are several
#: `Norfolk, VABoise, ID`: a state's two capitals end the first place. The small letter keeps them from being the first two
#: of three: `Dunn, LLCPike, LP`.
_PLACES = re.compile(r"([^,]+, [A-Z]{2})([A-Z][a-z'’][^,]*, [A-Z]{2})")
_BEFORE_NAMES = " &-"
_SUMS = "shares"


def split(grammar: str, glued: str, codes: Mapping[str, tuple[float, float]]) -> list[Cells]:
    """Return the ways in which ``glued`` may be two cells of a metric whose ``grammar`` is named; [] if there is none.

    Each cell is `-` or has to be understood whole, by ``codes`` where the grammar is `code`. Each list of shares has to sum
    to 100: what does not may be the parts of one list.
    """
    if len(glued) > _MOST_LETTERS:
        return []
    cuts = _cut_words(glued) if grammar == "text" else [(glued[:cut], glued[cut:]) for cut in range(1, len(glued))]
    known = tuple(sorted(codes.items()))
    return [cells for cells in cuts if all(_is_cell(grammar, cell, known) for cell in cells)]


@lru_cache(maxsize=1 << 14)
def _is_cell(grammar: str, text: str, codes: Collection[tuple[str, tuple[float, float]]]) -> bool:
    if text == _MISSING:
        return True
    if text != text.strip():
        return False
    try:
        readings = read(grammar, text, dict(codes))
    except UnreadError:
        return False
    return grammar != _SUMS or _sums_to_100(readings)


def _sums_to_100(readings: tuple[Reading, ...]) -> bool:
    return abs(sum(reading.value or 0.0 for reading in readings) - _HUNDRED) <= _ROUNDED


def _cut_words(glued: str) -> list[Cells]:
    """Cut names at a `-` at one end, behind a state's capitals, or at their one border: a small letter, then a capital.

    There is none where anything else within a word may begin a name, too: another capital (`VeltOVR`), or a digit
    (`PineMart7-Day`).
    """
    if glued != glued.strip(_DASHES):
        cuts = {(glued[:1], glued[1:]), (glued[:-1], glued[-1:])}
        return [cells for cells in cuts if all(map(_BESIDE_DASH.fullmatch, cells))]
    if places := _PLACES.fullmatch(glued):
        return [(places[1], places[2])]
    borders = [at for at, pair in enumerate(pairwise(glued), 1) if _may_part(*pair)]
    return [(glued[:at], glued[at:]) for at in borders if len(borders) == 1 and _parts(glued[at - 1], glued[at])]


def _may_part(before: str, letter: str) -> bool:
    within_number = before.isdecimal() and letter.isdecimal()
    return letter.isalnum() and not letter.islower() and not within_number and before not in _BEFORE_NAMES


def _parts(before: str, letter: str) -> bool:
    return before.islower() and letter.isupper()
