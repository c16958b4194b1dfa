"""Tables whose cells a text extractor has joined: `Yearly salary$43,251$38,949` below `Production Artist3D Artist`.

The page's own heading, "Production artist vs 3d artist", says where the header's names part; a site's vocabulary, where a
label ends; the grammar of the label's metric, where the cells part (`values.glued`). A row that may be split in more than one
way is kept whole, and given to no career.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from careerscraper.errors import SourceError
from careerscraper.metrics import BY_NAME
from careerscraper.parsers.document import Block, Document, Heading, Paragraph
from careerscraper.parsers.grid import Grid
from careerscraper.parsers.layout import Row, Table
from careerscraper.sites import Site
from careerscraper.values.glued import Cells, split
from careerscraper.values.text import fold_label

_VERSUS = re.compile(r" vs\.? ", re.IGNORECASE)
_HEADING = re.compile(rf"{_VERSUS.pattern}|\bbetween .+ and .+", re.IGNORECASE)
_WORD_END = re.compile(r"(?= )|$")
_SIGNS = "$-–—−+"
_SENTENCE_ENDS = (".", "!", ":", ".”", '."', ".)")
_MOST_LINES, _MOST_TITLES, _MOST_TITLE_CHARS, _MOST_TABLES = 100_000, 100, 400, 50

#: By a glued header, case folded: after how many letters its names may part, and these letters, case folded.
Headers = Mapping[str, Set[tuple[int, str]]]


class Line(NamedTuple):
    """A block of the page, how many of its letters are a known label, and the two names that it glues, if it does."""

    block: Block
    label: int = 0
    names: Cells | None = None


_END = Line(Heading("", 6))


def read_squashed(document: Document, site: Site) -> tuple[Document, list[Table]]:
    """Return ``document`` with its headings and the tables of ``site`` that its lines are; and these tables.

    Without a heading that says how a header is to be split there are no tables, nor in more lines than any page has.
    Raises `SourceError` if there are more tables than any page has.
    """
    headers = _headers(document.blocks) if len(document.blocks) <= _MOST_LINES else {}
    lines = [_line(block, headers, site) for block in document.blocks] if headers else []
    blocks: list[Block] = []
    tables: list[Table] = []
    place = 0
    while place < len(lines):
        line, place = lines[place], place + 1
        if line.names and lines[place : place + 1] and lines[place].label:
            start, place = place, _end(lines, place, site)
            tables.append(_table(len(tables), line.names, lines[start : place + 2], place - start, site))
            blocks.append(tables[-1].grid)
        elif not isinstance(line.block, Grid):
            blocks.append(_shown(line.block, site))
        if len(tables) > _MOST_TABLES:
            raise SourceError("too_many_cells", f"more than {_MOST_TABLES} tables: no comparison page is like that")
    return Document(document.kind, tuple(blocks)), tables


def _headers(blocks: Sequence[Block]) -> Headers:
    """Return what the page's titles ("A vs b") make headers: `AB`.

    What follows the second name in a title is the title's own ("… vs 3d artist salary"): each word may be its last.
    """
    texts = (block.text for block in blocks if not isinstance(block, Grid))
    titles = (text for text in texts if len(text) <= _MOST_TITLE_CHARS and _VERSUS.search(text))
    headers: dict[str, set[tuple[int, str]]] = {}
    for title in islice(titles, _MOST_TITLES):
        for versus in _VERSUS.finditer(title):
            first, rest = title[: versus.start()], title[versus.end() :]
            for end in _WORD_END.finditer(rest):
                glued = (first + rest[: end.start()]).casefold()
                headers.setdefault(glued, set()).add((len(first), first.casefold()))
    return headers


def _line(block: Block, headers: Headers, site: Site) -> Line:
    if not isinstance(block, Paragraph):
        return Line(block)
    label = _label(block.text, site)
    return Line(block, label, None if label else _names(block.text, headers))


def _names(text: str, headers: Headers) -> Cells | None:
    """Return the two names that ``text`` glues; None if no title parts them, or two do differently."""
    places = headers.get(text.casefold(), set())
    cells = {(text[:at], text[at:]) for at, first in places if text[:at].casefold() == first}
    return cells.pop() if len(cells) == len(places) == 1 else None


@lru_cache
def _labels(site: Site) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(site.labels, key=len, reverse=True))), re.IGNORECASE)


def _label(text: str, site: Site) -> int:
    """Return how many letters of ``text`` are a label of ``site``, 0 if it does not begin with one.

    What follows a label without a blank is a cell if it is a sign, a digit or a capital: else the label goes on (`Average ages`,
    `Average age (2023)`), or it is a sentence.
    """
    found = _labels(site).match(text)
    if found is None or fold_label(found[0]) not in site.labels:  # a dotless i is an i to `re` alone
        return 0
    follows = text[found.end() : found.end() + 1]
    is_cell = follows in _SIGNS or (follows.isalnum() and not follows.islower())
    return found.end() if follows and is_cell else 0


def _end(lines: Sequence[Line], place: int, site: Site) -> int:
    """Return where the rows from ``place`` on end: those with labels of one section, each once, and what stands between two.

    Whatever else has a label belongs to another table, whose header was not understood: as what stands without a label
    before one that begins a section may be.
    """
    firsts = {next(iter(section.labels), "") for section in site.sections}
    seen: set[str] = set()
    while (at := _labelled(lines, place, site)) is not None:
        label = fold_label(_cells(lines[at])[0])
        is_first = at > place and label in firsts
        if is_first or label in seen or not any(seen | {label} <= section.labels.keys() for section in site.sections):
            break
        seen.add(label)
        place = at + 1
    return place


def _labelled(lines: Sequence[Line], place: int, site: Site) -> int | None:
    """Return the place of the next labelled line, at most one line without a label away; None if there is none."""
    one, other = (*lines[place : place + 2], _END, _END)[:2]
    if one.label:
        return place
    return place + 1 if other.label and _is_open(one, site) else None


def _is_open(line: Line, site: Site) -> bool:
    """Tell whether ``line`` may be a row without a known label, or the rest of the row above it.

    What is left of a label where the page's end has cut it is neither.
    """
    if line.label or line.names or not isinstance(line.block, Paragraph):
        return False
    if line.block.cut:
        return not any(label.startswith(fold_label(line.block.text)) for label in site.labels)
    is_sentence = line.block.text.endswith(_SENTENCE_ENDS)
    return not is_sentence and isinstance(_shown(line.block, site), Paragraph)


def _table(index: int, names: Cells, lines: Sequence[Line], count: int, site: Site) -> Table:
    """Return the table whose rows are the first ``count`` of ``lines``; the page's end may have cut the last: the grid's tail.

    Where rows of another table follow, `compare` is shown the first of them as what it is: cells without a label.
    """
    tail = _text(lines[count - 1]) if _is_cut(lines[count - 1]) else None
    rows = [_row(n, line, after, site) for n, (line, after) in enumerate(pairwise([*lines, _END][: count + 1]), 1)]
    if _labelled(lines, count, site) is not None:
        rows.append(Row(count + 1, "", (_text(lines[count]), ""), "", None))
    return Table(Grid(index, (), tail=tail), names, (1, 2), ()).with_rows(rows if tail is None else rows[:-1])


def _row(index: int, line: Line, after: Line, site: Site) -> Row:
    label, glued = _cells(line)
    metrics = {section.labels[fold_label(label)] for section in site.sections if fold_label(label) in section.labels}
    ways = {way for metric in metrics for way in _ways(metric, glued, site) if _is_whole(metric, glued, after, site)}
    return Row(index, label, ways.pop() if len(ways) == 1 else None, glued, None, "glued")


def _is_whole(metric: str, glued: str, after: Line, site: Site) -> bool:
    """Tell whether ``glued`` is all that stands in the row, and nothing else: of words, the grammar does not tell.

    Their rest may stand in the line ``after``; the next row or heading may stand in theirs.
    """
    if BY_NAME[metric].grammar != "text":
        return True
    return not (_is_open(after, site) or _labels(site).search(glued) or _HEADING.search(glued))


def _ways(metric: str, glued: str, site: Site) -> list[Cells]:
    return split(BY_NAME[metric].grammar, glued, site.codes.get(metric, {}))


def _cells(line: Line) -> tuple[str, str]:
    return _text(line)[: line.label], _text(line)[line.label :]


def _text(line: Line) -> str:
    return "" if isinstance(line.block, Grid) else line.block.text


def _is_cut(line: Line) -> bool:
    return isinstance(line.block, Paragraph) and line.block.cut


def _shown(line: Heading | Paragraph, site: Site) -> Heading | Paragraph:
    """Return ``line`` as the heading that it is, or as a paragraph: not surely a whole one if it does not end as sentences do.

    Nor is one that leads to what follows, a table or a list.
    """
    if isinstance(line, Heading):
        return line
    if line.text.endswith(_SENTENCE_ENDS):
        return Paragraph(line.text, cut=line.cut or _leads_on(line.text, site))
    description = site.prose.get("description")
    is_heading = len(line.text) <= _MOST_TITLE_CHARS and (
        _HEADING.search(line.text) or (description and description.fullmatch(line.text))
    )
    return Heading(line.text, 2) if is_heading and not line.cut else Paragraph(line.text, cut=True)


def _leads_on(text: str, site: Site) -> bool:
    end = site.prose.get("description_end")
    return text.endswith(":") or bool(end and end.search(text))
