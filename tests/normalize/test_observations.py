"""Cells to observations: sections, statuses, reasons, keys."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from frames import Observed

from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.normalize.version import parser_version
from careerscraper.schema import AMBIGUOUS_REASONS, SCHEMAS, STATUSES, UNPARSED_REASONS

Observed = Callable[..., Observed]
Records = Callable[..., list[dict[str, object]]]
Made = Callable[..., str]


def sections(found: list[dict[str, object]]) -> list[tuple[object, object]]:
    """Return section and label of each row of the first career."""
    return [(r["section"], r["label"]) for r in found if r["position"] == 0]


def test_a_table_is_the_section_whose_labels_it_has(records: Records, made: Made) -> None:
    body = made("Salary range / - / -", "Average age / 1 / 2\nLGBT Percentage / 1% / 2%", "Growth rate / 1% / 2%")
    assert [name for name, _ in sections(records(body))] == ["salary", "demographics", "demographics", "overview"]


def test_a_table_cut_to_a_label_of_two_sections_is_the_next_one(records: Records, made: Made) -> None:
    overview = "Yearly salary / $1 / $2\nMost common degree / A, 1% / B, 2%\nAverage age / 1 / 2"
    body = made(overview, "Salary range / - / -", "Most common degree / A, 1% / B, 2%", "Average age / 1 / 2")
    assert sections(records(body))[3:] == [
        ("salary", "Salary range"),
        ("education", "Most common degree"),
        ("demographics", "Average age"),
    ]


def test_a_label_of_two_sections_alone_is_the_first(records: Records, made: Made) -> None:
    assert sections(records(made("Average age / 1 / 2"))) == [("overview", "Average age")]


def test_unknown_labels_get_the_section_of_their_table(records: Records, made: Made) -> None:
    body = made("Yearly salary / $1 / $2\nWind / n / s", "Rope / a / b")
    assert sections(records(body)) == [("overview", "Yearly salary"), ("overview", "Wind"), ("table", "Rope")]


def test_the_pages_own_name_serves_where_the_site_has_none(records: Records, made: Made) -> None:
    body = made("Yearly salary / $1 / $2") + "\n## Ropes\n" + made("Rope / a / b")
    assert sections(records(body)) == [("overview", "Yearly salary"), ("Ropes", "Rope")]


@pytest.mark.parametrize("cell", ["", "-", "–", "—", "N/A", "n/a"])
@pytest.mark.parametrize("label", ["Yearly salary", "Growth rate", "Wind", "Gender ratio", "Years of experience"])
def test_not_stated_is_an_observation(records: Records, made: Made, label: str, cell: str) -> None:
    found = records(made(f"Hourly rate / $1 / $2\nLGBT percentage / 1% / 1%\n{label} / {cell} / {cell}"))
    rows = [r for r in found if r["label"] == label]
    assert [(r["status"], r["text"], r["reason"], r["category"]) for r in rows] == [
        ("not_stated", cell, None, None)
    ] * 2
    assert {r[name] for r in rows for name in ("value", "low", "high", "value_text")} == {None}


@pytest.mark.parametrize(
    ("label", "cell", "reason"),
    [
        ("Yearly salary", "83,000", "not_understood"),
        ("Years of experience", "3", "unknown_code"),
        ("Job satisfaction", "46", "out_of_range"),
        ("Yearly salary", "$20.79", "out_of_range"),
        ("Hourly rate", "$43,251", "out_of_range"),
        ("Yearly salary", "-$43,251", "not_understood"),
        ("Salary range", "Between $54,000 And $34,000", "out_of_range"),
        ("Growth rate", "300%", "out_of_range"),
        ("Growth rate", "-101%", "out_of_range"),
        ("Growth rate", "8\ufffd%", "undecodable"),
    ],
)
def test_what_is_not_understood_is_kept_as_text_with_its_reason(
    observed: Observed, made: Made, label: str, cell: str, reason: str
) -> None:
    batch = observed(made(f"{label} / {cell} / -"))
    assert batch.observations.loc[0, ["status", "reason", "text"]].tolist() == ["unparsed", reason, cell]
    assert batch.observations.loc[0, ["value", "low", "high", "value_text"]].isna().all()
    ((source, issue),) = batch.issues
    assert (source, issue.code, issue.table, issue.row) == ("page-0", reason, 0, 1)
    assert repr(label) in issue.message
    assert repr(cell) in issue.message


@pytest.mark.parametrize(
    ("code", "low", "high"),
    [("2", 12, 24), ("4", 24, 48), ("6", 48, 72), ("8", 72, 96), ("10", 96, 120), ("12", 6, 12)],
)
def test_years_of_experience_is_a_code(records: Records, made: Made, code: str, low: float, high: float) -> None:
    row = records(made(f"Years Of Experience / {code} / -"))[0]
    assert (row["status"], row["value"], row["low"], row["high"], row["unit"]) == ("ok", None, low, high, "months")


def test_shares_become_an_observation_a_group(records: Records, made: Made) -> None:
    cell = "Black or African American, 13.9% Unknown, 86.1%"
    rows = [r for r in records(made(f"Race ratio / {cell} / -")) if r["position"] == 0]
    assert [(r["category"], r["value"], r["unit"]) for r in rows] == [
        ("Black or African American", 13.9, "percent"),
        ("Unknown", 86.1, "percent"),
    ]
    assert {r["text"] for r in rows} == {cell}
    assert len({r["observation_id"] for r in rows}) == 2


def test_unknown_labels_are_ok_and_keep_their_text(records: Records, made: Made) -> None:
    row = records(made("Yearly salary / $1 / $2\nWind (2020)* / $5 / x"))[2]
    assert [row[name] for name in ("metric", "label", "status", "value", "value_text", "unit")] == [
        None,
        "Wind (2020)*",
        "ok",
        None,
        "$5",
        None,
    ]


def test_a_refused_row_is_ambiguous_for_each_career(records: Records, made: Made) -> None:
    rows = [r for r in records(made("Yearly salary / $1 / $2\nGrowth rate / 1%")) if r["label"] == "Growth rate"]
    assert [(r["career_id"], r["status"], r["reason"], r["text"], r["value"]) for r in rows] == [
        ("kite-maker", "ambiguous", "row_length", "1%", None),
        ("bell-founder", "ambiguous", "row_length", "1%", None),
    ]


def test_the_same_words_again_count_once(observed: Observed, made: Made) -> None:
    batch = observed(made("Yearly salary / $1,000 / $2,000", "Yearly salary / $1,000 / $2,000\nGrowth rate / 1% / 2%"))
    assert len(batch.observations) == 4
    assert batch.issues == []


def test_other_words_for_the_same_key_are_the_second_occurrence(observed: Observed, made: Made) -> None:
    batch = observed(made("Growth rate / 1% / 2%\nGrowth rate / 3% / 2%"))
    assert batch.observations["text"].tolist() == ["1%", "2%", "3%"]
    assert batch.observations["observation_id"].is_unique
    repeated = [str(issue) for _, issue in batch.issues if issue.code == "repeated_label"]
    assert repeated == [
        "table 0, row 2: repeated_label: 'Growth rate' of Kite Maker stands again with other words: '3%'"
    ]


def digest(*parts: object) -> str:
    """Return the observation_id of these key columns, as the documentation says it."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


