"""Tables whose cells a text extractor has joined: `Yearly salary$43,251$38,949` below `Production Artist3D Artist`.

The page's own heading, "Production artist vs 3d artist", says where the header's names part; a site's vocabulary, where a
label ends; the grammar of the label's metric, where the cells part (`values.glued`). A row that may be split in more than one
way is kept whole, and given to no career.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from careerscraper.metrics import BY_NAME
from careerscraper.parsers.document import Block, Document, Heading, Paragraph
from careerscraper.parsers.grid import Grid
from careerscraper.parsers.layout import Row, Table
from careerscraper.sites import Site
from careerscraper.values.glued import Cells, split
from careerscraper.values.text import fold_label

_VERSUS = re.compile(r" vs\.? ", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween .+ and .+", re.IGNORECASE)
_SENTENCE_ENDS = (".", "!", ":", ".”", '."', ".)")
_MOST_TITLES = 100

#: A line of a table, and how many of its letters are the label; 0 if the label is not known.
Line = tuple[Paragraph, int]


def read_squashed(document: Document, site: Site) -> tuple[Document, list[Table]]:
    """Return ``document`` with its headings and the tables of ``site`` that its lines are; and these tables.

    Without a heading that says how a header is to be split there are no tables.
    """
    lines = [block for block in document.blocks if isinstance(block, Paragraph)]
    titles = list(islice((line.text for line in lines if _VERSUS.search(line.text)), _MOST_TITLES))
    blocks: list[Block] = []
    tables: list[Table] = []
    place = 0
    while place < len(lines):
        rows: list[Line] = []
        if _label(lines[place + 1 : place + 2], site) and (names := _names(lines[place].text, titles)):
            rows = _rows(lines, place + 1, titles, site)
            tables.append(_table(len(tables), names, rows, site))
        blocks.append(tables[-1].grid if rows else _line(lines[place], site))
        place += 1 + len(rows)
    return Document(document.kind, tuple(blocks)), tables


def _names(line: str, titles: Sequence[str]) -> Cells | None:
    """Return the two names that ``line`` glues, as one of the ``titles`` parts them; None if none does, or two differ.

    What follows the second name in a title is the title's own: "… vs 3d artist salary".
    """
    found: set[Cells] = set()
    for title in titles:
        for versus in _VERSUS.finditer(title):
            first, second = line[: versus.start()], line[versus.start() :]
            same = first.casefold() == title[: versus.start()].casefold()
            rest = title[versus.end() :]
            if (
                same
                and second
                and rest.casefold().startswith(second.casefold())
                and rest[len(second) :][:1] in ("", " ")
            ):
                found.add((first, second))
    return found.pop() if len(found) == 1 else None


@lru_cache
def _labels(site: Site) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(site.labels, key=len, reverse=True))), re.IGNORECASE)


def _label(lines: Sequence[Paragraph], site: Site) -> int:
    """Return how many letters of the first of ``lines`` are a label of ``site``, 0 if it does not begin with one.

    What follows a label without a blank is a cell, unless it is a small letter: then the label is a longer word.
    """
    found = _labels(site).match(lines[0].text) if lines else None
    follows = lines[0].text[found.end() :][:1] if found else ""
    return found.end() if found and follows and not follows.isspace() and not follows.islower() else 0


def _rows(lines: Sequence[Paragraph], place: int, titles: Sequence[str], site: Site) -> list[Line]:
    """Return the rows of a table from ``place`` on: lines with a label, and what stands between two of them."""
    rows: list[Line] = []
    for at in range(place, len(lines)):
        label, follows = _label(lines[at : at + 1], site), _label(lines[at + 1 : at + 2], site)
        if not label and (not follows or _names(lines[at].text, titles)):
            break
        rows.append((lines[at], label))
    return rows


def _table(index: int, names: Cells, lines: Sequence[Line], site: Site) -> Table:
    """Return the table of the rows ``lines``; the page's end may have cut the last one, which then is the grid's tail."""
    tail = lines[-1][0].text if lines[-1][0].cut else None
    rows = tuple(_row(n, line, site) for n, line in enumerate(lines if tail is None else lines[:-1], 1))
    return Table(Grid(index, (), tail=tail), names, (1, 2), rows)


def _row(index: int, line: Line, site: Site) -> Row:
    text, end = line[0].text, line[1]
    label, glued = text[:end], text[end:]
    metrics = {section.labels.get(fold_label(label)) for section in site.sections} - {None}
    ways = {way for name in metrics for way in _ways(name or "", glued, site)}
    return Row(index, label, ways.pop() if len(ways) == 1 else None, glued, None, "glued")


def _ways(metric: str, glued: str, site: Site) -> list[Cells]:
    return split(BY_NAME[metric].grammar, glued, site.codes.get(metric, {}))


def _line(line: Paragraph, site: Site) -> Block:
    """Return ``line`` as the heading that it is, or as a paragraph: not surely a whole one if it does not end as sentences do."""
    if line.text.endswith(_SENTENCE_ENDS):
        return line
    is_heading = (
        site.prose["description"].fullmatch(line.text) or _VERSUS.search(line.text) or _BETWEEN.search(line.text)
    )
    return Heading(line.text, 2) if is_heading and not line.cut else Paragraph(line.text, cut=True)
