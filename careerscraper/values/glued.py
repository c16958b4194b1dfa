"""Two cells that a text extractor has joined without anything between: `7,59630,523`, `--10%`, `TechnologyFinance`.

The border is where the grammar of the row's metric takes both sides for cells, and nowhere else. What may stand apart in
more than one place is left to whoever knows more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import pairwise

from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading, UnreadError

Cells = tuple[str, str]

_MISSING = "-"  # what stands for a cell without a figure: an empty one would leave no trace
_MOST_LETTERS = 1000
_HUNDRED, _ROUNDED = 100.0, 1.0
#: `Norfolk, VABoise, ID`: a state's two capitals end the first place.
_PLACES = re.compile(r"([^,]+, [A-Z]{2})([^,]+, [A-Z]{2})")
_BEFORE_CAPITALS = " &-"
_SUMS = "shares"


def split(grammar: str, glued: str, codes: Mapping[str, tuple[float, float]]) -> list[Cells]:
    """Return the ways in which ``glued`` may be two cells of a metric whose ``grammar`` is named; [] if there is none.

    Each cell is `-` or has to be understood whole, by ``codes`` where the grammar is `code`. Lists of shares that can be
    split in several ways are split where both sum to 100, as each has to.
    """
    if len(glued) > _MOST_LETTERS:
        return []
    if grammar == "text":
        return _split_words(glued)
    cuts = [(glued[:cut], glued[cut:]) for cut in range(1, len(glued))]
    known = tuple(sorted(codes.items()))
    ways = [cells for cells in cuts if all(_is_cell(grammar, cell, known) for cell in cells)]
    if grammar == _SUMS and len(ways) > 1:
        ways = [cells for cells in ways if all(_sums_to_100(read(grammar, cell, {})) for cell in cells)]
    return ways


@lru_cache(maxsize=1 << 14)
def _is_cell(grammar: str, text: str, codes: Collection[tuple[str, tuple[float, float]]]) -> bool:
    if text == _MISSING:
        return True
    if text != text.strip():
        return False
    try:
        read(grammar, text, dict(codes))
    except UnreadError:
        return False
    return True


def _sums_to_100(readings: tuple[Reading, ...]) -> bool:
    return abs(sum(reading.value or 0.0 for reading in readings) - _HUNDRED) <= _ROUNDED


def _split_words(glued: str) -> list[Cells]:
    """Split names at a `-` at one end, behind a state's capitals, or at their one border: a small letter, then a capital.

    There is none where another capital stands within a word: it may be the border, too (`VeltOVR`).
    """
    if glued == 2 * _MISSING:
        return [(_MISSING, _MISSING)]
    rest = glued.strip(_MISSING)
    if rest != glued:
        ways = [(_MISSING, rest), (rest, _MISSING)]
        return [cells for cells in ways if "".join(cells) == glued]
    if places := _PLACES.fullmatch(glued):
        return [(places[1], places[2])]
    pairs = enumerate(pairwise(glued), 1)
    capitals = [(at, before) for at, (before, letter) in pairs if letter.isupper() and before not in _BEFORE_CAPITALS]
    return [(glued[:at], glued[at:]) for at, before in capitals if len(capitals) == 1 and before.islower()]