PAGE = ("zippia", "/kite-maker-jobs/kite-maker-vs-bell-founder-differences")


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("Yearly salary / $1 / -", ("overview", "annual_salary", "", 1)),
        ("Gender ratio / Male, 100% / -", ("demographics", "gender_share", "Male", 1)),
        ("LGBT percentage / - / -", ("demographics", "lgbt_share", "", 1)),
        ("Growth rate / - / -\nWind  (2020)*: / x / -", ("overview", "label:wind", "", 1)),
        ("Growth rate / 1% / -\nGrowth rate / 2% / -", ("overview", "job_growth", "", 2)),
    ],
)
def test_observation_id_is_the_digest_of_the_key(
    records: Records, made: Made, row: str, key: tuple[object, ...]
) -> None:
    last = [r for r in records(made(row)) if r["position"] == 0][-1]
    assert last["observation_id"] == digest(*PAGE, "kite-maker", *key)


def test_observation_id_of_prose(records: Records, made: Made) -> None:
    intro = "Top skills for a kite maker are knots, paper and patience."
    found = {r["category"]: r["observation_id"] for r in records(made("Growth rate / 1% / 2%", intro=intro))}
    assert found["2"] == digest(*PAGE, "kite-maker", "prose", "top_skill", "2", 1)


def test_a_year_in_the_label_does_not_change_the_id(records: Records, made: Made) -> None:
    ids = [
        records(made(f"Growth rate / - / -\n{label} / x / y"))[2]["observation_id"] for label in ("Wind", "WIND (2021)")
    ]
    assert ids[0] == ids[1]


def test_page_and_pair_columns(records: Records, made: Made) -> None:
    row = records(made("Yearly salary / $1 / $2"))[1]
    expected = {
        "site": "zippia",
        "page_id": PAGE[1],
        "page_url": f"https://www.zippia.com{PAGE[1]}",
        "pair_key": "bell-founder|kite-maker",
        "career_id": "bell-founder",
        "career": "Bell Founder",
        "position": 1,
        "table": 0,
        "row": 1,
        "column": 2,
        "source": "page-0",
        "witness": None,
        "parser_version": parser_version(),
    }
    assert {name: row[name] for name in expected} == expected


def test_pages_of_a_batch_do_not_mix(observed: Observed, made: Made) -> None:
    bodies = (made("Yearly salary / $1,000 / $2,000"), made("Average salary / $3,000 / $2,000"))
    batch = observed(*bodies)
    assert batch.observations["source"].tolist() == ["page-0", "page-0", "page-1", "page-1"]
    assert batch.observations["page_witness"].isna().all()
    assert batch.issues == []


def test_pages_without_a_comparison_add_nothing() -> None:
    batch = observe([Page("a", "refused", refusal="no comparison"), Page("b", "failed")])
    assert batch.table.num_rows == 0
    assert batch.table.schema == SCHEMAS["observations"]


def test_statuses_and_reasons_are_of_the_closed_sets(observed: Observed, made: Made) -> None:
    rows = "Yearly salary / 1K / -\nGrowth rate / 1%\nAverage age / 4 / 5\nYears of experience / 3 / 4"
    found = observed(made(rows)).observations
    assert set(found["status"]) == set(STATUSES)
    assert set(found["reason"].dropna()) <= {*AMBIGUOUS_REASONS, *UNPARSED_REASONS}
    assert found["reason"].notna().equals(found["status"].isin(["ambiguous", "unparsed"]))


def test_parser_version_is_a_digest_that_comes_out_the_same_again() -> None:
    before = parser_version()
    parser_version.cache_clear()
    assert parser_version() == before
    assert re.fullmatch("[0-9a-f]{16}", before)
