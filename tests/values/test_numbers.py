"""Figures that stand alone in a cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.values.numbers import number
from careerscraper.values.reading import Reading, UnreadError

One = Callable[[str, str], Reading]
Refusal = Callable[[str, str], str]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$43,251", 43251.0),
        ("$43251", 43251.0),
        ("$ 43,251", 43251.0),
        ("$20.79", 20.79),
        ("$0", 0.0),
        ("$1,234,567.89", 1234567.89),
        ("$999999999999999", 999999999999999.0),
    ],
)
def test_money_is_read(one: One, text: str, value: float) -> None:
    assert one("money", text) == Reading(value=value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "$",
        "43,251",
        "$43,25",
        "$4,3251",
        "$43,,251",
        "$,251",
        "$43,251.5",
        "$43.251",
        "$43,251.",
        "$.50",
        "-$5.00",
        "$-5.00",
        "€43,251",
        "USD 43,251",
        "$43,251$38,949",
        "$ 43 251",
        "$43 251",
        "$٤٣",
        "＄43,251",
        "$43,251\n",
        "$1e5",
        "$0x10",
        "$nan",
    ],
)
def test_money_is_refused(refusal: Refusal, text: str) -> None:
    assert refusal("money", text) == "not_understood"


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0.0), ("46", 46.0), ("7,596", 7596.0), ("30523", 30523.0), ("1,234,567", 1234567.0)]
)
def test_count_is_read(one: One, text: str, value: float) -> None:
    assert one("count", text) == Reading(value=value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "-5",
        "+5",
        "4.5",
        "7,59",
        "7,5963",
        "75,96,123",
        ",596",
        "7596,",
        "7 596",
        "1/2",
        "46 years",
        "²",
        "४६",
    ],
)
def test_count_is_refused(refusal: Refusal, text: str) -> None:
    assert refusal("count", text) == "not_understood"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8%", 8.0),
        ("-8%", -8.0),
        ("−8%", -8.0),
        ("+4%", 4.0),
        ("40.4%", 40.4),
        ("8 %", 8.0),
        ("0%", 0.0),
        ("-0.5%", -0.5),
        ("250%", 250.0),
    ],
)
def test_percent_is_read(one: One, text: str, value: float) -> None:
    assert one("percent", text) == Reading(value=value)


@pytest.mark.parametrize(
    "text",
    ["", "%", "8", "--8%", "-+8%", "–8%", "8%%", "8%9%", "8.%", ".8%", "8,5%", "1,000%", "(8%)", "8 pct", "８%"],
)  # fmt: skip
def test_percent_is_refused(refusal: Refusal, text: str) -> None:
    assert refusal("percent", text) == "not_understood"


def test_a_negative_zero_is_zero(one: One) -> None:
    """A minus before nothing must not reach files as ``-0.0``."""
    assert str(one("percent", "-0%").value) == "0.0"


@pytest.mark.parametrize(("text", "value"), [("3.67", 3.67), ("4.5", 4.5), ("5", 5.0), ("5.0", 5.0), ("0", 0.0)])
def test_score_is_read(one: One, text: str, value: float) -> None:
    assert one("score", text) == Reading(value=value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5.01", "out_of_range"),
        ("46", "out_of_range"),
        ("3.674.5", "not_understood"),
        ("-3", "not_understood"),
        ("3,67", "not_understood"),
        ("3.", "not_understood"),
        ("4/5", "not_understood"),
        ("4 out of 5", "not_understood"),
        ("★★★", "not_understood"),
        ("", "not_understood"),
    ],
)
def test_score_is_refused(refusal: Refusal, text: str, reason: str) -> None:
    assert refusal("score", text) == reason


@pytest.mark.parametrize(("grammar", "text"), [("money", "$1234567890123456"), ("count", "9" * 400)])
def test_more_digits_than_a_float_holds_are_refused(refusal: Refusal, grammar: str, text: str) -> None:
    assert refusal(grammar, text) == "out_of_range"


def test_number_takes_fifteen_digits_and_no_more() -> None:
    assert number("123,456,789,012,345") == 123456789012345.0
    with pytest.raises(UnreadError, match="out_of_range"):
        number("1234567890123456")
