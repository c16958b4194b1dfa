"""Careers in columns or in rows, in whatever markup: the same cells, and where nobody can tell, none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest
from markups import MARKUPS, Section, page, plain

from careerscraper.errors import NotAComparisonError
from careerscraper.items import Comparison
from careerscraper.parsers.page import read_page

Compared = Callable[..., Comparison]

HEADER = ["", "Cook", "Baker"]
PAY = [["Yearly salary", "$30,000", "$31,000"], ["Hourly rate", "$14.42", "$14.90"], ["Growth rate", "-8%", "-"]]
PEOPLE = [["Average age", "41", "43"], ["LGBT percentage", "8%", "9%"]]
SECTIONS: list[Section] = [("Overview", [HEADER, *PAY]), ("Demographics", [HEADER, *PEOPLE])]
FACTS = {
    (row[0], career, text) for row in PAY + PEOPLE for career, text in zip(("Cook", "Baker"), row[1:], strict=True)
}


def facts(found: Comparison) -> set[tuple[str | None, str, str]]:
    return {(s.label, found.careers[s.career], s.text) for s in found.statements if s.table is not None and s.label}


@pytest.mark.parametrize("markup", MARKUPS)
def test_every_markup_gives_the_same_cells(compared: Compared, markup: str) -> None:
    found = compared(page("Cook vs baker", MARKUPS[markup](SECTIONS)))
    assert facts(found) == FACTS
    assert found.careers == ("Cook", "Baker")
    assert found.issues == ()


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_the_columns_changes_whose_they_are_and_nothing_else(
    compared: Compared, markup: str, order: Sequence[int]
) -> None:
    rows = [
        ["Feature", "Cook", "Baker", "Miller"],
        ["Average salary", "$1", "$2", "$3"],
        ["Job outlook", "1%", "2%", "3%"],
    ]
    moved = [[row[0], *(row[1 + n] for n in order)] for row in rows]
    found = compared(page("Cook vs. baker vs. miller", MARKUPS[markup]([("Pay", moved)])))
    assert found.careers == tuple(rows[0][1 + n] for n in order)
    assert facts(found) == {
        (row[0], name, text) for row in rows[1:] for name, text in zip(rows[0][1:], row[1:], strict=True)
    }


def test_places_are_those_of_the_page_whatever_the_direction(compared: Compared) -> None:
    found = compared(page("x", MARKUPS["transposed"]([("Pay", [HEADER, *PAY])])))
    places = {(s.label, found.careers[s.career]): (s.row, s.column) for s in found.statements}
    assert places["Yearly salary", "Cook"] == (1, 1)
    assert places["Growth rate", "Cook"] == (1, 3)
    assert places["Growth rate", "Baker"] == (2, 3)


def test_a_column_of_pictures_or_numbers_moves_no_place(compared: Compared) -> None:
    found = compared(page("x", MARKUPS["pictures"]([("Pay", [HEADER, *PAY])])))
    assert {s.column for s in found.statements} == {2, 3}
    numbered = [["#", *HEADER], *([str(n), *row] for n, row in enumerate(PAY, 1))]
    assert facts(compared(page("x", plain(numbered)))) == {fact for fact in FACTS if fact[0] in {row[0] for row in PAY}}


def test_sections_are_named_by_bands_or_by_cells_at_the_left(compared: Compared) -> None:
    for markup in ("band_rows", "rowspan_groups"):
        found = compared(page("x", MARKUPS[markup](SECTIONS)))
        assert {(s.label, s.section) for s in found.statements} == {
            (row[0], name) for name, rows in SECTIONS for row in rows[1:]
        }


def test_twenty_careers_in_rows(compared: Compared) -> None:
    names = [
        f"{word} {kind}"
        for word in ("Boat", "Bread", "Cheese", "Paper")
        for kind in ("Maker", "Seller", "Tester", "Cutter", "Painter")
    ]
    rows = [
        ["Occupation", "Entry-level education", "Median pay"],
        *([name, "None", f"${n},000"] for n, name in enumerate(names, 10)),
    ]
    found = compared(page("Occupations", plain(rows)))
    assert found.careers == tuple(names)
    assert facts(found) >= {("Median pay", names[7], "$17,000"), ("Entry-level education", names[19], "None")}
    assert len(found.statements) == 40


def test_rows_over_several_lines_are_joined_where_all_break_alike(compared: Compared) -> None:
    head = "Image | OCCUPATION | JOB SUMMARY | ENTRY-LEVEL EDUCATION | 2023 MEDIAN PAY |\n---|---|---|---|---|\n"
    cook, baker = "Cooks |\nThey cook. |\nNone | $30,000 | |\n", "Bakers |\nThey bake. |\nSome | $31,000 | |\n"
    found = compared(head + cook + baker)
    assert found.careers == ("Cooks", "Bakers")
    assert ("2023 MEDIAN PAY", "Bakers", "$31,000") in facts(found)
    with pytest.raises(NotAComparisonError):
        compared(head + cook + "Bakers | They bake. |\nSome | $31,000 | |\n")


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        # The corner says `Career`: by the title it heads labels, without it a column of careers.
        ("Cook vs baker", [["Career", "Cook", "Baker"], ["Average salary", "$1", "$2"], ["Job outlook", "1%", "2%"]]),
        ("A page", [["Career", "Average salary", "Job outlook"], ["Cook", "$1", "1%"], ["Baker", "$2", "2%"]]),
        ("A page", [["Career", "Cook", "Baker"], ["Average salary", "$1", "$2"], ["Job outlook", "1%", "2%"]]),
    ],
)
def test_the_corner_is_understood_by_the_title_and_by_what_stands_around_it(
    compared: Compared, title: str, rows: list[list[str]]
) -> None:
    found = compared(page(title, plain(rows)))
    assert facts(found) == {
        ("Average salary", "Cook", "$1"), ("Average salary", "Baker", "$2"),
        ("Job outlook", "Cook", "1%"), ("Job outlook", "Baker", "2%"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("President vs. CEO", [["President", "CEO"], ["Runs one part.", "Sets the course."], ["Answers to one.", "To all."]]),
        ("Cook vs baker", [["Step", "Duration", "Job"], ["School", "1 year", "none"], ["Work", "2 years", "helper"]]),
        ("Cook vs baker", [["Year", "Average salary", "Jobs"], ["2021", "$1", "2"], ["2022", "$1", "3"]]),
        ("Salary and education", [["Category", "Men", "Women"], ["Pay a year", "$1", "$2"], ["Degree", "a", "b"]]),
        ("Ohio vs Iowa", [["", "Ohio", "Iowa"], ["Area", "1", "2"], ["Population", "3", "4"]]),
        ("Plans compared", [["Feature", "Basic", "Pro"], ["Price", "$1", "$2"], ["Job alerts", "no", "yes"]]),
        ("Pay", [["Rank", "State", "Average salary"], ["1", "Ohio", "$1"], ["2", "Iowa", "$2"]]),
        ("Pay", [["Employer", "Average salary", "Jobs"], ["A Ltd", "$1", "2"], ["B Ltd", "$2", "3"]]),
    ],
)  # fmt: skip
def test_a_table_that_compares_no_careers_gives_nothing(compared: Compared, title: str, rows: list[list[str]]) -> None:
    for markup in ("plain", "transposed"):
        with pytest.raises(NotAComparisonError):
            compared(page(title, MARKUPS[markup]([("Part", rows)])))


def test_the_tables_of_one_career_on_a_page_of_two_are_left_alone(compared: Compared) -> None:
    pay = [["Role", "Entry level pay", "Senior pay"], ["Cook", "$1", "$3"], ["Baker", "$2", "$4"]]
    steps = [["Step", "Duration", "Work"], ["School", "1 year", "none"], ["Practice", "2 years", "much"]]
    found = compared(page("Cook vs Baker: all you need", plain(steps) + plain(pay)))
    assert facts(found) == {
        ("Entry level pay", "Cook", "$1"), ("Senior pay", "Cook", "$3"),
        ("Entry level pay", "Baker", "$2"), ("Senior pay", "Baker", "$4"),
    }  # fmt: skip
    assert (found.site, found.issues) == ("generic", ())


def test_names_are_found_in_titles_in_whatever_number_and_with_their_brackets(compared: Compared) -> None:
    rows = [["", "CK (Certified Kneaders)", "Head Bakers"], ["Education", "some", "more"]]
    assert compared(page("CK vs. head baker", plain(rows))).careers == ("CK (Certified Kneaders)", "Head Bakers")
    url = "https://example.org/ck-vs-head-baker"
    assert compared(page("A page", plain(rows)), url=url).careers == ("CK (Certified Kneaders)", "Head Bakers")
    with pytest.raises(NotAComparisonError):
        read_page(page("CK vs. baker", plain(rows)).encode(), source="page")
