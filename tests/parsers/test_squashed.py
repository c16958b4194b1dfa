"""Tables whose cells are glued: which lines are their headers and rows, and which are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.errors import NotAComparisonError
from careerscraper.items import Comparison

Cells = Callable[..., list[tuple[str, ...]]]
Compared = Callable[..., Comparison]

TITLE = "Kite maker vs bell founder\n\n"
HEAD = "Kite MakerBell Founder\n"
ROW = "Yearly salary$41,600$62,400\n"
SALARY = ("Yearly salary", "$41,600", "$62,400")
DEGREE = "Diploma, 44%Bachelor's Degree, 51%"
CURRENT = (
    f"{TITLE}{HEAD}{ROW}Hourly rate$20.00$30.00\nGrowth rate-8%-\nNumber of jobs7,59630,523\nJob satisfaction-4.5\n"
    f"Most common degree{DEGREE}\nAverage age3946\nYears of experience12-\n"
)
CELLS = [
    SALARY,
    ("Hourly rate", "$20.00", "$30.00"),
    ("Growth rate", "-8%", "-"),
    ("Number of jobs", "7,596", "30,523"),
    ("Job satisfaction", "-", "4.5"),
    ("Most common degree", "Diploma, 44%", "Bachelor's Degree, 51%"),
    ("Average age", "39", "46"),
    ("Years of experience", "12", "-"),
]


def split_and_refused(comparison: Comparison) -> tuple[set[str], set[str]]:
    """Return the labels of the rows that are given to their careers, and of those that are kept whole."""
    labels: tuple[set[str], set[str]] = (set(), set())
    for s in comparison.statements:
        if s.table is not None:
            labels[s.refusal is not None].add(s.label or "")
    return labels


def test_a_page_of_the_current_era(cells: Cells, compared: Compared) -> None:
    assert cells(CURRENT) == CELLS
    assert compared(CURRENT).careers == ("Kite Maker", "Bell Founder")
    assert compared(CURRENT).issues == ()


def test_a_page_of_the_era_of_capitals(cells: Cells) -> None:
    page = CURRENT.replace("vs bell founder", "Vs Bell Founder").replace("Yearly salary", "Yearly Salary")
    page = page.replace("Number of jobs", "Number Of Jobs").replace("Years of experience", "Years Of Experience")
    assert [row[1:] for row in cells(page)] == [row[1:] for row in CELLS]
    assert {"Yearly Salary", "Number Of Jobs", "Years Of Experience"} < {row[0] for row in cells(page)}


@pytest.mark.parametrize(
    "title",
    [
        "Kite maker vs bell founder",
        "Kite Maker Vs Bell Founder",
        "Kite maker vs. bell founder",
        "# Kite maker vs bell founder",
        "Kite maker vs bell founder overview",
        "Kite maker vs bell founder: which pays more?\n\nKite maker vs bell founder demographics",
    ],
)
def test_a_title_or_a_heading_of_a_section_parts_the_header(cells: Cells, title: str) -> None:
    assert cells(f"{title}\n\n{HEAD}{ROW}") == [SALARY]


def test_a_title_that_stands_only_below_the_table_does_as_well(cells: Cells) -> None:
    assert cells(f"{HEAD}{ROW}\nKite maker vs bell founder salary\n") == [SALARY]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Bender, Kite, And Bamboo", "Founder, Bell"),
        ("Java/J2ee Weaver", "Co-Founder"),
        ("3D Kite Maker", "X-Ray Founder 2"),
        ("CDL Kiter", "CNA"),
        ("Cook", "Cook Of Bells"),
        ("Cook Of Bells", "Cook"),
        ("Pot vs Pan Judge", "Bell Founder"),
        ("Kite Maker", "Pot Vs Pan Judge"),
        ("Élagueur", "Fußpfleger"),
        ("C++ Kiter", "C# Kiter"),
    ],
)
def test_names_stand_as_the_header_writes_them(compared: Compared, first: str, second: str) -> None:
    found = compared(f"{first.capitalize()} vs {second.lower()}\n{first}{second}\n{ROW}")
    assert found.careers == (first, second)
    assert [(s.career, s.text) for s in found.statements] == [(0, "$41,600"), (1, "$62,400")]


def test_the_order_of_the_columns_is_kept(compared: Compared) -> None:
    page = f"{TITLE}{HEAD}{ROW}\nBell founder vs kite maker\n\nBell FounderKite Maker\nAverage salary$2$1\n"
    found = [(s.career, s.label, s.text, s.column) for s in compared(page).statements]
    assert found[:2] == [(0, "Yearly salary", "$41,600", 1), (1, "Yearly salary", "$62,400", 2)]
    assert found[2:] == [(1, "Average salary", "$2", 1), (0, "Average salary", "$1", 2)]


@pytest.mark.parametrize(
    "page",
    [
        HEAD + ROW,
        f"Kite maker and bell founder\n{HEAD}{ROW}",
        f"Kite maker vs bell\n{HEAD}{ROW}",
        f"Kite maker vs bell founders\n{HEAD}{ROW}",
        f"Maker vs bell founder\n{HEAD}{ROW}",
        f"{TITLE}Kite Maker Bell Founder\n{ROW}",
        f"{TITLE}Kite Maker\nBell Founder\n{ROW}",
        f"{TITLE}{ROW}",
        f"{TITLE}{HEAD}Favourite windNorthSouth\n{ROW}",
        f"{TITLE}{HEAD}\nWords.\n{ROW}",
    ],
)
def test_without_a_header_that_a_title_parts_there_is_no_table(compared: Compared, page: str) -> None:
    with pytest.raises(NotAComparisonError):
        compared(page)


def test_a_header_that_two_titles_part_differently_is_no_header(compared: Compared) -> None:
    assert compared(f"A vs bc\nABC\n{ROW}").careers == ("A", "BC")
    with pytest.raises(NotAComparisonError):
        compared(f"A vs bc\nAb vs c\nABC\n{ROW}")


def test_titles_that_part_it_alike_are_one(compared: Compared) -> None:
    page = f"Kite maker vs bell founder assistant\nKITE MAKER VS BELL FOUNDER\n{TITLE}{HEAD}{ROW}"
    assert compared(page).careers == ("Kite Maker", "Bell Founder")


def test_cards_of_other_pages_part_no_header_of_this_one(compared: Compared) -> None:
    cards = "Kite vs maker\nBell founder vs kite maker\nWelder vs mason\nKite maker vs bell\nMaker vs bell founder\n"
    assert compared(cards + CURRENT + cards).statements == compared(CURRENT).statements


@pytest.mark.parametrize(
    "row",
    [
        "Favourite windNorthSouth",
        "Yearly salary (2023)$1$2",
        "Average ages4142",
        "Average age",
        "Growth rate: 1%2%",
        "Hıghest paying cityAlderWren",
        "Number of jobs 7,59630,523",
        "Best paying companies in townAlderWren",
    ],
)
def test_an_unknown_row_between_known_ones_is_kept_whole(compared: Compared, row: str) -> None:
    found = compared(f"{TITLE}{HEAD}{ROW}{row}\nNumber of jobs12,34567,890\n")
    kept = [(s.career, s.text, s.refusal) for s in found.statements if s.label == ""]
    assert kept == [(0, row, "glued"), (1, row, "glued")]
    assert split_and_refused(found)[0] == {"Yearly salary", "Number of jobs"}
    assert [(i.code, i.row) for i in found.issues] == [("glued", 2)]


@pytest.mark.parametrize(
    "row",
    [
        "Number of jobs4163,870",
        "Average age-related pay",
        "Average ageUnder 304142",
        "Hourly rate$20.00",
        "Growth rate1% 2%",
        "Years of experience57",
        "Most common degreeDiploma, 44%",
    ],
)
def test_a_known_row_that_is_not_surely_split_is_kept_whole(compared: Compared, row: str) -> None:
    found = compared(f"{TITLE}{HEAD}{ROW}{row}\n")
    (label,) = split_and_refused(found)[1]
    assert row.startswith(label)
    assert {s.text for s in found.statements if s.refusal} == {row.removeprefix(label)}


def test_words_that_may_go_on_in_the_next_line_are_not_split(compared: Compared) -> None:
    page = f"{TITLE}{HEAD}Average salary$1$2\nHighest paying stateNew YorkNorth\n{{}}\nBest paying industryWindMetal\n"
    assert split_and_refused(compared(page.format("Carolina")))[1] == {"Highest paying state", ""}
    assert split_and_refused(compared(page.format("Highest paying cityNorfolk, VABoise, ID")))[1] == set()


def test_a_last_line_without_newline_is_not_read(cells: Cells, compared: Compared) -> None:
    page = f"{TITLE}{HEAD}{ROW}Number of jobs7,59630,523"
    assert cells(page) == [SALARY]
    assert [issue.code for issue in compared(page).issues] == ["cut_row"]
    assert len(cells(page + "\n")) == 2


def test_a_last_line_cut_in_its_label_leaves_the_row_above_whole(cells: Cells) -> None:
    page = f"{TITLE}{HEAD}Average salary$1$2\nBest paying companyAlderWren\nBest paying ind"
    assert cells(page)[-1] == ("Best paying company", "Alder", "Wren")


def test_cells_joined_by_a_blank_are_refused(compared: Compared) -> None:
    with pytest.raises(NotAComparisonError):
        compared(f"{TITLE}{HEAD.replace('rB', 'r B')}Yearly salary $41,600 $62,400\nAverage age 39 46\n")
    with pytest.raises(NotAComparisonError):
        compared(f"{TITLE}{HEAD}Yearly salary $41,600 $62,400\nAverage age 39 46\n")


def test_windows_line_ends_and_blanks_change_nothing(cells: Cells) -> None:
    assert cells(CURRENT.replace("\n", "\r\n")) == CELLS
    assert cells(CURRENT.replace("\n", "  \n\n").replace(" ", "\u00a0")) == CELLS


def test_a_text_whose_tables_have_bars_is_not_read_so(cells: Cells) -> None:
    bars = "| Kite Maker | Bell Founder | |\n| Yearly salary | $1 | $2 |\n\n"
    assert cells(bars + CURRENT) == cells(CURRENT + "\n" + bars) == [("Yearly salary", "$1", "$2")]
