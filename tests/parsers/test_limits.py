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
        pytest.param(b"<div>" * 5_000 + b"x", "too_deep", id="depth"),
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


def test_a_page_below_the_limits_is_read() -> None:
    assert len(read_document(b"<p>x</p>" * 20_000).blocks) == 20_000
    assert len(read_document(b"x\n" * 20_000).blocks) == 20_000
