"""One row a career: what most pages of the newest run state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from careerscraper.schema import CAREERS

Fact = dict[str, object]
Wide = Callable[..., list[Fact]]
EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def age(value: float, page: str = "/p1", **more: object) -> Fact:
    """Return the fact that a page states an average age."""
    return {"metric": "average_age", "value": value, "page_id": page} | more


def test_one_row_a_career_in_the_order_of_its_id(wide: Wide) -> None:
    rows = wide("careers", age(1, career_id="b"), age(2, career_id="a", site="other"), age(3, career_id="a"))
    assert [(row["site"], row["career_id"]) for row in rows] == [("other", "a"), ("zippia", "a"), ("zippia", "b")]


def test_a_row_holds_what_is_stated_and_nothing_else(wide: Wide) -> None:
    (row,) = wide("careers", age(39.0))
    assert row == {
        "site": "zippia",
        "career_id": "cook",
        "career": "Cook",
        "page_count": 1,
        "conflict_count": 0,
        "average_age_years": 39.0,
    }


@pytest.mark.parametrize(
    ("fact", "columns"),
    [
        ({"metric": "annual_salary", "value": 1.5}, {"annual_salary_usd": 1.5}),
        (
            {"metric": "annual_salary_range", "low": 1.0, "high": 2.0},
            {"annual_salary_range_low_usd": 1.0, "annual_salary_range_high_usd": 2.0},
        ),
        ({"metric": "time_to_qualify", "low": 120.0}, {"time_to_qualify_low_months": 120.0}),
        ({"metric": "job_growth", "value": -8.0}, {"job_growth_pct": -8.0}),
        (
            {"metric": "most_common_degree", "value_text": "A", "value": 5.0},
            {"most_common_degree": "A", "most_common_degree_pct": 5.0},
        ),
        ({"metric": "best_paying_company", "value_text": "=A"}, {"best_paying_company": "=A"}),
        ({"metric": "gender_share", "category": "Male", "value": 4.0}, {"gender_share_male_pct": 4.0}),
        (
            {"metric": "race_share", "category": "Black or African American", "value": 4.0},
            {"race_share_black_or_african_american_pct": 4.0},
        ),
        ({"metric": "race_share", "category": "Else", "value": 4.0}, {}),
        ({"metric": "top_skill", "category": "2", "value_text": "knots"}, {"top_skill_2": "knots"}),
        ({"label": "Wind", "value_text": "north"}, {}),
        ({"metric": "annual_salary", "status": "not_stated", "text": "-"}, {}),
        ({"metric": "annual_salary", "status": "unparsed", "reason": "not_understood"}, {}),
    ],
)
def test_each_metric_has_its_columns(wide: Wide, fact: Fact, columns: Fact) -> None:
    (row,) = wide("careers", fact)
    known = {"site", "career_id", "career", "page_count", "conflict_count"}
    assert {name: value for name, value in row.items() if name not in known} == columns
    assert set(columns) <= {column.name for column in CAREERS}


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        pytest.param([age(1, "/a"), age(2, "/b"), age(2, "/c")], 2, id="most pages"),
        pytest.param([age(1, "/a"), age(2, "/b"), age(2, "/b"), age(1, "/c")], 1, id="pages, not statements"),
        pytest.param([age(1, "/a"), age(2, "/b", page_witness="corroborated")], 2, id="tie: corroborated"),
        pytest.param(
            [age(2, "/a", page_witness="contradicted"), age(1, "/b", page_witness="corroborated")],
            1,
            id="tie: contradicted is no corroboration",
        ),
        pytest.param([age(2, "/b"), age(1, "/a")], 1, id="tie: smallest page_id"),
        pytest.param([age(2, "/a"), age(1, "/b")], 2, id="tie: smallest page_id, the other way"),
        pytest.param(
            [age(2, "/a", fetched_at=EARLY), age(1, "/b", fetched_at=LATE)], 2, id="never by time within a run"
        ),
        pytest.param(
            [age(1, "/a"), age(1, "/b"), age(2, "/c", page_witness="corroborated")], 1, id="pages outrank witnesses"
        ),
    ],
)
def test_the_value_is_the_one_that_most_pages_state(wide: Wide, facts: list[Fact], value: float) -> None:
    (row,) = wide("careers", *facts)
    assert row["average_age_years"] == value


def test_only_the_newest_run_counts(wide: Wide) -> None:
    old = [age(1, f"/{n}", run_id="z-old", fetched_at=EARLY) for n in range(3)]
    (row,) = wide("careers", *old, age(2, "/9", run_id="a-new", fetched_at=LATE))
    assert (row["average_age_years"], row["page_count"], row["conflict_count"]) == (2, 4, 0)


def test_the_newest_run_is_each_careers_own(wide: Wide) -> None:
    facts = (age(1, "/1", run_id="r1", fetched_at=EARLY), age(2, "/2", career_id="baker", run_id="r2", fetched_at=LATE))
    assert [row["average_age_years"] for row in wide("careers", *facts)] == [2, 1]


def test_observations_without_run_and_time_are_one_run(wide: Wide) -> None:
    facts = [age(n, f"/{n}", run_id=None, fetched_at=None) for n in (1, 2)] + [
        age(2, "/3", run_id=None, fetched_at=None)
    ]
    (row,) = wide("careers", *facts)
    assert (row["average_age_years"], row["conflict_count"]) == (2, 1)


def test_the_name_is_the_one_that_most_pages_spell(wide: Wide) -> None:
    facts = (age(1, "/a", career="COOK"), age(1, "/b", career="Cook"), age(1, "/c", career="Cook"))
    assert wide("careers", *facts)[0]["career"] == "Cook"


def test_conflicts_are_columns_for_which_pages_disagree(wide: Wide) -> None:
    salary = {"metric": "annual_salary", "value": 5.0}
    facts = [age(1, "/a"), age(2, "/b"), age(3, "/c"), salary | {"page_id": "/a"}, salary | {"page_id": "/b"}]
    assert wide("careers", *facts)[0]["conflict_count"] == 1


@pytest.mark.parametrize(
    "other",
    [
        {"metric": "race_share", "category": "Else"},
        {"metric": "annual_salary", "status": "unparsed", "reason": "not_understood"},
        {"label": "Wind", "value_text": "n"},
    ],
)
def test_what_has_no_column_is_no_conflict(wide: Wide, other: Fact) -> None:
    facts = (other | {"page_id": "/a", "value": 1.0}, other | {"page_id": "/b", "value": 2.0})
    assert wide("careers", *facts)[0]["conflict_count"] == 0


def test_a_page_at_odds_with_itself_is_no_conflict_of_pages(wide: Wide) -> None:
    assert wide("careers", age(1, "/a"), age(2, "/a", section="demographics"))[0]["conflict_count"] == 0


def test_both_ends_of_a_range_are_columns(wide: Wide) -> None:
    span = {"metric": "annual_salary_range", "low": 1.0}
    facts = (span | {"high": 2.0, "page_id": "/a"}, span | {"high": 3.0, "page_id": "/b"})
    assert wide("careers", *facts)[0]["conflict_count"] == 1
