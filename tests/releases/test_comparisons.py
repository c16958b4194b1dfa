"""One row a page of two careers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Fact = dict[str, object]
Wide = Callable[..., list[Fact]]


def fact(position: int, value: float | None, **more: object) -> Fact:
    """Return the fact that the page states an average age of its cook or its baker."""
    name = ("Cook", "Baker", "Miller")[position]
    about = {"position": position, "career": name, "career_id": name.lower()}
    return about | {"metric": "average_age", "value": value, "table": 0, "row": 1, "column": position + 1} | more


def test_both_sides_stand_in_one_row(wide: Wide) -> None:
    (row,) = wide("comparisons", fact(0, 39.0, page_url="https://x/p1"), fact(1, 46.0, page_url="https://x/p1"))
    row.pop("fetched_at")
    assert row == {
        "site": "zippia",
        "page_id": "/p1",
        "pair_key": "baker|cook",
        "page_url": "https://x/p1",
        "career_id_a": "cook",
        "career_id_b": "baker",
        "average_age_years_a": 39.0,
        "average_age_years_b": 46.0,
    }


def test_one_row_a_page_in_the_order_of_its_id(wide: Wide) -> None:
    pages = [fact(place, 1.0, page_id=page) for page in ("/b", "/a") for place in (0, 1)]
    assert [row["page_id"] for row in wide("comparisons", *pages)] == ["/a", "/b"]


def test_pages_of_three_careers_are_not_here(wide: Wide) -> None:
    assert wide("comparisons", fact(0, 1.0), fact(1, 2.0), fact(2, 3.0)) == []


def test_a_page_whose_cells_say_nothing_has_its_row(wide: Wide) -> None:
    (row,) = wide("comparisons", *(fact(n, None, status="not_stated") for n in (0, 1)))
    assert {row["career_id_a"], row["career_id_b"]} == {"cook", "baker"}
    assert not any(name.startswith("average") for name in row)


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        pytest.param([fact(0, 1.0), fact(0, 2.0, row=2), fact(0, 2.0, row=3)], 2.0, id="stated more often"),
        pytest.param([fact(0, 1.0), fact(0, 2.0, row=2, page_witness="corroborated")], 2.0, id="corroborated"),
        pytest.param([fact(0, 2.0, row=9), fact(0, 1.0, row=10)], 2.0, id="first row"),
        pytest.param([fact(0, 2.0, table=2), fact(0, 1.0, table=10)], 2.0, id="first table"),
        pytest.param([fact(0, 1.0, table=None, row=None, column=None), fact(0, 2.0)], 2.0, id="a table before prose"),
    ],
)
def test_where_a_page_states_a_fact_twice(wide: Wide, facts: list[Fact], value: float) -> None:
    (row,) = wide("comparisons", *facts, fact(1, 9.0))
    assert (row["average_age_years_a"], row["average_age_years_b"]) == (value, 9.0)
