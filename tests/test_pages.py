"""Every saved page of `tests/pages` gives what is expected of it, field by field."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from careerscraper.fixtures import load_case, read_case

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.parent.relative_to(PAGES).as_posix() for path in PAGES.glob("*/*/expected.json"))
LEAST = 40


def expected(case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAGES / case / "expected.json").read_text("utf-8"))
    return found


@cache
def read(case: str) -> dict[str, Any]:
    return dict(read_case(load_case(PAGES / case)[0]))


def fields() -> list[tuple[str, str]]:
    """Return each case with each field that anything is expected in."""
    found = []
    for case in CASES:
        rows = expected(case).get("observations", [])
        found += [(case, name) for name in dict.fromkeys(name for row in rows for name in row)]
    return found


def by_id(rows: list[dict[str, Any]], field: str) -> dict[str, Any]:
    return {row["observation_id"]: row.get(field) for row in rows}


@pytest.mark.parametrize(("case", "field"), fields(), ids="-".join)
def test_a_field_of_a_saved_page(case: str, field: str) -> None:
    assert "observations" in read(case), read(case)
    assert by_id(read(case)["observations"], field) == by_id(expected(case)["observations"], field)


@pytest.mark.parametrize("case", CASES)
def test_a_saved_page_gives_no_more_and_no_less(case: str) -> None:
    assert read(case).keys() == expected(case).keys()
    assert read(case).get("refusal") == expected(case).get("refusal")
    assert read(case).get("issues") == expected(case).get("issues")
    ids = [row["observation_id"] for row in expected(case).get("observations", [])]
    assert [row["observation_id"] for row in read(case).get("observations", [])] == ids


def test_there_are_as_many_cases_as_promised() -> None:
    assert len(CASES) >= LEAST
