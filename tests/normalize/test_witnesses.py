"""What a page says twice corroborates or contradicts itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from frames import Observed

Observed = Callable[..., Observed]
Made = Callable[..., str]
YES, NO = "corroborated", "contradicted"
TIME = "It takes {} to become either a kite maker or a bell founder."
PAY = "A kite maker earns {} a year, compared with $2,000 for a bell founder."


def witnesses(batch: Observed) -> list[str | None]:
    """Return what is witnessed of the first career, in the order of the page."""
    found = batch.observations
    return [word if isinstance(word, str) else None for word in found[found["position"] == 0]["page_witness"]]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (("Yearly salary / $41,600 / -",), [None]),
        (("Yearly salary / $41,600 / -", "Average salary / $41,600 / -"), [YES, YES]),
        (("Yearly salary / $41,600 / -", "Average salary / $41,601 / -"), [NO, NO]),
        (("Yearly salary / $41,600 / -", "Average salary / - / -"), [None, None]),
        (("Yearly salary / $41,600 / -", "Average salary / $42K / -"), [None, None]),
        (("Yearly salary / $41,600 / -\nHourly rate / $20.00 / -",), [YES, YES]),
        (("Yearly salary / $41,621 / -\nHourly rate / $20.01 / -",), [YES, YES]),
        (("Yearly salary / $41,600 / -\nHourly rate / $20.02 / -",), [NO, NO]),
        (("Hourly rate / $20.00 / -",), [None]),
        (
            ("Average age / 39 / -\nYearly salary / $1,000 / -", "Average age / 39 / -\nLGBT percentage / 1% / -"),
            [YES, None] * 2,
        ),
        (
            ("Average age / 39 / -\nYearly salary / $1,000 / -", "Average age / 40 / -\nLGBT percentage / 1% / -"),
            [NO, None] * 2,
        ),
        (("Most common degree / A, 5% / -\nGrowth rate / - / -", "Most common degree / A, 5% / -"), [YES, None, YES]),
        (("Most common degree / A, 5% / -\nGrowth rate / - / -", "Most common degree / A, 6% / -"), [NO, None, NO]),
        (("Most common degree / A, 5% / -\nGrowth rate / - / -", "Most common degree / B, 5% / -"), [NO, None, NO]),
        (("Gender ratio / Male, 40.4% Female, 59.6% / -",), [YES, YES]),
        (("Gender ratio / Male, 40% Female, 61% / -",), [YES, YES]),
        (("Gender ratio / Male, 40% Female, 61.1% / -",), [NO, NO]),
        (("Gender ratio / Male, 40% / -",), [NO]),
        (("Race ratio / White, 50% Unknown, 25% Asian, 25% / -",), [YES] * 3),
        (("Growth rate / 1% / -",), [None]),
    ],
)
def test_tables_witness_one_another(
    observed: Observed, made: Made, tables: tuple[str, ...], expected: list[str | None]
) -> None:
    assert witnesses(observed(made(*tables))) == expected


@pytest.mark.parametrize(
    ("row", "intro", "expected"),
    [
        ("Years of experience / 12 / -", TIME.format("6-12 months"), [YES, YES]),
        ("Years of experience / 2 / -", TIME.format("1-2 years"), [YES, YES]),
        ("Years of experience / 12 / -", TIME.format("1-2 years"), [NO, NO]),
        ("Years of experience / 10 / -", TIME.format("more than 10 years"), [NO, NO]),
        ("Years of experience / - / -", TIME.format("more than 10 years"), [None, None]),
        ("Yearly salary / $1,000 / -", PAY.format("$1,000"), [YES, YES]),
        ("Yearly salary / $1,000 / -", PAY.format("$3,000"), [NO, NO]),
    ],
)
def test_prose_witnesses_the_tables(
    observed: Observed, made: Made, row: str, intro: str, expected: list[str | None]
) -> None:
    assert witnesses(observed(made(row, intro=intro))) == expected


def test_contradicted_outranks_corroborated(observed: Observed, made: Made) -> None:
    tables = ("Yearly salary / $41,600 / -\nHourly rate / $20.00 / -", "Average salary / $50,000 / -")
    assert witnesses(observed(made(*tables))) == [NO, NO, NO]


def test_a_contradiction_names_both_texts_and_places(observed: Observed, made: Made) -> None:
    batch = observed(made("Yearly salary / $1,000 / -", "Average salary / $2,000 / -"))
    ((source, issue),) = batch.issues
    assert (source, issue.code) == ("page-0", "contradiction")
    for words in ("Kite Maker", "'$1,000' in table 0, row 1", "'$2,000' in table 1, row 1"):
        assert words in issue.message


def test_a_contradiction_with_prose_says_so(observed: Observed, made: Made) -> None:
    batch = observed(made("Yearly salary / $1,000 / $2,000", intro=PAY.format("$3,000")))
    (message,) = [issue.message for _, issue in batch.issues]
    assert "'$1,000' in table 0, row 1" in message
    assert "'$3,000' in the prose" in message


def test_shares_that_do_not_sum_up_have_an_issue(observed: Observed, made: Made) -> None:
    """The mark without a line in the issues would be found by nobody."""
    batch = observed(made("Gender ratio / Male, 40% Female, 50% / -"))
    assert [issue.code for _, issue in batch.issues] == ["contradiction"]


def test_careers_do_not_witness_one_another(observed: Observed, made: Made) -> None:
    batch = observed(made("Yearly salary / $1,000 / $2,000", "Average salary / $1,000 / $3,000"))
    assert batch.observations["page_witness"].tolist() == [YES, NO, YES, NO]


def test_each_cell_of_shares_is_summed_alone(observed: Observed, made: Made) -> None:
    batch = observed(made("Gender ratio / Male, 40% Female, 60% / -\nGender ratio / Unknown, 100% / -"))
    assert witnesses(batch) == [YES, YES, YES]
