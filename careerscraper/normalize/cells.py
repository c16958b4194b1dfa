"""Cells to typed values, each distinct text once."""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import NamedTuple

from careerscraper.metrics import BY_NAME, Metric
from careerscraper.sites import Site
from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading, UnreadError

_NOTHING = Reading()
_ANY = (-inf, inf)


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
    try:
        readings = _read(site, BY_NAME[metric] if metric is not None else None, text)
    except UnreadError as error:
        return (ReadCell("unparsed", error.reason, _NOTHING),)
    return tuple(ReadCell("ok", None, reading) for reading in readings)


def _read(site: Site, metric: Metric | None, text: str) -> tuple[Reading, ...]:
    if metric is None:
        return read("raw", text, {})
    readings = read(metric.grammar, text, site.codes.get(metric.name, {}))
    least, most = site.plausible.get(metric.unit or "", _ANY)
    figures = (figure for r in readings for figure in (r.value, r.low, r.high) if figure is not None)
    if not all(least <= figure <= most for figure in figures):
        raise UnreadError("out_of_range")
    return readings
