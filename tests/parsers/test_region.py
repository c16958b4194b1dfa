"""The quick look reads the same as the whole page, or leaves it to that."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from careerscraper.demo.site import DemoSite
from careerscraper.errors import CareerscraperError
from careerscraper.items import Comparison
from careerscraper.parsers import html
from careerscraper.parsers.page import read_page
from careerscraper.parsers.region import find_region
from careerscraper.parsers.source import look_at


def quick(body: bytes) -> bytes | None:
    """Return what the quick look leaves to be parsed of ``body``."""
    region = find_region(look_at(body))
    return region.markup() if region else None


TABLE = b"<table><tr><th><th>Cook<th>Baker<tr><td>Yearly salary<td>$1<td>$2</table>"
PAGE = (
    b"<!DOCTYPE html><html><head><title>t</title></head><body><nav>Menu</nav><article><h1>Cook vs baker</h1>"
    b"<p>Words.</p>" + TABLE + b"<p>* 2024</p></article><aside><h2>More</h2></aside></body></html>"
)


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], Comparison | str]:
    """Return what reads a page whole, without a quick look."""

    def read(body: bytes) -> Comparison | str:
        with monkeypatch.context() as patch:
            patch.setattr(html, "find_region", lambda _: None)
            return comparison(body)

    return read


def comparison(body: bytes) -> Comparison | str:
    try:
        return read_page(body, source="x")
    except CareerscraperError as error:
        return str(error)


def test_a_page_of_the_kind_is_read_by_its_content_alone() -> None:
    region = quick(PAGE)
    assert region is not None
    assert b"* 2024" in region
    assert b"Menu" not in region
    assert b"More" not in region


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"</body></html>", b"", id="cut"),
        pytest.param(b"</table>", b"", id="open table"),
        pytest.param(b"</head>", b"", id="no head"),
        pytest.param(b"<h1>Cook vs baker</h1>", b"", id="no title"),
        pytest.param(b"<nav>", b"<nav><div hidden>", id="hidden"),
        pytest.param(b"<nav>", b"<nav><div style='display: none'>", id="no display"),
        pytest.param(b"<nav>", b"<nav><noscript>", id="noscript"),
        pytest.param(b"<nav>", b"<nav><svg>", id="svg"),
        pytest.param(b"<nav>", b'<nav title="<h1>">', id="tag in a value"),
        pytest.param(b"<nav>", b"<nav title='<h1>'>", id="tag in a single-quoted value"),
        pytest.param(b"<nav>", b'<nav title="x > y">', id="bracket in a value"),
        pytest.param(b"<nav>", b"<nav><? x ?>", id="instruction"),
        pytest.param(b"<nav>", b"<nav><!-- x --!>", id="odd end of a comment"),
        pytest.param(b"<nav>", b"<nav><link rel=canonical href=/x>", id="canonical link below the head"),
        pytest.param(b"<nav>", b"<nav><base href=/x>", id="base below the head"),
        pytest.param(b"<nav>", b'<nav><link rel="c&#97;nonical" href=/x>', id="coded canonical link below the head"),
        pytest.param(b"<nav>", b'<nav><div style="d&#105;splay:none">', id="coded style"),
        pytest.param(b"<nav>", b"<nav><td>x</td>", id="cell above"),
        pytest.param(b"<nav>", b"<nav><tbody>", id="part of a table above"),
        pytest.param(b"<aside>", b"<aside><th>x</th>", id="cell below"),
        pytest.param(b"$2", b"<textarea>2</textarea>", id="textarea"),
        pytest.param(b"$2", b"<iframe>2</iframe>", id="iframe"),
        pytest.param(b"$2", b"<noembed>$2</noembed>", id="noembed"),
        pytest.param(b"$2", b"<xmp>$2</xmp>", id="xmp"),
        pytest.param(b"$2", b"<template>$2</template>", id="template"),
        pytest.param(b"Words.", b"<noframes>Words.</noframes>", id="noframes"),
        pytest.param(b"Words.</p>", b"<script/>Words.</p><script></script>", id="script closed in its tag"),
        pytest.param(b"<p>", b'<p title="<!-- -->">', id="comment in a value"),
        pytest.param(b"Cook vs baker</h1>", b"<img src=x></h1>", id="title without text"),
        pytest.param(b"Cook vs baker</h1>", b"&nbsp;</h1>", id="title of a blank"),
        pytest.param(b"<h1>", b"<h2>Pay</h2>" + TABLE + b"<h1>", id="heading above a table above the title"),
        pytest.param(b"<nav>", b"<nav></main>", id="stray end above"),
        pytest.param(b"<p>* 2024</p>", b"</main><p>* 2024</p>", id="stray end behind the last table"),
        pytest.param(b"</article>", b"", id="article without an end"),
        pytest.param(b"<article>", b"<article class=a />", id="article that ends in its tag"),
        pytest.param(b"<td>$2<", b"<td><p>$2</p><div class=a />a year</td><", id="box that ends in its tag, in a cell"),
        pytest.param(b"<article>", b"<nav><div><article></div></nav>", id="article that ends with another element"),
        pytest.param(
            b"<td>$2</table>", b"<td><main><table></table></main></table>", id="content that ends within a table"
        ),
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_reading_of_the_whole(
    whole: Callable[[bytes], Comparison | str], old: bytes, new: bytes
) -> None:
    body = PAGE.replace(old, new)
    assert body != PAGE
    assert quick(body) is None
    assert comparison(body) == whole(body)


@pytest.mark.parametrize("head", [b"<meta name=x content=canonical>", b"<title><link rel=canonical href=/x></title>"])
def test_a_link_below_counts_where_the_head_only_names_it(
    whole: Callable[[bytes], Comparison | str], head: bytes
) -> None:
    link = b'<link rel=canonical href="https://www.zippia.com/cook-jobs/cook-vs-baker-differences/">'
    body = PAGE.replace(b"<title>t</title>", head).replace(b"<aside>", b"<aside>" + link)
    found = comparison(body)
    assert found == whole(body)
    assert isinstance(found, Comparison)
    assert found.page_id == "/cook-jobs/cook-vs-baker-differences"


def test_a_title_of_a_picture_counts_alike(whole: Callable[[bytes], Comparison | str]) -> None:
    body = PAGE.replace(b"<title>t</title>", b"").replace(b"<nav>", b"<nav><svg><title>Icon</title></svg>")
    body = body.replace(b"Cook vs baker</h1>", b"<img></h1>")
    assert comparison(body) == whole(body)


@pytest.mark.parametrize("name", [b"main-area", b"article-body", b"table-x", b"head-x", b"h1-x", b"td-x"])
def test_an_element_of_the_page_s_own_is_not_what_its_name_begins_with(
    whole: Callable[[bytes], Comparison | str], name: bytes
) -> None:
    body = PAGE.replace(b"<nav>", b"<nav><" + name + b">x</" + name + b">")
    body = body.replace(TABLE, TABLE + b"<" + name + b">x</" + name + b">")
    assert quick(body) is not None
    assert comparison(body) == whole(body)


@pytest.mark.parametrize("name", [b"style-note", b"template-x", b"script-x", b"iframe-x"])
def test_an_element_of_the_page_s_own_has_text(whole: Callable[[bytes], Comparison | str], name: bytes) -> None:
    body = PAGE.replace(b"$2", b"<" + name + b">$2</" + name + b"></td>")
    assert b"<" + name + b">$2</" + name + b">" in (quick(body) or b"")
    assert comparison(body) == whole(body)


def test_an_article_within_elements_of_the_page_s_own_ends_with_them(
    whole: Callable[[bytes], Comparison | str],
) -> None:
    """A name that begins with `article` does not end the content."""
    body = PAGE.replace(b"<article>", b"<main><article-body>").replace(TABLE, TABLE + b"</article-body>")
    body = body.replace(b"</article>", b"</main>")
    assert b"* 2024" in (quick(body) or b"")
    assert comparison(body) == whole(body)


@pytest.mark.parametrize(
    "changed",
    [
        PAGE.replace(b"<nav>", b"<noscript><iframe src=x></iframe></noscript><nav><textarea><h1></textarea>"),
        PAGE.replace(b"Words.", b"<script>'</scripts>'</script>Words."),
        PAGE.replace(b"<title>", b'<link href="/x" rel="canonical"><title>').replace(b"<nav>", b"<nav><link rel=x>"),
        PAGE.replace(b"<h1>", TABLE + b"<h1>"),
        PAGE.upper().replace(b"YEARLY SALARY", b"Yearly salary"),
        PAGE.replace(b"<nav>", b"<script>'<h1><table>'</script><style>h1>table{}</style><!-- <table> --><nav>"),
        PAGE.replace(b"<article>", b"<table><tr><td>").replace(b"</article>", b"</table>"),
        PAGE.replace(b"<p>Words.", b"<p>Six feet: 6'2\" tall."),
        PAGE.replace(TABLE, TABLE + b"<noscript>" + TABLE.replace(b"$1", b"$3") + b"</noscript>"),
        PAGE.replace(b"<td>$2", b""),
        PAGE.replace(b"<article>", b"<main>").replace(b"</article>", b"<article><p>x</p></article></main>"),
    ],
)
def test_the_quick_look_reads_the_same(whole: Callable[[bytes], Comparison | str], changed: bytes) -> None:
    assert changed != PAGE
    assert comparison(changed) == whole(changed)


def test_the_quick_look_reads_the_same_of_the_demo_site(whole: Callable[[bytes], Comparison | str]) -> None:
    count = 0
    for page in DemoSite(80).comparisons:
        body = page.html()
        count += quick(body) is not None
        assert comparison(body) == whole(body)
    assert count >= 75


def test_the_quick_look_reads_the_same_of_mangled_pages(whole: Callable[[bytes], Comparison | str]) -> None:
    """Pages with bytes cut out, or odd ones put in, between the head and the end of the content."""
    draw, count = random.Random(3), 0
    odd = (b"<table>", b"</table>", b"</td>", b"<tr>", b"<!--", b"-->", b"<b>", b"<div>", b"</div>", b'"', b"'", b"<")
    odd += (b"</article>", b"<h2>", b"<noscript>", b"<p>", b"<li>", b"</body>", b"\xff", b"&#0;", b"<td colspan=3>")
    for page in DemoSite(50).comparisons:
        body = bytearray(page.html())
        ends = [found.start() for found in re.finditer(rb"</head|<aside", body)]
        for _ in range(draw.randint(1, 2)):
            place = draw.randint(ends[0], ends[-1])
            body[place : place + draw.choice((0, 0, 3, 9))] = draw.choice((b"", *odd))
        count += quick(bytes(body)) is not None
        assert comparison(bytes(body)) == whole(bytes(body)), page.path
    assert count >= 6
