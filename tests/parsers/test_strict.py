"""What is read without a tree is what the tree of the whole page says."""

from __future__ import annotations

import random

import pytest

from parsers.equality import QUICK, read_both
from parsers.random_pages import Writer

STRICTLY = QUICK[0]
TABLE = (
    '<table class="t"><tbody><tr><td></td><td>Cook</td><td>Baker</td></tr>'
    '<tr class="r"><td>Yearly salary</td><td><span class="v">$1,000</span></td><td>$2,000</td></tr></tbody></table>'
)
PAGE = (
    '<!DOCTYPE html><html><head><title>t</title><link rel="canonical" href="/cook-vs-baker"></head><body><nav>Menu</nav>'
    f'<article><h1>Cook vs baker</h1><p>Words.</p><div class="wrap">{TABLE}</div><h2>More</h2><p>* 2024</p></article>'
    "<aside><h2>Others</h2></aside></body></html>"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="as it is"),
        pytest.param("$2,000", "x &amp; y &#x27;z&#39; &nbsp;&ndash;", id="references"),
        pytest.param("$2,000", "a<br>b<br/>c", id="breaks"),
        pytest.param("$2,000", "a<sup>1</sup>b <b> c </b><i>d</i>", id="phrases"),
        pytest.param("$2,000", '<img src="x">', id="picture"),
        pytest.param("$2,000", "<div><p>a</p><ul><li>b</li></ul></div>", id="blocks in a cell"),
        pytest.param("<td>$2,000</td>", '<td colspan="2">$2,000</td>', id="colspan"),
        pytest.param("<td>Yearly salary</td>", '<td rowSpan="0">Yearly salary</td>', id="rowspan"),
        pytest.param("<td>Yearly salary</td>", "<th>Yearly salary</th>", id="head of a row"),
        pytest.param(
            "$1,000</span></td><td>$2,000", '-</span></td><td><span class="v">-</span>', id="cells of one source"
        ),
        pytest.param("<td></td><td>Cook</td>", "<td>Cook</td>", id="row of another width"),
        pytest.param("<tbody>", "<caption> Pay  here </caption><tbody>", id="caption"),
        pytest.param('<tr class="r">', '</tbody><tbody><tr class="r">', id="two groups"),
        pytest.param("<p>Words.", "<p>Words <!-- no > more --><script>if (a < b) {}</script>and.", id="cut out"),
        pytest.param("<h2>More", "<h2> </h2><p><a href='/x'>a</a> b</p><h3>More</h3><h2>", id="headings"),
        pytest.param("<p>Words.", '<div><header><p style="color: red">x</p></header>y</div><p>Words.', id="boxes"),
        pytest.param("<body>", "<body><main>", id="article within"),
    ],
)
def test_what_no_parser_takes_otherwise_is_read_without_a_tree(old: str, new: str) -> None:
    way, quick, whole = read_both(PAGE.replace(old, new, 1).encode())
    assert way == STRICTLY
    assert quick == whole


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("$2,000", "&copy 2", id="reference without its end"),
        pytest.param("$2,000", "&nosuch;", id="reference that nobody knows"),
        pytest.param("$2,000", "&#150;", id="reference to a control"),
        pytest.param("$2,000", "a < b", id="bracket"),
        pytest.param("$2,000", '<b title="x>y">2</b>', id="bracket in a value"),
        pytest.param("$2,000", "<b hidden>2</b>3", id="hidden"),
        pytest.param("$2,000", '<b style="display: none">2</b>3', id="not displayed"),
        pytest.param("$2,000", '<b style="d&#105;splay:none">2</b>3', id="coded style"),
        pytest.param("$2,000", "<b>2</i>", id="ended by another"),
        pytest.param("$2,000", "<b>2", id="left open"),
        pytest.param("$2,000", "<p>a<p>b</p>", id="ended by the next"),
        pytest.param("$2,000", '<a href="/x"><b><a href="/y">2</a></b></a>', id="link in a link"),
        pytest.param("$2,000", TABLE, id="table in a table"),
        pytest.param("$2,000", "a\x0bb", id="control"),
        pytest.param("<td>$2,000</td>", "<th>$2,000</td>", id="cell that another tag ends"),
        pytest.param("<td>$2,000</td>", "<td>$2,000</td>x", id="text behind a cell"),
        pytest.param('<tr class="r">', 'x<tr class="r">', id="text between rows"),
        pytest.param('<tr class="r">', '<tr></tr><tr class="r">', id="row without cells"),
        pytest.param("<tbody>", "<tfoot><tr><td>x</td></tr></tfoot><tbody>", id="foot first"),
        pytest.param("<tbody>", "<caption>a</caption><caption>b</caption><tbody>", id="two captions"),
        pytest.param("<p>Words.", "<h2>a<h3>b</h3></h2><p>Words.", id="heading in a heading"),
        pytest.param("<p>Words.", "<ul>x<p>y</p></ul><p>Words.", id="list of no items"),
        pytest.param('<td>$2,000</td>', '<td colspan="&#50;">$2,000</td>', id="coded span"),
        pytest.param('<td>$2,000</td>', '<td colspan=2 colspan=3>$2,000</td>', id="two spans"),
        pytest.param("<h1>Cook vs baker</h1>", f"{TABLE}<h1>Cook vs baker</h1>", id="table above the title"),
        pytest.param("</table>", "</table\n>", id="end of a table with a blank"),
        pytest.param("<html>", "<html hidden>", id="hidden page"),
        pytest.param("<html>", '<html style="visibility:hidden">', id="page out of sight"),
        pytest.param("</head>", "<div hidden></head>", id="box in the head"),
        pytest.param("</head>", "<noscript></head>", id="noscript left open in the head"),
        pytest.param("</title>", "", id="title left open"),
        pytest.param("<head>", '<head lang="en>', id="value left open in the head"),
        pytest.param('<html><head><title>t</title><link rel="canonical" href="/cook-vs-baker">', "", id="head of nothing"),
        pytest.param("</article>", "<div>x</article>", id="box left open in the article"),
        pytest.param("<h1>", "<div><h1>", id="box left open around all"),
        pytest.param("$2,000", "&am<!-- -->p;", id="comment in a reference"),
        pytest.param("$2,000", "&<script>1</script>amp;", id="script in a reference"),
        pytest.param("<td>$2,000", "<td\u00a0x>$2,000", id="blank of no parser in a tag"),
        pytest.param("<td>$2,000", "<td a\u2028colspan=2>$2,000", id="line separator in a tag"),
        pytest.param("<td>$2,000", "\u00a0<td>$2,000", id="no-break space between cells"),
        pytest.param("$2,000", "x" * 4_001, id="cell too long to be remembered"),
        pytest.param("<p>Words.", f'<p title="{"x" * 2_001}">Words.', id="tag too long to be remembered"),
        pytest.param("</tbody>", "<tr><td>x</td></tr>" * 4_001 + "</tbody>", id="table too long to be remembered"),
        pytest.param("$2,000", "<b>" * 260 + "2" + "</b>" * 260, id="too deep"),
        pytest.param("<p>Words.", '<script></script a="><p>x</p><p b="y"><p>Words.', id="value left open in an end tag"),
    ],
)  # fmt: skip
def test_the_rest_is_left_to_a_tree(old: str, new: str) -> None:
    way, quick, whole = read_both(PAGE.replace(old, new, 1).encode())
    assert way != STRICTLY
    assert quick == whole


