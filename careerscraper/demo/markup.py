"""Tables as HTML, in the ways in which one and the same table has been written over the years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from careerscraper.demo.draw import Draw
from careerscraper.demo.names import slug
from careerscraper.demo.truth import Table, Truth

BUILDS = {"current": ("x7Ga1", "pW3hL", "Qz81k"), "old-caps": ("m0TyB", "c9RfE")}
BREAKS = {
    "br": ("", "<br>", ""),
    "br/": ("", "<br/>", ""),
    "div": ("<div>", "</div><div>", "</div>"),
    "text": ("", " ", ""),
}


@dataclass(frozen=True)
class Look:
    """The choices of one page: what its tables are made of."""

    build: str  # the hash at the end of every class name
    thead: bool  # the header is a thead of th, else a first row of td
    scope: bool  # labels are th with a scope, else td
    corner: str  # what the header's first cell holds
    shares: str  # how shares in one cell are kept apart, a key of BREAKS
    spans: bool  # numbers stand in spans, as React writes them
    linked: bool  # the names in the header are links
    pretty: bool  # a line break after each row
    twice: bool  # each table has a hidden copy for small screens
    layout: bool  # the whole content stands in a table
    comment: bool  # a table is commented out
    script: bool  # the data blob holds a table


def look_of(page: Truth) -> Look:
    """Return the look of this page; it depends on nothing but its path and era."""
    draw = Draw("look", page.path)
    return Look(
        build=draw.choose(BUILDS[page.era]),
        thead=draw.chance(60),
        scope=draw.chance(40),
        corner=draw.choose(("", "", "&nbsp;")),
        shares=draw.choose(tuple(BREAKS)),
        spans=draw.chance(35),
        linked=draw.chance(25),
        pretty=draw.chance(30),
        twice=draw.chance(15),
        layout=draw.chance(10),
        comment=draw.chance(30),
        script=draw.chance(40),
    )


def render(table: Table, look: Look) -> str:
    """Return the table, followed by its hidden copy if the page has such."""
    html = _table(table, look)
    if not look.twice:
        return f'<div class="tableWrap_desktop__{look.build}">{html}</div>'
    copy = f'<div class="tableWrap_mobile__{look.build} hidden" aria-hidden="true">{html}</div>'
    return f'<div class="tableWrap_desktop__{look.build}">{html}</div>{copy}'


def _table(table: Table, look: Look) -> str:
    end = "\n" if look.pretty else ""
    rows = end.join(_row(row, look) for row in table.rows)
    header = _header(table.header, look)
    if look.thead:
        inner = f"<thead>{end}{header}{end}</thead>{end}<tbody>{end}{rows}{end}</tbody>"
    else:
        inner = f"<tbody>{end}{header}{end}{rows}{end}</tbody>"
    return f'<table class="summaryTable_table__{look.build}">{end}{inner}{end}</table>'


def _header(names: tuple[str, str], look: Look) -> str:
    tag = "th" if look.thead else "td"
    texts = [escape(name) for name in names]
    if look.linked:
        pairs = zip(names, texts, strict=True)
        texts = [f'<a href="/{slug(name)}-jobs/">{text}</a>' for name, text in pairs]
    cells = "".join(f'<{tag} class="summaryTable_head__{look.build}">{text}</{tag}>' for text in texts)
    return f"<tr><{tag}>{look.corner}</{tag}>{cells}</tr>"


def _row(row: tuple[str, str, str], look: Look) -> str:
    label, *texts = row
    ratio = label.lower().endswith("ratio")
    cells = "".join(f"<td>{_cell(text, look, ratio=ratio)}</td>" for text in texts)
    head = f'<th scope="row">{escape(label)}</th>' if look.scope else f"<td>{escape(label)}</td>"
    return f'<tr class="summaryTable_row__{look.build}">{head}{cells}</tr>'


def _cell(text: str, look: Look, *, ratio: bool) -> str:
    if ratio:
        before, between, after = BREAKS[look.shares]
        return before + between.join(re.split(r"(?<=%) ", escape(text))) + after
    if not look.spans:
        return escape(text)
    if text[0].isdigit() or text[0] in "$-":
        return f'<span class="value_number__{look.build}">{text}</span>'
    return escape(text).replace(", ", "<!-- -->, <!-- -->")
