"""Cells of words, with or without shares."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading

One = Callable[[str, str], Reading]
Refusal = Callable[[str, str], str]


@pytest.mark.parametrize("text", ["Virginia Beach, VA", "Deloitte", "8%", "=1+1", "Ärzte & Co."])
def test_text_stands_as_it_is(one: One, text: str) -> None:
    assert one("text", text) == Reading(value_text=text)


@pytest.mark.parametrize(
    ("text", "words", "share"),
    [
        ("Bachelor's Degree, 51%", "Bachelor's Degree", 51.0),
        ("High School Diploma, GED, 33.5%", "High School Diploma, GED", 33.5),
        ("Master’s Degree, 7 %", "Master’s Degree", 7.0),
        ("Diploma 2, 100%", "Diploma 2", 100.0),
    ],
)
def test_text_and_percent_are_read(one: One, text: str, words: str, share: float) -> None:
    assert one("text_percent", text) == Reading(value_text=words, value=share)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Bachelor's Degree", "not_understood"),
        ("51%", "not_understood"),
        (", 51%", "not_understood"),
        ("Bachelor's Degree 51%", "not_understood"),
        ("Bachelor's Degree, 51", "not_understood"),
        ("Bachelor's Degree, -51%", "not_understood"),
        ("Bachelor's Degree, 51%High School Diploma, 33%", "not_understood"),
        ("Bachelor's Degree, 51%, 3%", "not_understood"),
        ("Bachelor's Degree,, 51%", "not_understood"),
        ("Bachelor's Degree, 151%", "out_of_range"),
    ],
)
def test_text_and_percent_are_refused(refusal: Refusal, text: str, reason: str) -> None:
    assert refusal("text_percent", text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Male, 40.4% Female, 59.6%",
        "Male, 40.4%Female, 59.6%",
        "Male,40.4%   Female,59.6%",
        "Male, 40.4 % Female, 59.6 %",
    ],
)
def test_shares_are_read_one_a_group(text: str) -> None:
    assert read("shares", text, {}) == (
        Reading(value=40.4, category="Male"),
        Reading(value=59.6, category="Female"),
    )


def test_shares_keep_the_order_and_the_names_of_their_groups() -> None:
    text = "Black or African American, 13.9% Two-Spirit (self-described), 0% Unknown, 3.9%"
    groups = [reading.category for reading in read("shares", text, {})]
    assert groups == ["Black or African American", "Two-Spirit (self-described)", "Unknown"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_understood"),
        ("40.4%", "not_understood"),
        ("Male 40.4% Female 59.6%", "not_understood"),
        ("Male, 40.4% Male, 59.6%", "not_understood"),
        ("Male, 40.4% Female", "not_understood"),
        ("Male, 40.4% Female, -", "not_understood"),
        ("Male, 40.4%; Female, 59.6%", "not_understood"),
        ("Male, 40.4% Female, 59.6% of all", "not_understood"),
        ("Male, -4% Female, 104%", "not_understood"),
        ("Male, 4% Female, 104%", "out_of_range"),
    ],
)
def test_shares_are_refused(refusal: Refusal, text: str, reason: str) -> None:
    assert refusal("shares", text) == reason


def test_shares_of_a_long_text_are_refused_quickly(refusal: Refusal) -> None:
    assert refusal("shares", "Male, 1" * 20_000) == "not_understood"


@pytest.mark.parametrize("grammar", ["money", "count", "percent", "score", "duration", "shares", "text", "code"])
def test_text_with_lost_bytes_is_undecodable(refusal: Refusal, grammar: str) -> None:
    assert refusal(grammar, "Bachelor�s Degree, 51%") == "undecodable"
