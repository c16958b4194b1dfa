"""Cells to typed values, each distinct text once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from careerscraper.metrics import BY_NAME
from careerscraper.sites import Site
from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading, UnreadError

_NOTHING = Reading()


class ReadCell(NamedTuple):
    """What a cell, or a part of it, means: ``status`` and ``reason`` as the schema has them."""

    status: str
    reason: str | None
    reading: Reading


@lru_cache(maxsize=1 << 17)  # labels and texts come again on page after page
def read_cell(site: Site, metric: str | None, text: str, refusal: str | None) -> tuple[ReadCell, ...]:
    """Return what ``text`` means under ``metric``; a cell that states several parts gives as many, in its own order.

    ``refusal`` is the reason why it must not be read as this career's, else None.
    """
    if refusal is not None:
        return (ReadCell("ambiguous", refusal, _NOTHING),)
    if text.casefold() in site.not_stated:
        return (ReadCell("not_stated", None, _NOTHING),)
    known = BY_NAME[metric] if metric is not None else None
    try:
        readings = read(known.grammar, text, site.codes.get(known.name, {})) if known else read("text", text, {})
    except UnreadError as error:
        return (ReadCell("unparsed", error.reason, _NOTHING),)
    return tuple(ReadCell("ok", None, reading) for reading in readings)