BEGIN, END = '<table role="presentation"><tr><td>', "</td></tr></table>"


@pytest.mark.parametrize(
    ("begin", "end", "is_strict"),
    [
        pytest.param(BEGIN, END, True, id="as it is"),
        pytest.param(
            BEGIN.replace("<tr>", "\n<tbody>\n<tr>"),
            END.replace("</tr>", "\n</tr></tbody>\n") + "\n",
            True,
            id="a group",
        ),
        pytest.param(BEGIN.replace("td", "th"), END.replace("td", "th"), True, id="head"),
        pytest.param(BEGIN.replace("td", "th"), END, False, id="ended by another"),
        pytest.param(BEGIN.replace("<td>", "<td colspan=2>"), END, False, id="wide"),
        pytest.param(BEGIN.replace("<td>", "<td hidden>"), END, False, id="hidden"),
        pytest.param(BEGIN.replace("<td>", "<td>x</td><td>"), END, False, id="a cell before"),
        pytest.param(BEGIN, f"</td><td>x{END}", False, id="a cell behind"),
        pytest.param(BEGIN, f"</td></tr><tr><td>x{END}", False, id="a row behind"),
        pytest.param(BEGIN, END.replace("</tr>", ""), False, id="row left open"),
        pytest.param(BEGIN, f"{END}<p>x</p>", False, id="words behind"),
        pytest.param(f"<div>{BEGIN}", f"{END}</div>", False, id="box around"),
        pytest.param(f"{BEGIN}<main>", f"</main>{END}", False, id="content within"),
    ],
)
def test_a_frame_around_the_content_is_a_table_of_one_cell(begin: str, end: str, *, is_strict: bool) -> None:
    body = PAGE.replace("<h1>", f"{begin}<h1>").replace("</article>", f"{end}</article>")
    way, quick, whole = read_both(body.encode())
    assert (way == STRICTLY) == is_strict
    assert quick == whole


@pytest.mark.parametrize("slips", [0, 5, 20])
def test_pages_put_together_at_random_are_read_the_same(slips: int) -> None:
    writer, ways = Writer(random.Random(slips), slips), []
    for _ in range(40):
        body = writer.page()
        way, quick, whole = read_both(body)
        assert quick == whole, body
        ways.append(way)
    assert ways.count(STRICTLY) >= (30, 10, 1)[[0, 5, 20].index(slips)]
