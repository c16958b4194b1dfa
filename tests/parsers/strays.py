"""A page in which something stands that should not be there."""

from __future__ import annotations

import random

TABLE = (
    "<table><thead><tr><th></th><th>Cook</th><th>Baker</th></tr></thead><tbody>"
    "<tr><td>Yearly salary</td><td>{cell}$1,000</td><td>$2,000</td></tr>{row}"
    "<tr><td>Hourly rate</td><td>$1</td><td>$2</td></tr></tbody></table>"
)
PLACES = ("pre", "head", "above", "content", "title", "before", "cell", "row", "behind", "end", "below", "post")
#: Where a page is not refused for what the reading of record refuses it for: outside of the part that counts.
OUTSIDE = ("pre", "head", "above", "below", "post")
PAGE = (
    '<!DOCTYPE html><html>{pre}<head><title>t</title>{head}<link rel="canonical" href="/x"></head><body><nav>Menu</nav>'
    "{above}<article>{content}<h1>Cook{title} vs baker</h1><p>Words.</p>{before}" + TABLE + "{behind}"
    "<p>* 2024</p><table><tr><th></th><th>Cook</th><th>Baker</th></tr><tr><td>Age</td><td>1</td><td>2</td></tr></table>{end}"
    "</article>{below}<p>End.</p>{post}</body></html>"
)
FRAMED = PAGE.replace("{content}<h1>", "{content}<table><tr><td><h1>").replace("{end}", "{end}</td></tr></table>")
STRAYS = (
    "<script><!--<script></script>",
    '<script><!-- document.write("<script src=x></script>"); //--></script>',
    "<plaintext></plaintext>",
    "<body/>",
    "<HEAD />",
    "<html/>",
    "<body hidden>",
    "</body>",
    "<template><template></template>",
    "<template><p>x</p></template>",
    "</template>",
    "<a hidden>",
    "<h2 style='display:none'>",
    "<section hidden>x</section>",
    "<select>",
    "<frameset>",
    "<meta content='</head>'>",
    '<meta content="</article>">',
    "<noscript><p>no</noscript>",
    "<svg><style><h1></style></svg>",
    "<svg><title><h1>q</h1></title></svg>",
    "<p>intro</p>",
    "<tr title='a>b'>",
    "</td>",
    "</caption>",
    "<colgroup hidden>$1</colgroup>",
    "<div/>",
    "<h1>Waiter vs chef</h1>",
    "<textarea><h1></textarea>",
    "<!-->",
    "<!--",
    "-->",
    "<![CDATA[",
    '"',
    "'",
    "&lt",
    "\f",
    "\x85",
)
#: Elements whose tags parsers take in ways of their own, or that end others; and attributes.
NAMES = (
    "iframe textarea xmp noembed noframes noscript object svg select button title style script math template p div a b li h1"
    " h2 article main section form table tr td th tbody caption head body html link base meta option optgroup hr br input"
    " frameset applet marquee nobr desc foreignObject col colgroup dd dl dialog details nav hgroup ruby rt area frame image"
    " plaintext"
)
ATTRIBUTES = (
    "", "", " hidden", " style=display:none", ' style="visibility:hidden"', " aria-hidden=true", ' title="a>b"', "/", " /",
    " title='</head>'", ' title="it\'s"', ' class=a"b', " rel=canonical href=/e", " colspan=2", ' title="<h1>"', ' "', " =",
    " data-x='<table>'", ' content="</article>"', " id=<",
)  # fmt: skip


def strayed(draw: random.Random) -> bytes:
    """Return the page, or the framed one, with something at one to three of its places."""
    parts = dict.fromkeys(PLACES, "")
    for _ in range(draw.choice((1, 1, 2, 2, 3))):
        parts[draw.choice(PLACES)] += _stray(draw)
    return draw.choice((PAGE, PAGE, FRAMED)).format(**parts).encode()


def _stray(draw: random.Random) -> str:
    kind, name = draw.randrange(4), draw.choice(NAMES.split())
    name = name if draw.randrange(9) else name.upper()
    begin, end = f"<{name}{draw.choice(ATTRIBUTES)}>", f"</{name}>"
    if kind == 3:
        return draw.choice(STRAYS)
    return (begin, end, begin + (_stray(draw) if draw.randrange(2) else "$1") + end)[kind]
