"""Pages that nobody wrote: put together at random, or the demo site's with bytes changed at random."""

from __future__ import annotations

import random
from collections.abc import Callable

TAGS = (
    "<table>",
    "</table>",
    "</td>",
    "<td>",
    "<tr>",
    "<tbody>",
    "<!--",
    "-->",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<p>",
    "<li>",
)
TAGS += (
    "</article>",
    "<h2>",
    "<noscript>",
    "</body>",
    "<td\tcolspan=3>",
    "<br/>",
    "<div/>",
    "<svg>",
    "<a>",
    "<TD>",
    "<hr>",
    "<body/>",
    "<plaintext>",
    "<template>",
    "<script><!--<script></script>",
)
ODD = (
    *TAGS,
    '"',
    "'",
    "<",
    ">",
    "&",
    "&nbsp;",
    "&#0;",
    "&copy",
    "&#x80;",
    " hidden",
    "style=display:none",
    "\0",
    "\r",
    "\f",
    "\x85",
)
WORDS = (
    "Yearly salary",
    "Hourly rate",
    "$43,251",
    "$20.79",
    "-",
    "",
    " ",
    "\n",
    "Cook",
    "Baker",
    "x &amp; y",
    "&nbsp;",
    "a\u00a0b",
    "7%",
)
OUTER = ("div", "section", "header", "blockquote", "figure")
INLINE = ("span", "b", "sup", "i", "u", "small", "mark", "abbr", "em", "strong", "cite", "code", "sub")
BOXES = (*OUTER, *INLINE[:5], "p", "p", "h2", "h3", "ul")
ATTRIBUTES = ("", "", ' class="a b"', " id=x", ' title="it is"', ' style="color:red"', " aria-hidden=true")
SLIPS = (" hidden", ' style="display:none"', ' title="', " colspan=2", ' title="<b>"', " /")
SPANS = (' colspan="2"', ' rowspan="2"', ' colspan="0"', ' rowSpan="3"')


class Writer:
    """Writes pages; ``slips`` is how often, of a thousand times, something is left out or put in that should not be."""

    def __init__(self, draw: random.Random, slips: int) -> None:
        self._draw, self._slips = draw, slips

    def page(self) -> bytes:
        """Return a page that compares two careers, or nearly so."""
        one_of = self._draw.choice
        parts = [self._box() if self._draw.randrange(4) else self._table() for _ in range(8)]
        body = f"<h1>Cook vs baker</h1>{''.join(parts)}{self._table()}"
        body = body if self._draw.randrange(5) else self._framed(body)
        menus = "".join(self._box() for _ in range(self._draw.randrange(3))).replace("<h", "<d").replace("</h", "</d")
        head = one_of(("", "<title>t</title>", '<link rel="canonical" href="/x"><title>t</title>'))
        head += one_of(("<a hidden>", "<h2 style=display:none>", "<meta content='</head>'>", *ODD)) * self._slip()
        content = self._element(
            one_of(("article", "main")), self._element("div", body) if self._draw.randrange(2) else body
        )
        return f"<!DOCTYPE html><html><head>{head}</head><body>{menus}{content}<p>End.</p></body></html>".encode()

    def _slip(self) -> bool:
        return self._draw.randrange(1000) < self._slips

    def _some(self, make: Callable[[], str], most: int) -> str:
        return "".join(make() for _ in range(self._draw.randrange(most)))

    def _element(self, name: str, inside: str) -> str:
        attributes = self._draw.choice(ATTRIBUTES) + (self._draw.choice(SLIPS) if self._slip() else "")
        return f"<{name}{attributes}>{inside}" + ("" if self._slip() else f"</{name}>")

    def _phrase(self, depth: int = 0) -> str:
        draw, parts = self._draw, [self._draw.choice(WORDS)]
        while depth < 3 and not draw.randrange(3):
            parts += [self._element(draw.choice(INLINE), self._phrase(depth + 1)), draw.choice(WORDS)]
            parts += ["<br>"] * (not draw.randrange(6)) + ["<img src=x>"] * (not draw.randrange(9))
        parts += ['<a href="/x?a=1&amp;b=2">more</a>'] * (not draw.randrange(9)) + [draw.choice(ODD)] * self._slip()
        return "".join(parts)

    def _table(self) -> str:
        words, kind = self._draw.choice, self._draw.randrange(4)
        cells = [["", "Cook", "Baker"]]
        cells += [[words(WORDS), self._phrase(), self._phrase()] for _ in range(self._draw.randint(1, 5))]
        head, *body = [self._element("tr", "".join(map(self._cell, row))) + words(("", "\n")) for row in cells]
        rows = "".join(body)
        parts = self._element("thead", head) + self._element("tbody", rows)
        inside = (head + rows, self._element("tbody", head + rows), parts, parts)[kind]
        return self._element("table", "<caption>Pay</caption>" * (not self._draw.randrange(5)) + inside)

    def _framed(self, text: str) -> str:
        row = self._element("tr", self._cell(text) + self._cell("") * self._slip())
        return self._element("table", row if self._draw.randrange(2) else self._element("tbody", f"\n{row}"))

    def _cell(self, text: str) -> str:
        name = self._draw.choice(("td", "td", "td", "th"))
        spans = "" if self._draw.randrange(30) else self._draw.choice(SPANS)
        return f"<{name}{spans}>{text if self._draw.randrange(8) else self._element(self._draw.choice(BOXES), text)}</{name}>"

    def _box(self, depth: int = 0) -> str:
        name = self._draw.choice(BOXES)
        if name in OUTER and depth < 4:
            return self._element(name, self._some(lambda: self._box(depth + 1), 3) + self._some(self._phrase, 2))
        inside = self._some(lambda: self._element("li", self._phrase()), 3) if name == "ul" else self._phrase()
        return self._element(name, inside)


def mangled(body: bytes, draw: random.Random, start: bytes = b"</head", end: bytes = b"") -> bytes:
    """Return ``body`` with a few bytes cut out of it, or odd ones put in, between ``start`` and the last ``end``."""
    changed = bytearray(body)
    first, last = max(0, body.find(start)), body.rfind(end)
    for _ in range(draw.randint(1, 3)):
        place = draw.randint(first, last)
        changed[place : place + draw.choice((0, 0, 3, 9))] = draw.choice(("", *ODD)).encode("latin-1")
    return bytes(changed)
