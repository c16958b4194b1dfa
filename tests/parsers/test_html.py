"""HTML pages: which tables there are, under which headings, and when a second parser is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.items import Comparison
from careerscraper.parsers.document import Grid, Heading, Paragraph
from careerscraper.parsers.page import read_document

Make = Callable[..., bytes]
Tables = Callable[[bytes], list[list[list[str | None]]]]
Cells = Callable[..., list[tuple[str, ...]]]
Compared = Callable[..., Comparison]

SALARY = ("Yearly salary", "$30,000", "$31,000")
FALSE = "<table><tr><td>Yearly salary</td><td>$1</td><td>$2</td></tr></table>"


@pytest.mark.parametrize(
    "hidden",
    [
        f"<!-- {FALSE} -->",
        f"<script>var x = '{FALSE}'</script>",
        f'<script type="application/json">{{"x": "{FALSE}"}}</script>',
        f"<style>/* {FALSE} */</style>",
        f"<template>{FALSE}</template>",
        f"<textarea>{FALSE}</textarea>",
    ],
)
def test_what_is_no_table_on_the_page_is_not_read(cells: Cells, page: Make, hidden: str) -> None:
    assert cells(page(before=hidden)) == [SALARY]
    assert cells(page(after=hidden)) == [SALARY]


@pytest.mark.parametrize(
    "hidden", [f"<!-- {FALSE} -->", f"<script>'{FALSE}'</script>", f"<template>{FALSE}</template>"]
)
def test_a_page_without_tables_has_none(hidden: str) -> None:
    assert read_document(f"<p>Words.</p>{hidden}".encode()).grids == ()


def test_end_tags_that_may_be_left_out_are_not_missed(cells: Cells) -> None:
    body = "<table><tr><th><th>Cook<th>Baker<tr><td>Yearly salary<td>$30,000<td>$31,000</table>"
    assert cells(body) == [SALARY]


@pytest.mark.parametrize("tag", ["DIV", "form", "center", "span"])
def test_rows_inside_a_misplaced_element_are_read_as_a_browser_does(cells: Cells, tag: str) -> None:
    """The tag that wraps the rows is no child of a table: a browser moves it out, libxml2 hides the rows in it."""
    head, row = "<tr><th></th><th>Cook</th><th>Baker</th></tr>", "<tr><td>Yearly salary<td>$30,000<td>$31,000</tr>"
    assert cells(f"<!DOCTYPE html><table><{tag}>{head}{row}</{tag}></table>") == [SALARY]


@pytest.mark.parametrize(
    "first", ["<th></th><th>Cook</th><th>Baker</th>", "<tbody><td></td><td>Cook</td><td>Baker</td>"]
)
def test_cells_without_a_row_are_read_as_a_browser_does(cells: Cells, first: str) -> None:
    assert cells(f"<table>{first}<tr><td>Yearly salary<td>$30,000<td>$31,000</tr></table>") == [SALARY]


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>Growth rate<div><td>1%<td>2%</tr>",
        "<tr><td>Growth rate</td><form><td>1%</td><td>2%</td></form></tr>",
        "<tr><div><td>Growth rate</td><td>1%</td><td>2%</td></div></tr>",
    ],
)
def test_unclosed_cells_are_read_as_a_browser_does(cells: Cells, page: Make, row: str) -> None:
    """Here libxml2 gives rows of unequal width: the second reading counts."""
    assert cells(page(inside=row)) == [SALARY, ("Growth rate", "1%", "2%")]


def test_a_row_wrapped_in_a_form_is_not_lost_among_good_ones(cells: Cells, page: Make) -> None:
    row = "<form><tr><td>Growth rate</td><td>1%</td><td>2%</td></tr></form>"
    assert cells(page(inside=row)) == [SALARY, ("Growth rate", "1%", "2%")]


def test_where_both_parsers_see_a_short_row_the_page_is_still_read(cells: Cells, page: Make) -> None:
    body = page(inside="<tr><td>Growth rate</td><td>1%</td></tr>")
    assert cells(body) == [SALARY, ("Growth rate", "1%", "1%")]


def test_the_second_reading_resolves_entities_once(cells: Cells, page: Make) -> None:
    body = page(
        inside="<tr><td>Tools &amp;amp; more</td><td>AT&amp;lt;T<td>x<div></tr><tr><td>Growth rate<div><td>1%<td>2%"
    )
    assert cells(body)[1:] == [("Tools &amp; more", "AT&lt;T", "x"), ("Growth rate", "1%", "2%")]


def test_the_second_reading_leaves_templates_out(tables: Tables, page: Make) -> None:
    body = page(inside="<tr><td>Growth rate<div><td>1%<td>2%", after=f"<template>{FALSE}</template>")
    assert len(tables(body)) == 1


def test_the_second_reading_leaves_out_what_is_hidden(cells: Cells, page: Make) -> None:
    inside = "<tr><td>Growth rate<td>1%<span hidden>9</span><td>2%<span style='display:none'>9</span></tr>"
    assert cells(page(inside=inside, after="<td>x</td>")) == [SALARY, ("Growth rate", "1%", "2%")]


@pytest.mark.parametrize("hiding", ["hidden", "style='display: none'"])
def test_the_second_reading_does_not_count_hidden_tables(compared: Compared, page: Make, hiding: str) -> None:
    table = page().decode().split("<body>")[1].replace("30,000", "7")
    found = compared(page(after=f"<div {hiding}>{table}</div><td>x</td>"))
    assert [s.text for s in found.statements] == ["$30,000", "$31,000"]


def test_layout_tables_around_are_looked_through(cells: Cells, compared: Compared, page: Make) -> None:
    body = page(before="<table role=presentation><tr><td><table><tr><td>", after="</td></tr></table></td></tr></table>")
    assert cells(body) == [SALARY]
    assert {s.table for s in compared(body).statements} == {2}


def test_a_doubled_table_is_read_once(compared: Compared, page: Make) -> None:
    again = page().decode().split("<body>")[1].removesuffix("</body>")
    found = compared(page(after=f"<div hidden>{again}</div>"))
    assert [s.table for s in found.statements] == [0, 0]
    assert found.issues == ()


def test_a_table_of_other_cells_counts_too(cells: Cells, page: Make) -> None:
    again = page().decode().split("<body>")[1].replace("30,000", "32,000")
    assert cells(page(after=again)) == [SALARY, ("Yearly salary", "$32,000", "$31,000")]


def test_blocks_stand_in_the_order_of_the_page(page: Make) -> None:
    document = read_document(
        page(before="<h1>Cook <b>vs</b> baker</h1><p>Words.</p>", after="<h2>More</h2><div>End.</div>")
    )
    kinds = [type(block) for block in document.blocks]
    assert kinds == [Heading, Paragraph, Grid, Heading, Paragraph]
    assert [b.text for b in document.blocks if not isinstance(b, Grid)] == ["Cook vs baker", "Words.", "More", "End."]


@pytest.mark.parametrize(
    ("before", "inside", "section"),
    [
        ("<h2>Pay</h2>", "", "Pay"),
        ("<h2>Pay</h2><h3> </h3><p>Words.</p>", "", "Pay"),
        ("<h2>Pay</h2>", "<caption>Money</caption>", "Money"),
        ("", "", None),
    ],
)
def test_heading_or_caption_names_the_section(
    compared: Compared, page: Make, before: str, inside: str, section: str | None
) -> None:
    body = page(before=before).replace(b"<table>", f"<table>{inside}".encode())
    assert {s.section for s in compared(body).statements} == {section}


def test_a_band_row_names_what_follows(compared: Compared, page: Make) -> None:
    inside = "<tr><th colspan=3>Outlook</th></tr><tr><td>Growth rate<td>1%<td>2%</tr>"
    found = compared(page(before="<h2>Pay</h2>", inside=inside)).statements
    assert [(s.label, s.section) for s in found if not s.career] == [
        ("Yearly salary", "Pay"),
        ("Growth rate", "Outlook"),
    ]


@pytest.mark.parametrize("corner", ["", "Attribute"])
def test_a_band_row_wider_than_the_table_moves_no_cell(
    cells: Cells, compared: Compared, page: Make, corner: str
) -> None:
    body = page(inside="<tr><td colspan=9>Outlook</td></tr><tr><td>Growth rate<td>1%<td>2%</tr>")
    body = body.replace(b"<th></th>", f"<th>{corner}</th>".encode())
    assert compared(body).careers == ("Cook", "Baker")
    assert cells(body) == [SALARY, ("Growth rate", "1%", "2%")]


def test_a_header_that_stands_again_is_no_row(cells: Cells, page: Make) -> None:
    inside = "<tr><th></th><th>Cook</th><th>Baker</th></tr><tr><td>Growth rate<td>1%<td>2%</tr>"
    assert cells(page(inside=inside)) == [SALARY, ("Growth rate", "1%", "2%")]


def test_title_and_canonical_link(compared: Compared) -> None:
    head = (
        '<title>T</title><link rel="canonical" href="https://zippia.com/cook-jobs/cook-vs-baker-differences?utm=1#top">'
    )
    table = "<table><tr><th><th>Cook<th>Baker<tr><td>Yearly salary<td>$1<td>$2</table>"
    body = f"<html><head>{head}</head><body><h1>Cook  vs<br>baker</h1>{table}</body></html>"
    found = compared(body)
    assert found.title == "Cook vs baker"
    assert found.page_url == "https://www.zippia.com/cook-jobs/cook-vs-baker-differences"
    assert found.page_id == "/cook-jobs/cook-vs-baker-differences"


def test_links_are_kept_once_and_raw(page: Make) -> None:
    links = (
        '<a href="x-vs">x</a><a class=a href=\'../y-vs?z&amp;a\'>y</a><A HREF=z-vs>z</A><a href="x-vs">x</a><a href="o">o</a>'
        '<a>-vs</a><a data-href="a-vs">a</a><!-- <a href="b-vs"> --><script>"<a href=c-vs>"</script>'
    )
    document = read_document(page(before=f'<base href="/b/">{links}'))
    assert (document.base, document.links_with("-vs")) == ("/b/", ("x-vs", "../y-vs?z&a", "z-vs"))


def test_a_link_with_a_number_too_long_to_unescape_is_passed_over() -> None:
    document = read_document(b'<html><body><a href="a-vs-b&#' + b"1" * 5000 + b';">x</a><a href="c-vs-d">y</a></html>')
    assert document.links_with("-vs") == ("c-vs-d",)


@pytest.mark.parametrize(
    "end",
    [
        "<tr><td>Number of jobs</td><td>12,345</td><td>31",
        "<tr><td>Number of jobs</td><td>12,345</td><td>31</td>",
        "<tr><td>Number of jobs</td><td>12,345</td>",
        "<tr><td>Number of jobs</td><td>12,345</td><td",
        "<tr><td>Number of jobs</td><td>12,345<table><tr><td>x</td></tr></table></td><td>31",
    ],
)
def test_the_row_in_which_the_page_ends_is_not_read(compared: Compared, page: Make, end: str) -> None:
    found = compared(page(inside=end).removesuffix(b"</table></body>"))
    assert {s.label for s in found.statements} == {"Yearly salary"}
    assert [issue.code for issue in found.issues] == ["cut_row"]


@pytest.mark.parametrize("end", ["<p>Words", "<table class=", "<table><tr><td>x", "<table>", "<!-- <table><tr>"])
def test_a_page_that_ends_behind_the_table_leaves_it_whole(cells: Cells, page: Make, end: str) -> None:
    assert cells(page().removesuffix(b"</body>") + end.encode()) == [SALARY]


def paragraphs(body: bytes) -> list[tuple[str, bool]]:
    return [(b.text, b.cut) for b in read_document(body).blocks if isinstance(b, Paragraph) and b.text]


def test_a_paragraph_with_line_breaks_is_a_paragraph(page: Make) -> None:
    body = page(before="<h1>x</h1><p>Cooks cook.<br>Bakers bake.</p><div>A box<p>of lines</p></div>")
    assert paragraphs(body) == [("Cooks cook. Bakers bake.", False), ("of lines", False)]


def test_the_last_paragraph_of_a_cut_page_is_marked() -> None:
    assert paragraphs(b"<p>One.</p><p>Two and a ha<div></div>") == [("One.", False), ("Two and a ha", True)]


def test_menus_above_and_other_articles_below_are_no_content(page: Make) -> None:
    body = page(
        before="<nav><h2>Jobs</h2><p>Menu.</p></nav><main><article><h1>Cook vs baker</h1><p>Words.</p>",
        after="<p>* 2024.</p></article><article><h2>Other</h2><p>Else.</p></article></main><p>Footer.</p>",
    )
    assert paragraphs(body) == [("Words.", False), ("* 2024.", False)]
