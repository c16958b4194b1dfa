"""From low to high, in one cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.values.ranges import DURATION
from careerscraper.values.reading import Reading

One = Callable[[str, str], Reading]
Refusal = Callable[[str, str], str]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Between $34,000 And $54,000", 34000, 54000),
        ("between $34,000 and $54,000", 34000, 54000),
        ("BETWEEN $34000 AND $34000", 34000, 34000),
        ("Between $9.50 And $10.25", 9.5, 10.25),
    ],
)
def test_money_range_is_read(one: One, text: str, low: float, high: float) -> None:
    assert one("money_range", text) == Reading(low=low, high=high)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Between $54,000 And $34,000", "out_of_range"),
        ("Between $34,000 And -", "not_understood"),
        ("Between 34,000 And 54,000", "not_understood"),
        ("Between $34,000 And", "not_understood"),
        ("Between $34,000", "not_understood"),
        ("$34,000", "not_understood"),
        ("Between $34,000 And $54,000Between $1 And $2", "not_understood"),
        ("", "not_understood"),
    ],
)
def test_money_range_is_refused(refusal: Refusal, text: str, reason: str) -> None:
    assert refusal("money_range", text) == reason


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("6-12 months", 6, 12),
        ("1-2 years", 12, 24),
        ("1–2 years", 12, 24),
        ("8 - 10 Years", 96, 120),
        ("0-1 year", 0, 12),
        ("More than 10 years", 120, None),
        ("more than 1 year", 12, None),
    ],
)
def test_duration_is_months(one: One, text: str, low: float, high: float | None) -> None:
    assert one("duration", text) == Reading(low=low, high=high)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12-6 months", "out_of_range"),
        ("6-12", "not_understood"),
        ("6-12 weeks", "not_understood"),
        ("100-120 months", "not_understood"),
        ("6-12 months or so", "not_understood"),
        ("six to twelve months", "not_understood"),
        ("", "not_understood"),
    ],
)
def test_duration_is_refused(refusal: Refusal, text: str, reason: str) -> None:
    assert refusal("duration", text) == reason


@pytest.mark.parametrize("text", ["$6-12 months", "16-6-12 months", "1,6-12 months", "a6-12 months", "6-12 monthsold"])
def test_a_duration_in_a_sentence_is_no_part_of_another_figure(text: str) -> None:
    assert DURATION.search(text) is None


@pytest.mark.parametrize(("text", "low", "high"), [("2", 12, 24), ("12", 6, 12)])
def test_code_stands_for_a_range(one: One, text: str, low: float, high: float) -> None:
    assert one("code", text) == Reading(low=low, high=high)


@pytest.mark.parametrize("text", ["3", "02", "2.0", "2 ", "", "1-2", "2 years", "²"])
def test_unknown_code_is_refused(refusal: Refusal, text: str) -> None:
    assert refusal("code", text) == "unknown_code"
