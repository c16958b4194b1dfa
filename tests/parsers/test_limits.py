"""What costs too much to parse is refused by name, and soon."""

from __future__ import annotations

import pytest

from careerscraper.errors import SourceError
from careerscraper.parsers.limits import MAX_BARS, MAX_BYTES, MAX_LINES, MAX_TAGS
from careerscraper.parsers.page import read_document

BLOCK = "<table>" + "<tr><td colspan=1000 rowspan=0>x" + "<tr>" * 149 + "</table>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \n\t ", "empty", id="blanks"),
        pytest.param(b"<!-- <p> -->", "empty", id="comment"),
        pytest.param(b"x" * (MAX_BYTES + 1), "too_large", id="bytes"),
        pytest.param(b"<p>" * (MAX_TAGS + 1), "too_many_tags", id="tags"),
        pytest.param(b"<p " + b"a=b " * 50_000 + b">x", "too_many_attributes", id="attributes"),
        pytest.param(b"<p" + b"/a" * 50_000 + b">x", "too_many_attributes", id="attributes and slashes"),
        pytest.param(
            b"<p " + b" ".join(b'a%d=">"' % n for n in range(20_000)) + b">x",
            "too_many_attributes",
            id="attributes with brackets in their values",
        ),
        pytest.param(
            b"<p a='>'" + b" a" * 20_000 + b">x", "too_many_attributes", id="attributes behind a bracket in a value"
        ),
        pytest.param(
            b"<p " + b" ".join(b'a%d="<b>"' % n for n in range(20_000)) + b">x",
            "too_many_attributes",
            id="attributes with tags in their values",
        ),
        pytest.param(b"<p x='>' " + b"<a " * 20_000 + b">x", "too_many_attributes", id="tags in a tag"),
        pytest.param(b"<p a b c d e f g h i j>" * 90_000, "too_many_attributes", id="attributes of many tags"),
        pytest.param(b"<table></table>" * 50_000, "too_many_tables", id="tables"),
        pytest.param(b"<div>" * 5_000 + b"x", "too_deep", id="depth"),
        pytest.param(b"<table><tr><td>" * 5_000, "too_deep", id="depth of tables"),
        pytest.param(b"<p>" + b"\xe9" * 6_000_000, "text_too_long", id="text"),
        pytest.param(b"|" * (MAX_BARS + 1), "too_many_bars", id="bars"),
        pytest.param(b"x\n" * (MAX_LINES + 1), "too_many_lines", id="lines"),
        pytest.param(("<table>" + "<tr><td colspan=1000>x" * 300 + "</table>").encode(), "too_many_cells", id="cells"),
        pytest.param(("<p>x</p>" + BLOCK * 2).encode(), "too_many_cells", id="cells of all tables"),
    ],
)
def test_a_page_over_a_limit_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_document(body)
    assert caught.value.reason == reason
    assert str(caught.value)


def test_nesting_that_only_a_browsers_parser_deepens_is_not_read_as_a_browser_does() -> None:
    """Formatting elements that are left open are opened again in every paragraph: the first reading has to do."""
    body = "<!DOCTYPE html><body>" + ("<b>" * 150 + "<p>") * 10 + "<table><tr><td>x<tr><td>a<td>b</table>"
    (grid,) = read_document(body.encode()).grids
    assert [[cell.text if cell else None for cell in row] for row in grid.rows] == [["x", None], ["a", "b"]]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<p>" + b"x " * 4_000_000, id="words"),
        pytest.param(b"<p>" + b"x" * 8_000_000, id="a text"),
        pytest.param(b"<p>" + b"&lt;" * 2_000_000, id="entities"),
        pytest.param(b"<p>" + b"<!-- -->" * 190_000, id="comments"),
        pytest.param(b"<p>" + b"<a href=x-vs-y>" * 190_000, id="links"),
        pytest.param(b"<li>x" * 190_000, id="items"),
        pytest.param(b"<p " + b" ".join(b"a%d" % n for n in range(13_000)) + b">x", id="attributes"),
        pytest.param(b"<p>" + b"='" * 4_000_000, id="open values in a text"),
    ],
)
def test_a_page_right_below_a_limit_is_read(body: bytes) -> None:
    assert read_document(body).grids == ()


ODD = b"<!DOCTYPE html><table><tr><td>x<div><td>y</table>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b" " * 400_000, "malformed", id="letters"),
        pytest.param(b"<p>" * 21_000, "malformed", id="tags"),
        pytest.param(b"<p>" * 19_000, "malformed", id="elements"),
        pytest.param(
            b"<p " + b" ".join(b"a%d" % n for n in range(5_000)) + b">", "too_many_attributes", id="attributes"
        ),
        pytest.param(b"<div>" * 200, "too_deep", id="depth"),
        pytest.param(
            b"".join(b"<i a=%d>" % n for n in range(90)) + b"<p>x</p>" * 5_000,
            "malformed",
            id="formatting left open",
        ),
        pytest.param(b"<div>" * 100 + b"</h2>" * 15_000, "malformed", id="ends without a start"),
        pytest.param(b"<table>" + b"<br>" * 15_000, "malformed", id="elements moved out of a table"),
        pytest.param(b"\x0b" * 300_000, "malformed", id="controls"),
        pytest.param(b"<script><!--" + b"-" * 300_000, "malformed", id="dashes"),
        pytest.param(b"&" * 300_000, "malformed", id="ampersands"),
    ],
)
def test_what_would_take_html5lib_too_long_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_document(ODD + body)
    assert caught.value.reason == reason


def test_a_page_below_the_limits_is_read() -> None:
    assert len(read_document(b"<p>x</p>" * 20_000).blocks) == 20_000
    assert len(read_document(b"x\n" * 20_000).blocks) == 20_000
