"""What footnote marks stand for, and which mark stands where."""

from __future__ import annotations

import pytest

from careerscraper.values.footnotes import mark_of, sources, without_mark


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Source: *Bureau of Kites", {"*": "Bureau of Kites"}),
        ("Sources: *Bureau of Kites; **KiteScale", {"*": "Bureau of Kites", "**": "KiteScale"}),
        ("Sources: *KiteScale.com, **Bureau of Kites", {"*": "KiteScale.com", "**": "Bureau of Kites"}),
        ("Sources: * Bureau of Kites ** KiteScale", {"*": "Bureau of Kites", "**": "KiteScale"}),
        ("Sources: *B.K. and **KiteScale", {"*": "B.K.", "**": "KiteScale"}),
        ("Sources: Bureau of Kites (B.K.)*, KiteScale**", {"*": "Bureau of Kites (B.K.)", "**": "KiteScale"}),
        ("SOURCE : †Bureau of Kites; ‡KiteScale", {"†": "Bureau of Kites", "‡": "KiteScale"}),
        ("Source: *O*KITE OnLine", {"*": "O*KITE OnLine"}),
        ("Source: Bureau of Kites", {}),
        ("Source:", {}),
        ("Source: *", {}),
        ("Source: *Bureau of Kites; *KiteScale", {}),
        ("*Bureau of Kites", {}),
        ("* Kites", {}),
        ("Resources: *Kites", {}),
        ("The source: *Kites", {}),
        ("", {}),
    ],
)
def test_the_source_line_says_what_the_marks_stand_for(line: str, told: dict[str, str]) -> None:
    assert sources([line]) == told


def test_lines_add_up_and_a_mark_with_two_meanings_has_none() -> None:
    lines = ["Source: *Bureau of Kites; **KiteScale", "Some words.", "Source: *KiteScale; **KiteScale"]
    assert sources(lines) == {"**": "KiteScale"}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("$75,230 (2016)*", "*"),
        ("$45,202 (2017)** for kite makers", "**"),
        ("Median Salary (2017)*", "*"),
        ("Median Salary* (2017)", "*"),
        ("Kites†", "†"),
        ("$75,230", None),
        ("O*KITE", None),
        ("8%* 9%**", None),
        ("8%* 9%*", "*"),
        ("**Total**", None),
        ("*", None),
        ("", None),
    ],
)
def test_the_mark_of_a_text(text: str, mark: str | None) -> None:
    assert mark_of(text) == mark


@pytest.mark.parametrize(
    ("text", "rest"),
    [("Kites*", "Kites"), ("Kites **", "Kites"), ("**Kites**", "**Kites**"), ("O*K", "O*K"), ("*", "*")],
)
def test_a_text_without_its_mark(text: str, rest: str) -> None:
    assert without_mark(text) == rest
