"""The year and the notes of a figure: from its cell, its label, and the page's own line of sources."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from careerscraper.items import Comparison, Page, Part
from careerscraper.normalize.observations import observe

Row = dict[str, object]
SOURCES = {"*": "Bureau of Kites", "**": "KiteScale"}


def observed(*cells: tuple[str, str], site: str = "study", notes: Mapping[str, str] = SOURCES) -> list[Row]:
    """Return the observations of one career of a page of ``site`` that has these labels and cells."""
    labels, texts = zip(*cells, strict=True)
    part = Part(0, None, (0,), (1,), labels, tuple(range(len(cells))), (texts,))
    names = ("Kite Maker", "Bell Founder")
    ids = ("kite-maker", "bell-founder")
    comparison = Comparison(site, "/p", None, None, names, ids, (part,), notes=notes)
    rows: list[Row] = observe([Page("p", "fetched", comparison)]).table.to_pylist()
    return rows


@pytest.mark.parametrize(
    ("label", "text", "year", "note"),
    [
        ("Median Salary", "$54,630", None, None),
        ("Median Salary (2017)", "$54,630", 2017, None),
        ("Median Salary (2017)", "$54,630 (2016)", 2016, None),
        ("Median Salary (2017)*", "$54,630", 2017, "Bureau of Kites"),
        ("Median Salary*", "$54,630 (2016)**", 2016, "KiteScale"),
        ("Median Salary (2017)†", "$54,630", 2017, None),
        ("Median Salary", "$54,630 (2016)* for kite makers", 2016, "for kite makers; Bureau of Kites"),
        ("Job Outlook (2016-2026)*", "8%", None, "2016-2026; Bureau of Kites"),
        ("Job Outlook (2016-2026)", "8% (2018-2028)", None, "2018-2028"),
        ("Job Outlook (2016-2026)*", "-8% (decline)", None, "decline; 2016-2026; Bureau of Kites"),
        ("Educational Requirements*", "Some college", None, "Bureau of Kites"),
        ("Educational Requirements", "Some college**", None, "KiteScale"),
        ("Wind (2020)*", "strong", 2020, "Bureau of Kites"),
    ],
)
def test_year_and_note_of_a_figure(label: str, text: str, year: int | None, note: str | None) -> None:
    (row,) = observed((label, text))
    assert (row["status"], row["reference_year"], row["note"]) == ("ok", year, note)


@pytest.mark.parametrize("text", ["-", "$54 630"])
def test_what_has_no_value_has_no_year_and_no_note(text: str) -> None:
    (row,) = observed(("Median Salary (2017)*", text))
    assert (row["value"], row["reference_year"], row["note"]) == (None, None, None)


def test_a_mark_that_the_page_does_not_explain_gives_no_note() -> None:
    (row,) = observed(("Median Salary*", "$54,630**"), notes={})
    assert (row["value"], row["note"]) == (54630.0, None)


def test_the_key_has_no_year_but_two_years_are_two_observations() -> None:
    first, second = observed(("Median Salary (2016)", "$54,630"), ("Median Salary (2017)", "$54,630"))
    assert [first["reference_year"], second["reference_year"]] == [2016, 2017]
    assert first["observation_id"] != second["observation_id"]
    (alone,) = observed(("Median Salary (2019)", "$1,000"))
    assert alone["observation_id"] == first["observation_id"]


@pytest.mark.parametrize(
    ("cells", "witness"),
    [
        ((("Median Salary (2016)", "$54,630"), ("Median Annual Wage (2016)", "$54,630.00")), "corroborated"),
        ((("Median Salary (2016)", "$54,630"), ("Median Annual Wage (2016)", "$54,000")), "contradicted"),
        ((("Median Salary (2016)", "$54,630"), ("Median Annual Wage (2017)", "$54,000")), None),
        ((("Median Salary*", "$54,630"), ("Median Annual Wage**", "$54,000")), None),
        ((("Median Salary", "$54,630"), ("Median Annual Wage", "$55K")), None),
        ((("Median Salary", "$54,630"), ("Median Annual Wage", "$54,630 (for bell founders)")), None),
    ],
)
def test_only_what_is_of_one_year_and_source_is_compared(
    cells: tuple[tuple[str, str], ...], witness: str | None
) -> None:
    assert {row["page_witness"] for row in observed(*cells)} == {witness}


@pytest.mark.parametrize(
    ("hourly", "witness"),
    [("$20.00", "corroborated"), ("$21.00", "contradicted"), ("$20-25", None), ("$20.00 (2016)", None)],
)
def test_an_hourly_figure_is_compared_with_the_yearly_one_of_its_year(hourly: str, witness: str | None) -> None:
    rows = observed(("Average salary", "$41,600"), ("Hourly rate", hourly), site="zippia")
    assert {row["page_witness"] for row in rows} == {witness}


@pytest.mark.parametrize("hourly", ["$20", "$20.00", "$21.00"])
def test_where_hourly_pay_may_be_of_other_hours_it_is_no_witness(hourly: str) -> None:
    rows = observed(("Average salary", "$41,600"), ("Average hourly wage", hourly), site="generic")
    assert {row["page_witness"] for row in rows} == {None}


@pytest.mark.parametrize(
    ("label", "text", "reason"),
    [
        ("Average salary", "$45 - $60", "out_of_range"),
        ("Average salary", "$25", "out_of_range"),
        ("Average salary", "$54 million", "out_of_range"),
        ("Average salary", "$25/hour", "unit_differs"),
        ("Average hourly wage", "$54,630", "out_of_range"),
        ("Average hourly wage", "$54,630 a year", "unit_differs"),
        ("Salary range", "$54,630", "not_understood"),
    ],
)
def test_a_figure_of_another_period_or_size_is_refused(label: str, text: str, reason: str) -> None:
    (row,) = observed((label, text), site="generic")
    assert (row["status"], row["reason"], row["text"]) == ("unparsed", reason, text)
    assert row["value"] is row["low"] is row["high"] is None
