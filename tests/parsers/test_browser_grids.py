"""Grids are those of a browser: headless Chromium parses and lays out the same tables."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pytest

from careerscraper.errors import SourceError
from careerscraper.parsers.grid import OBJECT
from careerscraper.parsers.page import read_document
from careerscraper.values.text import squeeze
from parsers.tricky_grids import GRIDS, REFUSED

Rows = list[list[str | None]]

#: For each page the grids of the tables that are seen: what is laid out of their rows in the order of the screen, by "forming
#: a table" of the HTML standard. Of a cell's text, what `markup` leaves out on purpose is left out.
SCRIPT = """
const UNREAD = new Set("TABLE NOSCRIPT SVG BUTTON SELECT TEXTAREA VIDEO AUDIO CANVAS IFRAME".split(" "));
const INLINE = new Set(["inline", "inline-block", "contents", "ruby", "ruby-text"]);
const style = (element) => element.ownerDocument.defaultView.getComputedStyle(element);
const hasBox = (element) => style(element).display !== "none" && style(element).visibility !== "collapse";

function text(node) {
  let found = "";
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) found += child.data;
    if (child.nodeType !== Node.ELEMENT_NODE || !hasBox(child)) continue;
    const tag = child.tagName.toUpperCase();
    const inner = UNREAD.has(tag) || style(child).visibility !== "visible" ? "" : text(child);
    found += ["BR", "SUP", "SUB"].includes(tag) || !INLINE.has(style(child).display) ? ` ${inner} ` : inner;
  }
  return found;
}

function layOut(rows) {
  const grid = rows.map(() => []);
  rows.forEach((row, y) => {
    let x = 0;
    for (const cell of [...row.cells].filter(hasBox)) {
      while (grid[y][x] !== undefined) x++;
      const end = cell.rowSpan ? Math.min(y + cell.rowSpan, rows.length) : rows.length;
      const seen = style(cell).visibility === "visible" ? text(cell) : "";
      for (let j = y; j < end; j++)
        for (let i = x; i < x + cell.colSpan; i++) grid[j][i] ??= seen;
      x += cell.colSpan;
    }
  });
  return grid;
}

function read(table) {
  const groups = [...table.children].filter((e) => ["THEAD", "TBODY", "TFOOT"].includes(e.tagName) && hasBox(e));
  const rows = groups.map((group) => [...group.children].filter((e) => e.tagName === "TR" && hasBox(e)));
  const top = (rows) => rows[0].getBoundingClientRect().top;
  const grid = rows.filter((some) => some.length).sort((a, b) => top(a) - top(b)).flatMap(layOut);
  const width = Math.max(0, ...grid.map((row) => row.length));
  return grid.map((row) => Array.from({length: width}, (_, x) => row[x] ?? null));
}

const found = JSON.parse(document.getElementById("pages").textContent).map((page) => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.contentDocument.open();
  frame.contentDocument.write(page);
  frame.contentDocument.close();
  const tables = [...frame.contentDocument.getElementsByTagName("table")];
  const grids = tables.filter((table) => table.checkVisibility({visibilityProperty: true})).map(read);
  frame.remove();
  return grids;
});
document.body.innerHTML = "<pre></pre>";
document.body.firstChild.textContent = JSON.stringify(found);
"""


def ask_browser(pages: Sequence[str], folder: Path) -> list[list[Rows]]:
    """Return the grids that Chromium makes of each of ``pages``."""
    data = json.dumps(pages).replace("<", "\\u003c")
    page = folder / "page.html"
    page.write_text(
        f'<!DOCTYPE html><meta charset=utf-8><body><script type="application/json" id=pages>{data}</script>'
        f"<script>{SCRIPT}</script></body>"
    )
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], check=True, capture_output=True, text=True, timeout=300
    )
    found = re.search("<pre>(.*)</pre>", done.stdout, re.DOTALL)
    assert found, done.stdout[-500:] + done.stderr[-500:]
    return [[fold(rows) for rows in grids] for grids in json.loads(unescape(found[1]))]


def fold(rows: Rows) -> Rows:
    return [[None if cell is None else squeeze(cell.replace(OBJECT, "")) for cell in row] for row in rows]


def our_grids(page: str) -> list[Rows] | str:
    try:
        grids = read_document(page.encode()).grids
    except SourceError as error:
        return error.reason
    return [fold([[cell and cell.text for cell in row] for row in grid.rows]) for grid in grids if not grid.hidden]


def page_of(inside: str) -> str:
    return f"<!DOCTYPE html><html><head><title>t</title></head><body>{inside}</body></html>"


@pytest.fixture(scope="module")
def browser_grids(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Rows]]:
    """Return Chromium's grids of all tables, by their names."""
    if not shutil.which("chromium"):
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is not installed")
        pytest.skip("chromium is not installed (Debian: chromium)")
    found = ask_browser([page_of(inside) for inside in GRIDS.values()], tmp_path_factory.mktemp("chromium"))
    return dict(zip(GRIDS, found, strict=True))


@pytest.mark.parametrize("name", GRIDS)
def test_a_grid_is_that_of_a_browser(browser_grids: dict[str, list[Rows]], name: str) -> None:
    assert our_grids(page_of(GRIDS[name])) == browser_grids[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_only_a_browser_can_read_is_refused(name: str) -> None:
    assert our_grids(page_of(REFUSED[name])) == "malformed"
