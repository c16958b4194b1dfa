"""Tables as text with bars, in the forms that extractors write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.items import Comparison
from careerscraper.parsers.document import Heading, Paragraph
from careerscraper.parsers.page import read_document

Tables = Callable[[bytes], list[list[list[str | None]]]]
Cells = Callable[..., list[tuple[str, ...]]]
Compared = Callable[..., Comparison]

SALARY = ("Yearly salary", "$30,000", "$31,000")
GROWTH = ("Growth rate", "1%", "-")
ROW = "| Yearly salary | $30,000 | $31,000 |\n"
HEAD = "| Cook | Baker | |\n"


@pytest.mark.parametrize(
    "text",
    [
        "| Cook | Baker | |\n| Yearly salary | $30,000 | $31,000 |\n| Growth rate | 1% | - |\n",
        "| | Cook | Baker |\n| Yearly salary | $30,000 | $31,000 |\n| Growth rate | 1% | - |\n",
        "| Figure | Cook | Baker |\n| Yearly salary | $30,000 | $31,000 |\n| Growth rate | 1% | - |\n",
        "| Cook | Baker |\n| Yearly salary | $30,000 | $31,000 |\n| Growth rate | 1% | - |\n",
        "Cook | Baker | |\nYearly salary | $30,000 | $31,000 |\nGrowth rate | 1% | - |\n",
        "Cook | Baker |\nYearly salary | $30,000 | $31,000 |\nGrowth rate | 1% | - |\n",
        "Figure | Cook | Baker\nYearly salary | $30,000 | $31,000\nGrowth rate | 1% | -\n",
        "| | Cook | Baker |\n|---|---|---|\n| Yearly salary | $30,000 | $31,000 |\n| Growth rate | 1% | - |\n",
        "| | Cook | Baker |\n| :--- | :---: | ---: |\n| Yearly salary | $30,000 | $31,000 |\n| Growth rate | 1% | - |\n",
        "|Cook|Baker||\n|Yearly salary|$30,000|$31,000|\n|Growth rate|1%|-|\n",
        "  | Cook | Baker | |  \r\n| Yearly salary | $30,000 | $31,000 |\r\n| Growth rate | 1% | - |\r\n",
        "| Cook |\xa0Baker | |\n| Yearly\xa0salary | $30,000 | $31,000 |\n| Growth  rate | 1% | - |\n",
    ],
)
def test_each_form_gives_the_same_cells(cells: Cells, compared: Compared, text: str) -> None:
    assert compared(text).careers == ("Cook", "Baker")
    assert cells(text) == [SALARY, GROWTH]
    assert compared(text).issues == ()


def test_rows_and_columns_are_places_in_the_table(compared: Compared) -> None:
    found = compared("Words.\n\n" + HEAD + ROW).statements
    assert [(s.table, s.row, s.column) for s in found] == [(0, 1, 1), (0, 1, 2)]


def test_an_escaped_bar_is_no_bar(cells: Cells) -> None:
    assert cells(HEAD + ROW + "| A\\|B tests | a \\| b | c\\| |\n")[1] == ("A|B tests", "a | b", "c|")


def test_an_empty_cell_stays_one(cells: Cells) -> None:
    assert cells(HEAD + ROW + "| Growth rate | | 2% |\n")[1] == ("Growth rate", "", "2%")


@pytest.mark.parametrize(
    "row", ["| Growth rate | 1% | 2%\n", "| Growth rate | 1% |\n", "| Growth rate | 1% | 2% | 3% |\n"]
)
def test_a_row_of_other_width_or_without_its_closing_bar_is_refused(compared: Compared, row: str) -> None:
    found = compared(HEAD + ROW + row + ROW.replace("Yearly", "Average"))
    odd = [s for s in found.statements if s.label == "Growth rate"]
    assert [(s.career, s.refusal) for s in odd] == [(0, "row_length"), (1, "row_length")]
    assert {s.text for s in odd} == {" | ".join(cell.strip() for cell in row.strip().strip("|").split("|")[1:])}
    assert [(i.code, i.row) for i in found.issues] == [("row_length", 2)]
    assert {s.refusal for s in found.statements if s.label != "Growth rate"} == {None}


@pytest.mark.parametrize("corner", ["Figure", ""])
def test_one_row_too_long_does_not_make_a_career_of_the_corner(compared: Compared, corner: str) -> None:
    found = compared(f"| {corner} | Cook | Baker |\n{ROW}| Growth rate | 1% | 2% | 3% |\n")
    assert found.careers == ("Cook", "Baker")
    assert [(s.text, s.refusal) for s in found.statements if s.label == "Yearly salary"] == [
        ("$30,000", None),
        ("$31,000", None),
    ]
    assert {s.refusal for s in found.statements if s.label == "Growth rate"} == {"row_length"}


@pytest.mark.parametrize("row", ["| Growth rate |\n", "| Growth rate\n"])
def test_a_known_label_alone_is_refused_with_an_issue(compared: Compared, row: str) -> None:
    found = compared(HEAD + ROW + row + ROW.replace("Yearly", "Average"))
    assert {s.refusal for s in found.statements if s.label == "Growth rate"} == {"row_length"}
    assert [issue.code for issue in found.issues] == ["row_length"]


def test_words_alone_name_what_follows(compared: Compared) -> None:
    found = compared(HEAD + ROW + "| Outlook |\n| Growth rate | 1% | - |\n").statements
    assert [(s.label, s.section) for s in found if not s.career] == [
        ("Yearly salary", None),
        ("Growth rate", "Outlook"),
    ]


@pytest.mark.parametrize(
    "last",
    [
        "| Growth rate | 1%",
        "| Growth rate | 1% |",
        "| Growth rate | 1% | 2",
        "| Growth rate",
        "|",
        "| Growth rate | 1% | 2%",
    ],
)
def test_a_last_line_that_the_end_may_have_cut_is_not_read(cells: Cells, compared: Compared, last: str) -> None:
    assert cells(HEAD + ROW + last) == [SALARY]
    assert [issue.code for issue in compared(HEAD + ROW + last).issues] == ["cut_row"]


def test_a_last_line_with_all_its_bars_is_whole(cells: Cells) -> None:
    assert cells(HEAD + ROW + "| Growth rate | 1% | - |") == [SALARY, GROWTH]


def test_without_closing_bars_a_last_line_without_newline_may_be_cut(cells: Cells) -> None:
    text = "Figure | Cook | Baker\nYearly salary | $30,000 | $31,000\nNumber of jobs | 12,345 | 31"
    assert cells(text) == [SALARY]
    assert cells(text + "\n")[1] == ("Number of jobs", "12,345", "31")


def test_a_table_cut_in_its_first_row_leaves_its_issue(compared: Compared) -> None:
    found = compared(HEAD + ROW + "\n" + HEAD + "| Average sal")
    assert [issue.code for issue in found.issues] == ["cut_row"]


def test_a_header_that_stands_again_begins_a_new_table(compared: Compared) -> None:
    found = compared(HEAD + ROW + HEAD + "| Growth rate | 1% | - |\n").statements
    assert [(s.label, s.table, s.row) for s in found if not s.career] == [
        ("Yearly salary", 0, 1),
        ("Growth rate", 1, 1),
    ]


def test_a_rule_shows_that_the_line_above_is_a_header(tables: Tables) -> None:
    found = tables(b"| a | b |\n|---|---|\n| 1 | 2 |\n| c | d |\n|---|---|\n| 3 | 4 |\n")
    assert found == [[["a", "b"], ["1", "2"]], [["c", "d"], ["3", "4"]]]


def test_a_blank_line_or_a_sentence_ends_a_table(tables: Tables) -> None:
    assert len(tables(b"| a | b |\n| 1 | 2 |\n\n| c | d |\n| 3 | 4 |\nWords.\n| e | f |\n| 5 | 6 |\n")) == 3


def test_lines_are_paragraphs_and_marked_ones_headings() -> None:
    document = read_document(b"## Pay ##\nWords  here.\n\n#hashtag\nThe la")
    first, *others = document.blocks
    assert isinstance(first, Heading)
    assert (first.text, first.level) == ("Pay", 2)
    assert all(isinstance(block, Paragraph) for block in others)
    found = [(block.text, block.cut) for block in others if isinstance(block, Paragraph)]
    assert found == [("Words here.", False), ("#hashtag", False), ("The la", True)]


def test_a_heading_names_the_section(compared: Compared) -> None:
    assert {s.section for s in compared("# Pay\n\n" + HEAD + ROW).statements} == {"Pay"}


@pytest.mark.parametrize("tag", ["<br>", "<br/>", "<span>", "<a href='x'>"])
def test_a_tag_in_a_cell_of_markdown_does_not_make_it_html(compared: Compared, tag: str) -> None:
    """Markdown has no other way to break a line in a cell."""
    found = compared(HEAD + ROW + f"| Tools | pan {tag} pot | tin |\n")
    assert found.careers == ("Cook", "Baker")
    assert next(s.text for s in found.statements if s.label == "Yearly salary") == "$30,000"
