"""Footnote marks, and the line of a page that says what they stand for: `Source: *U.S. Bureau of Labor Statistics`.

What a mark means changes from page to page; only the page's own line tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

MARKS = "*†‡"
_MARK = re.compile(rf"(?<=[^{MARKS}])[{MARKS}]+(?![\w{MARKS}])")
_LINE = re.compile(r"\W*(?:data )?sources?\s?:(.*)", re.IGNORECASE | re.DOTALL)
#: A mark within a word is none: `O*NET`.
_LEADING = re.compile(rf"(?<![\w{MARKS}])([{MARKS}]+) ?(?=[\w(\"'“])")
_TRAILING = re.compile(rf"(?<=[\w.)\"'”])([{MARKS}]+)(?![\w{MARKS}])")
_BETWEEN = " \t\n,;:"
_MOST_LETTERS = 1000  # a line of sources has a hundred


def sources(lines: Iterable[str]) -> Mapping[str, str]:
    """Return what the footnote marks of a page stand for, from those of its ``lines`` that begin with `Source:`.

    The mark stands before its source, or behind each. One that is told twice in different words is left out.
    """
    found: dict[str, set[str]] = {}
    for line in lines:
        told = _LINE.match(line[:_MOST_LETTERS])
        for mark, source in _told(told[1].strip()) if told else ():
            found.setdefault(mark, set()).add(source)
    return {mark: texts.pop() for mark, texts in found.items() if len(texts) == 1}


def _told(text: str) -> list[tuple[str, str]]:
    if text[:1] in MARKS:
        parts = _LEADING.split(text)[1:]  # mark, source, mark, source …
        pairs = list(zip(parts[::2], parts[1::2], strict=True))
    else:
        parts = _TRAILING.split(text)
        pairs = list(zip(parts[1::2], parts[:-1:2], strict=True))
    named = [(mark, _name(source)) for mark, source in pairs]
    return [(mark, source) for mark, source in named if source and not _MARK.search(source)]


def _name(source: str) -> str:
    return source.strip(_BETWEEN).removesuffix(" and").removeprefix("and ").strip(_BETWEEN)


def mark_of(text: str) -> str | None:
    """Return the footnote mark that stands in a cell or label, None if there is none, or several, or the text is set bold."""
    if text[:1] in MARKS:
        return None
    found = set(_MARK.findall(text))
    return found.pop() if len(found) == 1 else None


def without_mark(text: str) -> str:
    """Return ``text`` without the footnote mark at its end."""
    return text if text[:1] in MARKS else text.rstrip(MARKS).rstrip()
