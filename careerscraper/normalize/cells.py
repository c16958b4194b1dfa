"""Cells to typed values, each distinct one once."""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import NamedTuple

from careerscraper.memory import remembering
from careerscraper.metrics import BY_NAME, Metric
from careerscraper.normalize.notes import Sources, annotate, may_be_marked
from careerscraper.normalize.vocabulary import find_label
from careerscraper.sites import Site
from careerscraper.values.amounts import is_rounded
from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading, UnreadError
from careerscraper.values.text import fold_label

_NOTHING = Reading()
_ANY = (-inf, inf)
#: The section of what does not stand in a table.
PROSE = "prose"
#: Letters of the labels and texts of a column: to remember longer ones would fill the memory.
_MOST_LETTERS = 4_000


class ReadCell(NamedTuple):
    """What a cell, or a part of it, means: ``status`` and ``reason`` as the schema has them."""

    status: str
    reason: str | None
    reading: Reading


class _Cell(NamedTuple):
    """All that is known of a cell, or a part of it, whatever the page and whosever it is.

    All but the last two are columns of `observations`. ``key`` is what `observation_id` is made of behind the career, where it is
    the first of its kind: section, metric (or folded label, where there is none) and category, each with U+001F behind it, and a
    1. It ``is_heard`` if it can agree with another: it was understood, states a metric, and whole figures.
    """

    section: str
    metric: str | None
    category: str | None
    label: str | None
    text: str
    status: str
    reason: str | None
    value: float | None
    low: float | None
    high: float | None
    value_text: str | None
    unit: str | None
    reference_year: int | None
    note: str | None
    key: bytes
    is_heard: bool


class Cell(_Cell):
    """The same, equal only to itself: there are many, and to compare all that is known of them takes long."""

    __slots__ = ()
    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__

    def key_of(self, occurrence: int) -> bytes:
        """Return the ``key`` of the one of this number."""
        return b"%b%d" % (self.key[:-1], occurrence)


#: The columns that are the same wherever a cell stands.
COLUMNS = Cell._fields[:-2]


#: What a statement means.
Meaning = tuple[Cell, ...]


def type_column(  # noqa: PLR0913, PLR0917  all that the meaning of its cells depends on
    site: Site,
    place: int | None,
    part: str | None,
    labels: tuple[str, ...],
    texts: tuple[str, ...],
    refusals: tuple[str | None, ...],
    sources: Sources,
) -> list[Meaning]:
    """Return what the ``texts`` of one career under ``labels`` mean: a column of a table. Arguments are as in `type_cell`."""
    typed = type_cell if len("".join((*labels, *texts))) <= _MOST_LETTERS else type_cell.__wrapped__
    meanings = []
    for label, text, refusal in zip(labels, texts, refusals or (None,) * len(labels), strict=True):
        marked = sources if sources and may_be_marked(label, text) else ()
        meanings.append(typed(site, place, part, label, text, None, None, refusal, marked))
    return meanings


def type_prose(site: Site, text: str, metric: str | None, category: str | None, sources: Sources) -> Meaning:
    """Return what ``text`` means, a statement of the page's prose. Arguments are as in `type_cell`."""
    typed = type_cell if len(text) <= _MOST_LETTERS else type_cell.__wrapped__
    marked = sources if sources and may_be_marked(None, text) else ()
    return typed(site, None, PROSE, None, text, metric, category, None, marked)


@lru_cache(maxsize=1 << 14)  # labels and texts come again on page after page
def type_cell(  # noqa: PLR0913, PLR0917  all that a cell's meaning depends on: nothing else may decide about it
    site: Site,
    place: int | None,
    part: str | None,
    label: str | None,
    text: str,
    metric: str | None,
    category: str | None,
    refusal: str | None,
    sources: Sources,
) -> Meaning:
    """Return what ``text`` under ``label`` means; a cell that states several parts gives as many, in its own order.

    ``place`` is the section of its table as in `find_label`, ``part`` the page's own name for it, where the site may have none.
    ``metric``, ``category`` and ``refusal`` are as in `Statement`, ``sources`` as in `annotate`.
    """
    section, stated = find_label(label or "", place, site)
    section, metric = section or part or "", metric or stated
    name = metric if metric is not None else f"label:{fold_label(label or '')}"
    unit = BY_NAME[metric].unit if metric is not None else None
    cells = []
    for status, reason, r in read_cell(text, site, metric, refusal):
        of = category if category is not None else r.category
        year, note = annotate(label or "", text, r, sources) if status == "ok" else (None, None)
        key = _key(section, name, of or "")
        is_heard = status == "ok" and metric is not None and (r.value_text is not None or not is_rounded(text))
        about = (section, metric, of, label, text, status, reason, r.value, r.low, r.high, r.value_text)
        cells.append(Cell(*about, unit, year, note, key, is_heard))
    return tuple(cells)


@lru_cache(maxsize=1 << 10)  # so that there is one of it, where thousands of cells have it
def _key(section: str, name: str, category: str) -> bytes:
    return f"{section}\x1f{name}\x1f{category}\x1f1".encode()


@remembering(1 << 12)  # a page says much of it in two tables
def read_cell(text: str, site: Site, metric: str | None, refusal: str | None) -> tuple[ReadCell, ...]:
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
