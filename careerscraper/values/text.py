"""Folding of labels and names, so that spellings of one thing meet."""

from __future__ import annotations

import re
from functools import lru_cache

from careerscraper.memory import remembering
from careerscraper.values.years import drop_date

_MARKS = re.compile(r"[*†‡]+")
_SLUG_BREAKS = re.compile(r"[\s,/]+")
_NO_SLUG = re.compile(r"[^\w-]+")
_HYPHENS = re.compile(r"-{2,}")
#: Labels of a table, and their letters: more would fill the memory.
_MOST_LABELS, _MOST_LETTERS = 100, 4_000
#: Characters that no reader sees: controls, zero-width blanks and joiners, soft hyphen, byte order mark.
_UNSEEN = dict.fromkeys([*range(0x09), *range(0x0E, 0x1C), 0x7F, *map(ord, "\u200b\u200c\u200d\u2060\u00ad\ufeff")])


def squeeze(text: str) -> str:
    """Return ``text`` with runs of blanks, no-break ones included, folded to one, none at the ends, nothing unseen."""
    if not text.isprintable():
        text = text.translate(_UNSEEN)
    return " ".join(text.split())


@remembering(4096)  # most pages have the same labels
def fold_label(label: str) -> str:
    """Return ``label`` as vocabularies spell it: without case, year, footnote marks, colon at the end."""
    unmarked = squeeze(_MARKS.sub("", label)).rstrip(" :")
    return squeeze(drop_date(unmarked)).rstrip(" :").casefold()


def fold_labels(labels: tuple[str, ...]) -> frozenset[str]:
    """Return the ``labels`` of a table, each as `fold_label` spells it."""
    is_small = len(labels) <= _MOST_LABELS and len("".join(labels)) <= _MOST_LETTERS
    return _fold_labels(labels) if is_small else frozenset(map(fold_label, labels))


@lru_cache(maxsize=4096)  # most pages have the same tables
def _fold_labels(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_label, labels))


@lru_cache(maxsize=8192)  # a career stands on many pages
def slug(name: str) -> str:
    """Return the career_id of ``name``: lower case, each run of blank, comma or slash one ``-``.

    `+` and `#` are spelled out (C++ is not C); else what is neither letter, digit nor hyphen is dropped, so that a
    slug is safe as a path.
    """
    spelled = name.strip().lower().replace("+", "plus").replace("#", "sharp")
    kept = _NO_SLUG.sub("", _SLUG_BREAKS.sub("-", spelled))
    return _HYPHENS.sub("-", kept).strip("-_")
