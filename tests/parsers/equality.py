"""Whether the quick readings of a page equal the reading of record: `python tests/parsers/equality.py --pages 1000`.

Each page is read as always, and once more whole, as if there were no quick look; the documents (blocks, title, links) and
what is compared on them must be the same. Pages: the saved ones, the demo site's, the same with bytes changed at random, and
pages put together at random out of the markup that the strict reading knows, and some that it does not.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from careerscraper.demo.site import DemoSite
from careerscraper.errors import CareerscraperError
from careerscraper.parsers import html
from careerscraper.parsers.comparison import compare
from careerscraper.parsers.document import Document
from careerscraper.parsers.grid import Grid
from careerscraper.parsers.page import read_document

SAVED = (Path(__file__).parents[1] / "pages", Path(__file__).parents[3] / "shared/samples")
ODD = "<table> </table> </td> <td> <tr> <tbody> <!-- --> <b> </b> <div> </div> \" ' < > & &nbsp; &#0; &copy &#x80; <p> <li>".split()
ODD += "</article> <h2> <noscript> </body> <td\tcolspan=3> <br/> <div/> <svg> <a> hidden style=display:none \0 \r \f \x85".split(" ")
WORDS = ("Yearly salary", "Hourly rate", "$43,251", "$20.79", "-", "", " ", "\n", "Cook", "Baker", "x &amp; y", "&nbsp;", "a\u00a0b", "7%")
BOXES = ("div", "section", "p", "h2", "h3", "ul", "span", "b", "sup", "em", "header", "blockquote", "i", "figure")
INLINE = ("span", "b", "sup", "i", "u", "small", "mark", "abbr", "em", "strong", "cite", "code", "sub")


class Writer:
    """Puts pages together; ``slips`` is how often, of a thousand times, something is left out or added that should not be."""

    def __init__(self, draw: random.Random, slips: int) -> None:
        self.draw, self.slips = draw, slips

    def slip(self) -> bool:
        return self.draw.randrange(1000) < self.slips

    def element(self, name: str, inside: str) -> str:
        attributes = self.draw.choice(("", "", ' class="a b"', " id=x", ' title="it is"', ' style="color:red"', " aria-hidden=true"))
        if self.slip():
            attributes += self.draw.choice((" hidden", ' style="display:none"', ' title="', " colspan=2", ' title="<b>"', " /"))
        return f"<{name}{attributes}>{inside}" + ("" if self.slip() else f"</{name}>")

    def phrase(self, depth: int = 0) -> str:
        parts = [self.draw.choice(WORDS)]
        while depth < 3 and not self.draw.randrange(3):
            parts += [self.element(self.draw.choice(INLINE), self.phrase(depth + 1)), self.draw.choice(WORDS)]
            parts += ["<br>"] * (not self.draw.randrange(6)) + ["<img src=x>"] * (not self.draw.randrange(9))
        parts += ['<a href="/x?a=1&amp;b=2">more</a>'] * (not self.draw.randrange(9))
        return "".join(parts + [self.draw.choice(ODD)] * self.slip())

    def table(self) -> str:
        cells = [["", "Cook", "Baker"], *([self.draw.choice(WORDS), self.phrase(), self.phrase()] for _ in range(self.draw.randint(1, 5)))]
        rows = ["".join(self.cell(text) for text in row) for row in cells]
        lines = [self.element("tr", row) + self.draw.choice(("", "\n")) for row in rows]
        head, body = lines[:1], lines[1:]
        kind = self.draw.randrange(4)
        inside = "".join(lines) if not kind else self.element("tbody", "".join(lines)) if kind == 1 else self.element("thead", "".join(head)) + self.element("tbody", "".join(body))
        caption = "<caption>Pay</caption>" * (not self.draw.randrange(5))
        return self.element("table", caption + inside)

    def cell(self, text: str) -> str:
        spans = "" if self.draw.randrange(30) else self.draw.choice((' colspan="2"', ' rowspan="2"', ' colspan="0"', ' rowSpan="3"'))
        inside = text if self.draw.randrange(8) else self.element(self.draw.choice(BOXES), text)
        return f"<{(name := self.draw.choice(('td', 'td', 'td', 'th')))}{spans}>{inside}</{name}>"

    def box(self, depth: int = 0) -> str:
        name = self.draw.choice(BOXES)
        if name in ("div", "section", "header", "blockquote", "figure") and depth < 4:
            return self.element(name, "".join(self.box(depth + 1) for _ in range(self.draw.randrange(3))) + self.phrase() * self.draw.randrange(2))
        if name == "ul":
            return self.element(name, "".join(self.element("li", self.phrase()) for _ in range(self.draw.randrange(3))))
        return self.element(name, self.phrase())

    def page(self) -> bytes:
        body = "<h1>Cook vs baker</h1>" + "".join(self.table() if not self.draw.randrange(4) else self.box() for _ in range(8)) + self.table()
        menus = "".join(self.box() for _ in range(self.draw.randrange(3))).replace("<h", "<d").replace("</h", "</d")
        head = self.draw.choice(("", "<title>t</title>", '<link rel="canonical" href="/x"><title>t</title>'))
        wrapped = self.element(self.draw.choice(("article", "main")), self.element("div", body) if self.draw.randrange(2) else body)
        return f"<!DOCTYPE html><html><head>{head}</head><body>{menus}{wrapped}<p>End.</p></body></html>".encode()


def told(document: Document) -> object:
    """Return all that a document says."""
    blocks = [block if isinstance(block, Grid) else (type(block), block.text, getattr(block, "level", 0), getattr(block, "cut", 0)) for block in document.blocks]
    return document.kind, blocks, document.title, document.canonical, document.base


def read(body: bytes) -> tuple[object, object]:
    """Return what the document says, and what it compares, or why there is none."""
    try:
        document = read_document(body)
        return told(document), compare(document, source="x")
    except CareerscraperError as error:
        return str(error), None


def mangled(body: bytes, draw: random.Random) -> bytes:
    """Return ``body`` with a few bytes cut out of it, or odd ones put in, anywhere from the head on."""
    changed = bytearray(body)
    first = max(0, body.find(b"</head"))
    for _ in range(draw.randint(1, 3)):
        place = draw.randint(first, len(changed))
        changed[place : place + draw.choice((0, 0, 3, 9))] = draw.choice(("", *ODD)).encode("latin-1")
    return bytes(changed)


def within(body: bytes, draw: random.Random) -> bytes:
    """Return ``body`` with the like done to its content only."""
    start, end = body.find(b"<h1"), body.rfind(b"</table>")
    return body[:start] + mangled(body[start:end], draw) + body[end:]


def pages(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` pages of each kind, and its name."""
    draw = random.Random(seed)
    for path in (path for folder in SAVED for path in sorted(folder.rglob("*.htm*"))):
        yield "saved", path.read_bytes()
    for page in DemoSite(count).comparisons:
        body = page.html()
        yield from (("demo", body), ("demo, mangled", mangled(body, draw)), ("demo, content mangled", within(body, draw)))
    for number in range(count):
        yield f"random, {number % 4 * 10} slips in 1,000", Writer(draw, number % 4 * 10).page()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=1000, help="of each kind")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    counts: dict[str, Counter[str]] = {}
    for kind, body in pages(chosen.pages, chosen.seed):
        counted = counts.setdefault(kind, Counter())
        ways = Counter[str]()
        with patch.object(html, "_read_strictly", watched(html._read_strictly, "strictly", ways)), patch.object(html, "_read_alone", watched(html._read_alone, "alone", ways)):
            quick = read(body)
        with patch.object(html, "find_region", lambda _: None):
            whole = read(body)
        counted["pages"] += 1
        counted.update(ways or ["whole"])
        if quick != whole:
            counted["differences"] += 1
            Path(f"/tmp/differs-{kind[:6]}-{counted['differences']}.html").write_bytes(body)
            if counted["differences"] < 4: print(kind, quick[0] if isinstance(quick[0], str) else [b for b in zip(*(x[0][1] if not isinstance(x[0],str) else [x[0]]*99 for x in (quick, whole))) if b[0]!=b[1]][:1])
    for kind, counted in counts.items():
        print(kind, dict(counted))


def watched(function, name, ways):
    def call(region):
        found = function(region)
        if found is not None: ways[name] += 1
        return found
    return call


if __name__ == "__main__":
    main()
