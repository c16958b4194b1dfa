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
    region = find_region(look_at(PAGE))
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
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_reading_of_the_whole(
    whole: Callable[[bytes], Comparison | str], old: bytes, new: bytes
) -> None:
    body = PAGE.replace(old, new)
    assert body != PAGE
    assert find_region(look_at(body)) is None
    assert comparison(body) == whole(body)


@pytest.mark.parametrize(
    "changed",
    [
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
    quick = 0
    for page in DemoSite(150).comparisons:
        body = page.html()
        quick += find_region(look_at(body)) is not None
        assert comparison(body) == whole(body)
    assert quick >= 140


def test_the_quick_look_reads_the_same_of_mangled_pages(whole: Callable[[bytes], Comparison | str]) -> None:
    """Pages with bytes cut out, or odd ones put in, between the head and the end of the content."""
    draw, quick = random.Random(3), 0
    odd = (b"<table>", b"</table>", b"</td>", b"<tr>", b"<!--", b"-->", b"<b>", b"<div>", b"</div>", b'"', b"'", b"<")
    odd += (b"</article>", b"<h2>", b"<noscript>", b"<p>", b"<li>", b"</body>", b"\xff", b"&#0;", b"<td colspan=3>")
    for page in DemoSite(120).comparisons:
        body = bytearray(page.html())
        ends = [found.start() for found in re.finditer(rb"</head|<aside", body)]
        for _ in range(draw.randint(1, 2)):
            place = draw.randint(ends[0], ends[-1])
            body[place : place + draw.choice((0, 0, 3, 9))] = draw.choice((b"", *odd))
        quick += find_region(look_at(bytes(body))) is not None
        assert comparison(bytes(body)) == whole(bytes(body)), page.path
    assert quick >= 20
