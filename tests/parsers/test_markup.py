"""The text of a cell is what a reader sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.parsers.grid import OBJECT


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("  $43,251\n ", "$43,251"),
        ("&nbsp;", ""),
        ("", ""),
        ("Male, 40.4%<br>Female, 59.6%", "Male, 40.4% Female, 59.6%"),
        ("Male, 40.4%<br/>Female, 59.6%", "Male, 40.4% Female, 59.6%"),
        ("<div>Male, 40.4%</div><div>Female, 59.6%</div>", "Male, 40.4% Female, 59.6%"),
        ("<p>Male, 40.4%<p>Female, 59.6%", "Male, 40.4% Female, 59.6%"),
        ("<ul><li>Male, 40.4%<li>Female, 59.6%</ul>", "Male, 40.4% Female, 59.6%"),
        ("<span>$</span><span>43,251</span>", "$43,251"),
        ("$<!-- -->43,251", "$43,251"),
        ("<b>$43</b>,<i>251</i>", "$43,251"),
        ("<a href='/x'>Maryland</a>", "Maryland"),
        ("Bachelor's <em>Degree</em>, 51%", "Bachelor's Degree, 51%"),
        ("$43,251<script>var a = '$1'</script>", "$43,251"),
        ("$43,251<style>td { color: red }</style>", "$43,251"),
        ("$43,251<template>$1</template>", "$43,251"),
        ("$43,251<svg><title>up</title></svg>", "$43,251"),
        ("$43,251<noscript>$1</noscript>", "$43,251"),
        ("<script>1</script>$43,251", "$43,251"),
        ("A &amp; B &lt;C&gt; &eacute; &#8211; &#x2013;", "A & B <C> é – –"),
        ("&amp;lt;", "&lt;"),
        ("soft&shy;ly zero&#8203;width", "softly zerowidth"),
        ("41<sup>1</sup>", "41 1"),
        ("4<span hidden>9</span>1", "41"),
        ("4<span style='display: none'>9</span>1", "41"),
        ("Baker <button>Change</button>", "Baker"),
        ("<img src=x alt='a picture'>", OBJECT),
        ("<svg><title>up</title></svg>", OBJECT),
    ],
)
def test_text_of_a_cell(cell: Callable[[str], str | None], inside: str, text: str) -> None:
    assert cell(inside) == text


def test_a_table_in_a_cell_is_no_part_of_its_text(tables: Callable[[bytes], list[object]]) -> None:
    found = tables(b"<table><tr><td>a<table><tr><td>inner</td></tr></table>b</td><td>c</td></tr></table>")
    assert found == [[["a b", "c"]], [["inner"]]]


def test_rows_of_an_inner_table_are_its_own(tables: Callable[[bytes], list[object]]) -> None:
    inner = b"<table><tbody><tr><td>1<td>2</tr><tr><td>3<td>4</tr></tbody></table>"
    found = tables(b"<table><tbody><tr><td>a</td><td>" + inner + b"</td></tr></tbody></table>")
    assert found == [[["a", OBJECT]], [["1", "2"], ["3", "4"]]]
