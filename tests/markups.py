"""One table in many markups: what sites make of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

Rows = list[list[str]]
Section = tuple[str, Rows]


def _cells(row: Sequence[str], tag: str = "td") -> str:
    return "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row)


def _each(render: Callable[[Rows], str]) -> Callable[[Sequence[Section]], str]:
    return lambda sections: "".join(f"<h2>{escape(name)}</h2>{render(rows)}" for name, rows in sections)


def plain(rows: Rows) -> str:
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows[1:])
    return f"<table><thead><tr>{_cells(rows[0], 'th')}</tr></thead><tbody>{body}</tbody></table>"


def th_rows(rows: Rows) -> str:
    body = "".join(f"<tr>{_cells(row[:1], 'th')}{_cells(row[1:])}</tr>" for row in rows[1:])
    return f"<table><tr>{_cells(rows[0], 'th')}</tr>{body}</table>"


def no_thead(rows: Rows) -> str:
    return f"<table>{''.join(f'<tr>{_cells(row)}</tr>' for row in rows)}</table>"


def transposed(rows: Rows) -> str:
    return plain([list(column) for column in zip(*rows, strict=True)])


def messy(rows: Rows) -> str:
    """Nothing is closed that need not be; words in spans, over lines, with entities, comments and breaks."""

    def cell(text: str) -> str:
        words = escape(text).replace("&#x27;", "&rsquo;" if False else "&#39;").split(" ")
        return f'<TD class="c_a1b2 {len(text)}" data-x=1>\n  <span><b>{words[0]}</b></span> <!-- | -->' + "\n ".join(
            words[1:]
        )

    lines = "".join(f"<TR align=left>{''.join(map(cell, row))}\n" for row in rows)
    return f"<div><TABLE border=1 cellpadding=0>\n<caption></caption><tbody>{lines}</TABLE></div>"


def doubled(rows: Rows) -> str:
    """A copy for small screens, one that nobody sees, and the table."""
    return f"{no_thead(rows)}<div style='display:none'>{plain(rows)}</div>{plain(rows)}"


def columns_with_spans(rows: Rows) -> str:
    """A header of two levels: a title over the names, the corner over both."""
    names = f"<tr><th rowspan=2>{escape(rows[0][0])}</th><th colspan={len(rows[0]) - 1}>Side by side</th></tr>"
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows[1:])
    return f"<table>{names}<tr>{_cells(rows[0][1:], 'th')}</tr>{body}</table>"


def pictures(rows: Rows) -> str:
    """A column of pictures before, one of numbers behind."""
    body = "".join(f"<tr><td><img src=x.png></td>{_cells(row)}</tr>" for row in rows[1:])
    return f"<table><tr><th>Image</th>{_cells(rows[0], 'th')}</tr>{body}</table>"


def band_rows(sections: Sequence[Section]) -> str:
    """All sections in one table, each under a row that spans it."""
    lines = [f"<tr>{_cells(sections[0][1][0], 'th')}</tr>"]
    for name, rows in sections:
        lines.append(f"<tr><th colspan={len(rows[0])}>{escape(name)}</th></tr>")
        lines += [f"<tr>{_cells(row)}</tr>" for row in rows[1:]]
    return f"<table>{''.join(lines)}</table>"


def rowspan_groups(sections: Sequence[Section]) -> str:
    """All sections in one table, each named by a cell at the left."""
    lines = [f"<tr><th></th>{_cells(sections[0][1][0], 'th')}</tr>"]
    for name, rows in sections:
        for n, row in enumerate(rows[1:]):
            group = "" if n else f"<th rowspan={len(rows) - 1}>{escape(name)}</th>"
            lines.append(f"<tr>{group}{_cells(row)}</tr>")
    return f"<table>{''.join(lines)}</table>"


#: What makes a page's tables of its sections.
MARKUPS: dict[str, Callable[[Sequence[Section]], str]] = {
    render.__name__: _each(render)
    for render in (plain, th_rows, no_thead, transposed, messy, doubled, columns_with_spans, pictures)
} | {"band_rows": band_rows, "rowspan_groups": rowspan_groups}


def page(title: str, tables: str) -> str:
    """Return a whole page around ``tables``."""
    head = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{escape(title)}</title></head>"
    return f"{head}<body><main><h1>{escape(title)}</h1>{tables}</main></body></html>"
