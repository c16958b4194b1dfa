"""Footnotes: what a mark stands for is told by the page's own line, in each family its own way."""

from __future__ import annotations

from typing import Any

import pytest
from markups import page, plain

from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.parsers.page import read_page

HEADER = ["Job Title", "Educational Requirements", "Median Salary", "Job Outlook (2016-2026)*"]
ROWS = [["Cook", "None", "$45,202 (2017)**", "22%"], ["Baker", "Some", "$75,230 (2016)*", "-1%"]]
URL = "https://study.com/articles/cook_vs_baker.html"


def observed(body: str) -> dict[tuple[str, str], dict[str, Any]]:
    comparison = read_page(body.encode(), source=URL, url=URL)
    rows = observe([Page(URL, "fetched", comparison)]).table.to_pylist()
    return {(row["career"], row["label"]): row for row in rows}


@pytest.mark.parametrize(
    ("line", "first", "second"),
    [
        ("Sources: *Bureau of Bread; **PayHouse", "PayHouse", "Bureau of Bread"),
        ("Source: *PayHouse; **Bureau of Bread", "Bureau of Bread", "PayHouse"),
        ("Source: *Bureau of Bread", None, "Bureau of Bread"),
        ("As the * says, all is well.", None, None),
    ],
)
def test_a_mark_is_resolved_by_the_line_of_sources(line: str, first: str | None, second: str | None) -> None:
    found = observed(page("Cook vs baker", plain([HEADER, *ROWS]) + f"<p>{line}</p>"))
    cook, baker = found["Cook", "Median Salary"], found["Baker", "Median Salary"]
    assert (cook["value"], cook["reference_year"], cook["note"]) == (45202.0, 2017, first)
    assert (baker["value"], baker["reference_year"], baker["note"]) == (75230.0, 2016, second)
    assert cook["label"] == "Median Salary"


def test_a_label_has_marks_and_years_too() -> None:
    found = observed(page("Cook vs baker", plain([HEADER, *ROWS]) + "<p>Source: *Bureau of Bread</p>"))
    outlook = found["Cook", "Job Outlook (2016-2026)*"]
    assert (outlook["value"], outlook["reference_year"]) == (22.0, None)
    assert outlook["note"] == "2016-2026; Bureau of Bread"
