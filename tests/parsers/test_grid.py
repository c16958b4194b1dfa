"""Spans and missing cells: every slot of every row, as browsers fill it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.errors import SourceError
from careerscraper.parsers.grid import MAX_COLSPAN, MAX_ROWSPAN, Cell, expand
from careerscraper.parsers.limits import MAX_CELLS

Rows = list[list[str | None]]
ReadRows = Callable[[str], Rows]


def test_cells_stand_in_their_rows(rows: ReadRows) -> None:
    assert rows("<tr><td>a<td>b<tr><td>c<td>d") == [["a", "b"], ["c", "d"]]


def test_colspan_fills_the_slots_to_the_right(rows: ReadRows) -> None:
    assert rows("<tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e") == [["a", "a", "b"], ["c", "d", "e"]]


def test_rowspan_fills_the_slots_below_and_moves_the_rest(rows: ReadRows) -> None:
    assert rows("<tr><td rowspan=2>a<td>b<tr><td>c") == [["a", "b"], ["a", "c"]]


def test_both_spans_fill_a_block(rows: ReadRows) -> None:
    found = rows("<tr><td>a<td rowspan=2 colspan=2>b<tr><td>c<tr><td>d<td>e<td>f")
    assert found == [["a", "b", "b"], ["c", "b", "b"], ["d", "e", "f"]]


def test_a_cell_between_two_rowspans_finds_its_slot(rows: ReadRows) -> None:
    assert rows("<tr><td rowspan=2>a<td>b<td rowspan=2>c<tr><td>d") == [["a", "b", "c"], ["a", "d", "c"]]


def test_rowspan_zero_reaches_to_the_end_of_its_group(rows: ReadRows) -> None:
    found = rows("<tbody><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d<tbody><tr><td>e<td>f")
    assert found == [["a", "b"], ["a", "c"], ["a", "d"], ["e", "f"]]


def test_a_rowspan_ends_with_its_group(rows: ReadRows) -> None:
    assert rows("<thead><tr><td rowspan=9>a<td>b</thead><tbody><tr><td>c<td>d") == [["a", "b"], ["c", "d"]]


def test_a_rowspan_ends_with_the_table(rows: ReadRows) -> None:
    assert rows("<tr><td rowspan=65534>a<td>b<tr><td>c") == [["a", "b"], ["a", "c"]]


@pytest.mark.parametrize(("span", "width"), [("1000", 1000), ("1001", 1000), ("999999999999999999999", 1000)])
def test_colspan_is_clamped(rows: ReadRows, span: str, width: int) -> None:
    assert rows(f"<tr><td colspan={span}>a") == [["a"] * width]


@pytest.mark.parametrize("span", ["0", "-3", "x", "", " ", "2.9", "+2", " 2", "2px", "0x2", "２"])
def test_colspan_is_parsed_as_the_standard_says(rows: ReadRows, span: str) -> None:
    width = 2 if "2" in span and span != "0x2" else 1
    assert rows(f'<tr><td colspan="{span}">a') == [["a"] * width]


def test_the_clamps_are_those_of_the_standard() -> None:
    assert (MAX_COLSPAN, MAX_ROWSPAN) == (1000, 65534)


def test_a_missing_cell_is_none(rows: ReadRows) -> None:
    assert rows("<tr><td>a<td>b<td>c<tr><td>d<td>e") == [["a", "b", "c"], ["d", "e", None]]


def test_an_extra_cell_widens_every_row(rows: ReadRows) -> None:
    assert rows("<tr><td>a<td>b<tr><td>c<td>d<td>e") == [["a", "b", None], ["c", "d", "e"]]


def test_an_empty_cell_is_not_a_missing_one(rows: ReadRows) -> None:
    assert rows("<tr><td>a<td>b<tr><td>c<td>") == [["a", "b"], ["c", ""]]


def test_the_foot_comes_last(rows: ReadRows) -> None:
    found = rows("<tfoot><tr><td>f</tfoot><thead><tr><td>h</thead><tbody><tr><td>b</tbody>")
    assert found == [["h"], ["b"], ["f"]]


def test_rows_without_a_group_stand_between_groups(rows: ReadRows) -> None:
    assert rows("<tr><td>a</tr><tbody><tr><td>b</tbody><tr><td>c</tr>") == [["a"], ["b"], ["c"]]


def test_more_cells_than_the_budget_are_refused() -> None:
    wide = [[Cell("x", colspan=1000)]] * (MAX_CELLS // 1000)
    assert len(expand([wide])) == 200
    with pytest.raises(SourceError, match="cells") as caught:
        expand([[*wide, [Cell("x")]]])
    assert caught.value.reason == "too_many_cells"


def test_the_budget_also_counts_slots_without_a_cell() -> None:
    with pytest.raises(SourceError) as caught:
        expand([[[Cell("x", colspan=1000)]], *([[Cell("y")]] for _ in range(200))])
    assert caught.value.reason == "too_many_cells"


def test_overlapping_spans_do_not_outrun_the_budget() -> None:
    with pytest.raises(SourceError) as caught:
        expand([[[Cell("x", 1000, 0), Cell("y", 1000, 0)]] * 1000])
    assert caught.value.reason == "too_many_cells"


def test_no_rows_are_no_grid() -> None:
    assert expand([]) == expand([[]]) == ()
    assert expand([[[]]]) == ((),)


def test_cells_stand_beside_and_between_what_spans_down() -> None:
    a, b, c, d, e, f = map(Cell, "abcdef")
    tall, wide = Cell("t", 1, 2), Cell("w", 2, 2)
    assert expand([[[a, tall, wide, b], [c, d], [e, f]]]) == (
        (a, tall, wide, wide, b),
        (c, tall, wide, wide, d),
        (e, f, None, None, None),
    )
    assert expand([[[wide, tall, b], [a]]])[1] == (wide, wide, tall, a)
    assert expand([[[a], [tall], [b]]]) == ((a, None), (tall, None), (tall, b))
