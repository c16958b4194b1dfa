"""A page with something in it that should not be there, wherever it is: the quick readings read it as the whole page is read."""

from __future__ import annotations

import random

import pytest

from parsers.equality import read_both
from parsers.strays import FRAMED, OUTSIDE, PAGE, PLACES, STRAYS, strayed


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


@pytest.mark.parametrize("seed", range(8))
def test_whatever_stands_there_the_quick_readings_are_those_of_the_whole(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(250):
        body = strayed(draw)
        way, quick, whole = read_both(body)
        assert isinstance(whole, str) or quick == whole, (body, way)


@pytest.mark.parametrize("drawn", ["<svg><style><h1></style></svg>", "<math><script><h1></script></math>"])
def test_what_is_markup_in_a_drawing_is_no_style(drawn: str) -> None:
    # By the part of a table below, the whole is read as browsers do.
    _, quick, whole = read_both(
        PAGE.format(**dict.fromkeys(PLACES, "") | {"above": drawn, "post": "</tbody>"}).encode()
    )
    assert isinstance(whole, str) or quick == whole
