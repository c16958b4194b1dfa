"""From a document to a comparison: the site, the tables, the cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.errors import NotAComparisonError
from careerscraper.items import Comparison
from careerscraper.parsers.page import read_page
from careerscraper.sites import find_site

Compared = Callable[..., Comparison]
Cells = Callable[..., list[tuple[str, ...]]]

HEAD = "| Cook | Baker | |\n"
SALARY = "| Yearly salary | $30,000 | $31,000 |\n"
URL = "https://www.zippia.com/cook-jobs/cook-vs-baker-differences"
NARROW = "| Tools | pan | tin |\n"


def test_the_site_is_the_one_that_knows_the_labels(compared: Compared) -> None:
    found = compared(HEAD + SALARY)
    assert (found.site, found.page_id, found.page_url) == ("zippia", "page", None)


@pytest.mark.parametrize("known", [SALARY, SALARY.replace("Yearly salary", "YEARLY SALARY (2024)*:")])
def test_half_of_the_labels_are_enough(compared: Compared, known: str) -> None:
    assert compared(HEAD + known + NARROW).site == "zippia"


def test_less_than_half_are_not(compared: Compared) -> None:
    with pytest.raises(NotAComparisonError, match="labels") as caught:
        compared(HEAD + SALARY + NARROW + "| Hours | 40 | 50 |\n")
    assert caught.value.reason == "unknown_labels"


def test_unknown_labels_are_kept(cells: Cells) -> None:
    assert cells(HEAD + SALARY + "| Favourite  Tool (2020)* | pan | |\n")[1] == ("Favourite Tool (2020)*", "pan", "")


def test_a_table_of_unknown_labels_is_kept_too(cells: Cells) -> None:
    assert cells(HEAD + SALARY + "\n" + HEAD + NARROW)[1] == ("Tools", "pan", "tin")


@pytest.mark.parametrize(
    ("url", "page_url"),
    [
        (URL, URL),
        (URL + "/?utm_source=x#pay", URL),
        ("http://zippia.com/cook-jobs/cook-vs-baker-differences", URL),
        ("https://www.zippia.com/cook-jobs/", None),
        ("https://example.org/cook-jobs/cook-vs-baker-differences", None),
        ("http://[", None),
        ("not a url", None),
        (None, None),
    ],
)
def test_page_url_is_canonical_or_unknown(compared: Compared, url: str | None, page_url: str | None) -> None:
    found = compared(HEAD + SALARY, url=url)
    assert found.page_url == page_url
    assert found.page_id == ("/cook-jobs/cook-vs-baker-differences" if page_url else "page")


def test_the_url_names_the_careers_of_the_page(compared: Compared) -> None:
    found = compared("| Cooks | Baker | |\n" + SALARY, url=URL)
    assert (found.careers, found.career_ids) == (("Cooks", "Baker"), ("cook", "baker"))
    assert [issue.code for issue in found.issues] == ["slug_differs"]


def test_a_page_of_other_careers_than_its_url_is_refused(compared: Compared) -> None:
    with pytest.raises(NotAComparisonError) as caught:
        compared("| Nurse | Pilot | |\n" + SALARY, url=URL)
    assert caught.value.reason == "other_careers"


def test_a_table_of_other_careers_is_not_read_but_told(compared: Compared) -> None:
    found = compared(HEAD + SALARY + "\n| Cook | Miller | |\n" + SALARY)
    assert {s.table for s in found.statements} == {0}
    assert [(issue.code, issue.table) for issue in found.issues] == [("other_careers", 1)]


def test_columns_in_another_order_go_to_their_careers(compared: Compared) -> None:
    found = compared(HEAD + SALARY + "\n| BAKER | cook | |\n| Average salary | $31,000 | $30,000 |\n")
    assert [(s.career, s.text, s.column) for s in found.statements if s.table == 1] == [
        (1, "$31,000", 1),
        (0, "$30,000", 2),
    ]


def test_three_careers_are_refused_where_the_site_compares_two(compared: Compared) -> None:
    with pytest.raises(NotAComparisonError) as caught:
        compared("| Cook | Baker | Miller | |\n| Yearly salary | $1 | $2 | $3 |\n")
    assert caught.value.reason == "unknown_labels"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Words only.\n", "no_table"),
        ("| Year | Salary |\n| 2020 | $1 |\n", "no_table"),
        ("| Cook | Baker |\n| knives | tins |\n", "no_table"),
        ("| | Cook |\n| Yearly salary | $1 |\n", "no_table"),
        ("| Cook | Baker | |\n", "no_table"),
        ("| Cook | Cook | |\n" + SALARY, "same_career"),
        ("| State | Jobs | Pay |\n| Ohio | 1 | $2 |\n", "unknown_labels"),
        ("<html><body><table><tr><td>Year<td>Pay<tr><td>2020<td>$1</table></body></html>", "no_table"),
    ],
)
def test_what_compares_nothing_is_refused_with_its_reason(compared: Compared, body: str, reason: str) -> None:
    with pytest.raises(NotAComparisonError) as caught:
        compared(body)
    assert caught.value.reason == reason


def test_a_chosen_site_needs_no_url() -> None:
    found = read_page((HEAD + SALARY).encode(), source="s", site=find_site("zippia"))
    assert (found.site, found.page_id) == ("zippia", "s")
