"""One page in two renderings: the same facts, compared whole."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest
from frames import Observed

TIME = "Becoming a kite maker takes 6-12 months, while becoming a bell founder takes more than 10 years."
PAY = "A kite maker earns $41,600 a year, compared with $62,400 for a bell founder."
SKILLS = "The top three skills for a kite maker are knots, paper and patience."
MORE = "The most important skills for a bell founder are bronze, pitch, and heat."
INTRO = (f"{TIME} {PAY}", f"{SKILLS} {MORE}")
DESCRIPTIONS = ("Kite makers bend bamboo until it flies.", "Bell founders pour bronze and wait.")
SCALES = "Kite makers and bell founders have different pay scales; here they are:"
TABLES = (
    (
        ("Yearly salary", "$41,600", "$62,400"),
        ("Hourly rate", "$20.00", "$30.00"),
        ("Growth rate", "-8%", "+3%"),
        ("Number of jobs", "7,596", "416"),
        ("Job satisfaction", "3.67", "-"),
        ("Most common degree", "High School Diploma, 44%", "Bachelor's Degree, 51%"),
        ("Average age", "39", "46"),
        ("Years of experience", "12", "-"),
    ),
    (
        ("Average salary", "$41,600", "$62,500"),
        ("Salary range", "Between $30,000 And $54,000", "Between $50,000 And $80,000"),
        ("Highest paying City", "Lake Example, VA", "Port Sample, OR"),
        ("Best paying company", "CARE", "-"),
        ("Favourite wind", "north-east", ""),
    ),
    (
        ("Most common degree", "High School Diploma, 44%", "Bachelor's Degree, 52%"),
        ("Most common major", "Crafts", "Metal & Sound"),
    ),
    (
        ("Average age", "39", "46"),
        ("Gender ratio", "Male, 40.4% Female, 59.6%", "Male, 81% Female, 9%"),
        ("LGBT percentage", "8%", "11%"),
    ),
)
HEADER = ("Kite Maker", "Bell Founder")
PLACE = ["table", "row", "column", "capture_id", "source"]


def pipe() -> str:
    """Return the page as a text extractor hands it on: no headings, the empty corner last."""
    tables = ["\n".join("| " + " | ".join(row) + " |" for row in ((*HEADER, ""), *rows)) for rows in TABLES]
    return "\n".join([*INTRO, tables[0], *DESCRIPTIONS, SCALES, *tables[1:], ""])


def html() -> str:
    """Return the page as the site's server might render it."""
    tables = [_table(rows) for rows in TABLES]
    described = "".join(
        f"<h2>What does a <b>{name.lower()}</b> do?</h2><p>{words}</p>"
        for name, words in zip(HEADER, DESCRIPTIONS, strict=True)
    )
    intro = "".join(f"<p>{words}</p>" for words in INTRO)
    main = f"<h1>Kite maker vs bell founder</h1>{intro}{tables[0]}{described}<h2>Pay</h2><p>{SCALES}</p>"
    rest = "".join(f"<h3>Part {n}</h3>{table}" for n, table in enumerate(tables[1:]))
    return f"<!DOCTYPE html><html><head><title>Kites</title></head><body><main>{main}{rest}</main></body></html>"


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f"<th>{cell}</th>" for cell in ("", *HEADER))
    body = "".join("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    return escape(text).replace("% ", "%<br>") or "&nbsp;"


def test_both_renderings_give_the_same_observations(observed: Callable[..., Observed]) -> None:
    frames = [observed(body).observations.drop(columns=PLACE) for body in (pipe(), html())]
    first, second = (frame.astype(object).where(frame.notna(), None).to_dict("records") for frame in frames)
    assert len(first) == 50
    assert first == second


def test_both_renderings_have_the_same_issues_but_for_their_places(observed: Callable[..., Observed]) -> None:
    issues = [[(issue.code, issue.message) for _, issue in observed(body).issues] for body in (pipe(), html())]
    assert issues[0] == issues[1]
    assert {code for code, _ in issues[0]} == {"contradiction"}


@pytest.mark.parametrize("body", [pipe(), html()], ids=["pipe", "html"])
def test_the_whole_page(records: Callable[..., list[dict[str, object]]], body: str) -> None:
    found = [
        (
            r["position"],
            r["section"],
            r["metric"] or r["label"],
            r["category"],
            r["status"],
            *figures(r),
            r["page_witness"],
        )
        for r in records(body)
        if r["career"] == "Kite Maker"
    ]
    assert sorted(found, key=str) == sorted(KITE_MAKER, key=str)


def figures(record: dict[str, object]) -> tuple[object, ...]:
    """Return what is stated, without what is not."""
    return tuple(record[name] for name in ("value", "low", "high", "value_text") if record[name] is not None)


YES, NO = "corroborated", "contradicted"
KITE_MAKER = [
    (0, "overview", "annual_salary", None, "ok", 41600.0, YES),
    (0, "overview", "hourly_wage", None, "ok", 20.0, YES),
    (0, "overview", "job_growth", None, "ok", -8.0, None),
    (0, "overview", "job_count", None, "ok", 7596.0, None),
    (0, "overview", "job_satisfaction", None, "ok", 3.67, None),
    (0, "overview", "most_common_degree", None, "ok", 44.0, "High School Diploma", YES),
    (0, "overview", "average_age", None, "ok", 39.0, YES),
    (0, "overview", "years_of_experience", None, "ok", 6.0, 12.0, YES),
    (0, "salary", "annual_salary", None, "ok", 41600.0, YES),
    (0, "salary", "annual_salary_range", None, "ok", 30000.0, 54000.0, None),
    (0, "salary", "highest_paying_city", None, "ok", "Lake Example, VA", None),
    (0, "salary", "best_paying_company", None, "ok", "CARE", None),
    (0, "salary", "Favourite wind", None, "ok", "north-east", None),
    (0, "education", "most_common_degree", None, "ok", 44.0, "High School Diploma", YES),
    (0, "education", "most_common_major", None, "ok", "Crafts", None),
    (0, "demographics", "average_age", None, "ok", 39.0, YES),
    (0, "demographics", "gender_share", "Male", "ok", 40.4, YES),
    (0, "demographics", "gender_share", "Female", "ok", 59.6, YES),
    (0, "demographics", "lgbt_share", None, "ok", 8.0, None),
    (0, "prose", "time_to_qualify", None, "ok", 6.0, 12.0, YES),
    (0, "prose", "annual_salary", None, "ok", 41600.0, YES),
    (0, "prose", "top_skill", "1", "ok", "knots", None),
    (0, "prose", "top_skill", "2", "ok", "paper", None),
    (0, "prose", "top_skill", "3", "ok", "patience", None),
    (0, "prose", "description", None, "ok", "Kite makers bend bamboo until it flies.", None),
]
