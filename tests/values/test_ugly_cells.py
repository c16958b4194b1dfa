"""Cells as pages write them (`ugly_cells.toml`): each is read whole, or refused with its reason."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerscraper.metrics import METRICS
from careerscraper.schema import UNPARSED_REASONS
from careerscraper.values.footnotes import mark_of, sources, without_mark
from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading, UnreadError
from careerscraper.values.text import fold_label
from careerscraper.values.years import date_of_label

Expected = str | Mapping[str, float | int | str]

CORPUS: Mapping[str, Mapping[str, Expected]] = tomllib.loads(
    Path(__file__).with_name("ugly_cells.toml").read_text("utf-8")
)
CELLS = [(grammar, text, expected) for grammar, cells in CORPUS.items() for text, expected in cells.items()]
GRAMMARS = sorted({metric.grammar for metric in METRICS} | {"raw"})
FIGURES = [grammar for grammar in GRAMMARS if grammar not in ("text", "raw")]


def outcome(grammar: str, text: str) -> tuple[Reading, ...] | str:
    """Return what is read, or the reason why nothing is."""
    try:
        return read(grammar, text, {})
    except UnreadError as error:
        return error.reason


@pytest.mark.parametrize(("grammar", "text", "expected"), CELLS)
def test_a_cell_is_read_whole_or_refused_with_its_reason(grammar: str, text: str, expected: Expected) -> None:
    assert outcome(grammar, text) == (expected if isinstance(expected, str) else (Reading(**expected),))  # type: ignore[arg-type]


def test_the_corpus_has_cells_of_every_grammar_of_figures_that_other_sites_use() -> None:
    assert len(CELLS) >= 300
    assert {expected for _, _, expected in CELLS if isinstance(expected, str)} <= set(UNPARSED_REASONS)
    assert set(CORPUS) >= {"money_a_year", "money_an_hour", "money", "money_range", "percent", "duration", "count"}
    assert {expected for _, _, expected in CELLS if isinstance(expected, str)} >= {"not_understood", "unit_differs"}


DOLLARS = st.integers(1_000, 10**9)
ENDS = st.tuples(st.integers(10_000, 900_000), st.integers(10_000, 900_000)).map(sorted)
THOUSANDS = st.integers(1, 999)
YEARS = st.integers(1990, 2040)
PERIODS = {
    "money_a_year": ("/year", "/yr", " per year", " a year", " annually", " yearly", " (per year)"),
    "money_an_hour": ("/hour", "/hr", " per hour", " an hour", " hourly", " (hourly)"),
}
FORMS: Mapping[str, Callable[[float], Reading]] = {
    "${}": lambda value: Reading(value=value),
    "~${}": lambda value: Reading(value=value, note="about"),
    "about ${}": lambda value: Reading(value=value, note="about"),
    "${}+": lambda value: Reading(low=value),
    "${} or more": lambda value: Reading(low=value),
    "over ${}": lambda value: Reading(low=value),
    "up to ${}": lambda value: Reading(high=value),
}


@given(DOLLARS, st.sampled_from(sorted(FORMS)))
def test_a_figure_in_every_form_reads_back(dollars: int, form: str) -> None:
    assert read("money", form.format(f"{dollars:,}"), {}) == (FORMS[form](float(dollars)),)


@given(DOLLARS, st.sampled_from(sorted(PERIODS)), st.sampled_from(sorted(PERIODS)), st.data())
def test_a_period_is_that_of_the_metric_or_refused(dollars: int, own: str, said: str, data: st.DataObject) -> None:
    text = f"${dollars:,}{data.draw(st.sampled_from(PERIODS[said]))}"
    if own == said:
        assert read(own, text, {}) == (Reading(value=float(dollars)),)
    else:
        with pytest.raises(UnreadError, match="unit_differs"):
            read(own, text, {})


@given(
    ENDS, st.sampled_from(["${:,}-${:,}", "${:,} – ${:,}", "${:,} to ${:,}", "${:,}-{:,}", "between ${:,} and ${:,}"])
)
def test_a_range_in_every_form_reads_back(ends: list[int], form: str) -> None:
    low, high = ends
    assert read("money_range", form.format(low, high), {}) == (Reading(low=float(low), high=float(high)),)


@given(THOUSANDS, st.sampled_from([("K", 1e3), ("k", 1e3), ("M", 1e6), (" million", 1e6), (" thousand", 1e3)]))
def test_an_abbreviation_reads_back(figure: int, scale: tuple[str, float]) -> None:
    assert read("money", f"${figure}{scale[0]}", {}) == (Reading(value=figure * scale[1]),)
    assert read("money", f"${figure / 10:.1f}{scale[0]}", {}) == (Reading(value=round(figure / 10 * scale[1], 3)),)


@given(DOLLARS, YEARS, st.sampled_from(["({})", "({})*", "({})**", "* ({})", "(May {})", "in {}"]))
def test_a_year_in_the_cell_reads_back(dollars: int, year: int, form: str) -> None:
    text = f"${dollars:,} {form.format(year)}".replace(" *", "*")
    assert read("money_a_year", text, {}) == (Reading(value=float(dollars), reference_year=year),)


@given(YEARS, st.integers(1, 10), st.sampled_from(["Median Salary ({})*", "Median salary, {}", "MEDIAN SALARY ({}):"]))
def test_a_year_in_the_label_is_found_and_folded_away(year: int, years: int, form: str) -> None:
    label = form.format(year)
    assert date_of_label(label).year == year
    assert date_of_label(form.format(f"{year}-{year + years}")) == (None, f"{year}-{year + years}")
    assert fold_label(label) == fold_label(form.format(f"{year}-{year + years}")) == "median salary"


@given(st.sampled_from(GRAMMARS), st.text() | st.text("$0123456789,.%KM+-–~ ()*†/abefhornpusty", max_size=60))
def test_no_text_makes_a_grammar_fail_otherwise_than_by_refusal(grammar: str, text: str) -> None:
    found = outcome(grammar, text)
    assert found in UNPARSED_REASONS if isinstance(found, str) else found
    mark_of(text), without_mark(text), sources([text, f"Source: {text}"]), date_of_label(text), fold_label(text)


PIECES = [
    "$",
    "1",
    ",000",
    "1,",
    "(",
    ")",
    "(2016)",
    " (for a",
    " for a",
    "*",
    " ",
    "%",
    "-",
    "~",
    "K",
    "a",
    "$1-",
    "1 to ",
    "* a",
]
STARTS = ["", "$1 ", "$1 (", "$1 for ", "8% ", "8% (", "4 years ", "Source: ", "1"]


@pytest.mark.parametrize("start", STARTS)
def test_long_texts_take_no_longer_than_short_ones_need(start: str) -> None:
    """Ten thousand letters, whatever they are: what looks back over all of them for each would take minutes."""
    begun = time.process_time()
    for piece in PIECES:
        text = (start + piece * 10_000)[:10_000]
        for grammar in FIGURES:
            with pytest.raises(UnreadError):
                read(grammar, text + "!", {})
        mark_of(text), sources([text]), date_of_label(text), fold_label(text)
    assert time.process_time() - begun < 5
