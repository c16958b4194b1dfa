"""Glued text that tempts a reader to give a row to the wrong careers, to part it falsely, or to work for ever."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from careerscraper import NotAComparisonError, SourceError, extract
from careerscraper.items import Comparison
from careerscraper.parsers.limits import MAX_BYTES
from careerscraper.parsers.page import read_page

Compared = Callable[..., Comparison]

HEAD = "Kite maker vs bell founder\n\nKite MakerBell Founder\n"
ROW = "Yearly salary$41,600$62,400\n"
BOTH = {("kite-maker", 41600.0), ("bell-founder", 62400.0)}
URL = "https://www.zippia.com/{0}-jobs/{0}-vs-{1}-differences"
SECONDS = 10.0  # of a busy machine; what is quadratic takes minutes, and the budget of 2 s is measured by hand


def good(page: str, url: str | None = None) -> set[tuple[str, object]]:
    """Return what is published of a page as good: career_id, and the figure or the words."""
    frame = extract(page.encode(), url=url)
    frame = frame[frame["status"] == "ok"]
    values = frame["value"].astype(object).where(frame["value"].notna(), frame["value_text"])
    return set(zip(frame["career_id"], values, strict=True))


@pytest.mark.parametrize(
    "between",
    [
        "Welder Mason\n",
        "WelderMason\n",
        "WelderMason\n\nWelder and mason\n",
        "Welder vs mason\n",
        "# Welder and mason\n",
        "| Welder | Mason |\n",
        "Welders and masons compare like this:\n",
        "Favourite windNorthSouth\n",
        "Welder\nMason\n",
    ],
)
@pytest.mark.parametrize("rows", ["Yearly salary$1$2\n", "Average salary$1$2\nSalary range--\n", "Average age2122\n"])
def test_rows_of_another_table_are_not_given_to_the_careers_of_this_one(between: str, rows: str) -> None:
    assert good(HEAD + ROW + between + rows + "Growth rate1%2%\n") == BOTH


@pytest.mark.parametrize("rows", ["Yearly salary$1$2\n", "Average salary$1$2\n", "WelderMason\nAverage age2122\n"])
def test_rows_that_are_left_out_leave_an_issue(compared: Compared, rows: str) -> None:
    assert [(i.code, i.row) for i in compared(HEAD + ROW + rows).issues] == [("other_header", 2)]


def test_a_table_of_other_careers_is_left_to_them(compared: Compared) -> None:
    other = "Welder vs mason\n\nWelderMason\nYearly salary$1$2\nAverage age2122\n\n"
    for page in (HEAD + ROW + "\n" + other, other + HEAD + ROW):
        assert good(page, URL.format("kite-maker", "bell-founder")) == BOTH
    assert [i.code for i in compared(HEAD + ROW + other).issues] == ["other_careers"]
    with pytest.raises(NotAComparisonError):
        good(other, URL.format("kite-maker", "bell-founder"))


def test_a_table_that_stands_again_counts_once() -> None:
    assert good(HEAD + ROW + "\n" + HEAD + ROW) == BOTH
    frame = extract((HEAD + ROW + "\n" + HEAD + ROW.replace("$62,400", "$62,500")).encode())
    assert frame[frame["career_id"] == "bell-founder"]["page_witness"].tolist() == ["contradicted", "contradicted"]


@pytest.mark.parametrize(
    "row",
    [
        "Best paying companyPineMart7-Day",
        "Best paying companyDunn, LLCPike, LP",
        "Best paying companyPineMart–",
        "Best paying companyPineMart\ufffdcole",
        "Best paying company (2023)AlderWren",
        "Best paying company: AlderWren",
        "Most common majors in townAlderWren",
        "Gender ratioMale, 40%Female, 60%",
        "Race ratioAsian, 40%White, 60%",
        "Average salary2023$1$2",
        "Average ages4142",
        "Average age2023 4142",
        "Salary rangeBetween $1 And $2Between $3 And\n$4",
        "Highest paying stateNew YorkNorth\nCarolina",
        "Best paying company-AlderBest paying industry-Retail",
        "Best paying companyAlderWren Kite maker vs bell founder salary",
        "Best paying companyAlderWren Differences between a kite maker and a bell founder",
    ],
)
def test_what_only_looks_like_two_cells_is_not_published(row: str) -> None:
    found = good(f"{HEAD}Average salary$41,600$62,400\n{row}\nBest paying industry--\n")
    assert found - BOTH <= {("kite-maker", "PineMart")}  # beside a dash it is a name


def test_numbers_in_sentences_are_no_rows(compared: Compared) -> None:
    lines = "Average salary-wise they differ.\nHourly rate, $20.00$30.00.\nGrowth rate: -8%-8%\nAverage age is 4142\n"
    assert good(f"{HEAD}{ROW}\n{lines}Kite MakerBell Founder and more\nAverage age4142\n") == BOTH
    with pytest.raises(NotAComparisonError):
        compared(f"Kite maker vs bell founder\n\n{lines}{ROW}")


HUGE = {
    "titles": ("a vs b\n" * 90_000 + HEAD + ROW, "no_table"),
    "titles below": (HEAD + ROW + "a vs b\n" * 90_000, "read"),
    "a title without end": ("a vs b " * 1_100_000 + "\n" + HEAD + ROW, "read"),
    "between without end": ("between " * 1_000_000 + "\n" + HEAD + ROW, "read"),
    "a question without end": (HEAD + ROW + "what does" + " do" * 2_000_000 + "\n", "read"),
    "labels without end": (HEAD + "Yearly salary" * 600_000 + "\n", "read"),
    "words without end": (
        HEAD + ROW + HEAD + "Average salary--\nBest paying company" + "between " * 900_000 + "\n",
        "read",
    ),
    "one row again": (HEAD + ROW * 50_000, "read"),
    "more lines than are looked at": (HEAD + ROW + "x\n" * 300_000, "no_table"),
    "unknown rows": (HEAD + (ROW + "x\n") * 20_000, "read"),
    "headers": (HEAD + "Kite MakerBell Founder\nYearly salary$1$2\n" * 40_000, "too_many_cells"),
    "counts": ((HEAD + "Number of jobs" + "1" * 500 + "\n") * 50, "read"),
    "shares": ((HEAD + "Race ratio" + "".join(f"A{n}, 1%" for n in range(60)) + "\n") * 50, "read"),
    "long rows": (HEAD + ("Number of jobs" + "1" * 1000 + "\n") * 8_000, "read"),
}


def outcome(body: bytes) -> str:
    try:
        read_page(body, source="page")
    except (NotAComparisonError, SourceError) as error:
        return error.reason
    return "read"


@pytest.mark.parametrize("name", HUGE)
def test_no_text_takes_long(name: str) -> None:
    body = HUGE[name][0].encode()
    assert len(body) <= MAX_BYTES
    begin = time.process_time()
    assert outcome(body) == HUGE[name][1]
    assert time.process_time() - begin < SECONDS
