"""A page with something in it that should not be there, wherever it is: the quick readings read it as the whole page is read."""

from __future__ import annotations

import pytest

from parsers.equality import read_both

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


@pytest.mark.parametrize("page", [PAGE, FRAMED], ids=["page", "framed"])
@pytest.mark.parametrize("stray", STRAYS)
def test_wherever_it_stands_the_quick_readings_are_those_of_the_whole(page: str, stray: str) -> None:
    for place in PLACES:
        body = page.format(**dict.fromkeys(PLACES, "") | {place: stray})
        way, quick, whole = read_both(body.encode())
        is_refused = isinstance(whole, str) and place in OUTSIDE
        assert is_refused or quick == whole, (place, way)


@pytest.mark.parametrize("text", ["<p>Words.</p>", "<p>Words.</p><h2>More</h2>", ""])
def test_a_table_with_the_title_and_no_table_in_it_is_one_of_data(text: str) -> None:
    table = f"<table><tr><td><h1>Cook vs baker</h1>{text}</td></tr></table>"
    _, quick, whole = read_both(f"<html><head></head><body><main>{table}</main></body></html>".encode())
    assert quick == whole
