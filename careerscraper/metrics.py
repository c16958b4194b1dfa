"""The metrics that we publish, whatever the site: name, grammar of the cell, unit, and wide columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["number", "range", "text", "text_number"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One measurable thing about a career.

    ``grammar`` names the reading of its cells (`values.grammars`), ``unit`` the unit of value, low and high,
    ``shape`` which of them are filled. ``categories`` are the known parts of a metric that is stated in parts; each
    gets its own wide column.
    """

    name: str
    grammar: str
    shape: Shape
    unit: str | None
    meaning: str
    categories: tuple[str, ...] = ()


RACES = (
    "Black or African American",
    "Unknown",
    "Hispanic or Latino",
    "Asian",
    "White",
    "American Indian and Alaska Native",
)

#: The statistics of pay: those that a page names otherwise than as an average.
_STATISTICS = {
    "median": "Median",
    "mean": "Mean",
    "pct10": "10th percentile of",
    "pct25": "25th percentile of",
    "pct75": "75th percentile of",
    "pct90": "90th percentile of",
}
#: The levels of a career: each has its own pay, and from one to the other is no range.
_LEVELS = {"entry": "at the start", "mid": "in mid-career", "senior": "at the senior level"}

METRICS = (
    Metric("annual_salary", "money_a_year", "number", "USD/year", "Average pay for a year"),
    *(
        Metric(f"annual_salary_{name}", "money_a_year", "number", "USD/year", f"{words} pay for a year")
        for name, words in _STATISTICS.items()
    ),
    *(
        Metric(f"annual_salary_{name}", "money_a_year", "number", "USD/year", f"Pay for a year {words}")
        for name, words in _LEVELS.items()
    ),
    Metric("hourly_wage", "money_an_hour", "number", "USD/hour", "Average pay for an hour"),
    *(
        Metric(f"hourly_wage_{name}", "money_an_hour", "number", "USD/hour", f"{words} pay for an hour")
        for name, words in _STATISTICS.items()
    ),
    Metric("annual_salary_range", "money_range", "range", "USD/year", "From low to high pay for a year"),
    Metric("job_growth", "percent", "number", "percent", "Projected growth of the number of jobs"),
    Metric("job_count", "count", "number", "jobs", "Number of jobs"),
    Metric("job_openings", "openings", "number", "jobs", "Openings a year"),
    Metric("job_satisfaction", "score", "number", "score", "Job satisfaction, at most 5"),
    Metric("average_age", "age", "number", "years", "Average age"),
    Metric("years_of_experience", "code", "range", "months", "Experience asked for, from a code of the site"),
    Metric("experience_required", "text", "text", None, "Experience asked for, in the page's words"),
    Metric("time_to_qualify", "duration", "range", "months", "Time that it takes to become one"),
    Metric("education_required", "text", "text", None, "Education asked for"),
    Metric("education_cost", "money", "number", "USD", "What the education costs: no pay"),
    Metric("training_required", "text", "text", None, "Training asked for"),
    Metric("certification", "text", "text", None, "Certificates and licences"),
    Metric("most_common_degree", "text_percent", "text_number", "percent", "Most common degree and its share"),
    Metric("most_common_major", "text", "text", None, "Most common major"),
    Metric("most_common_college", "text", "text", None, "Most common college"),
    Metric("highest_paying_city", "text", "text", None, "City with the highest pay"),
    Metric("highest_paying_state", "text", "text", None, "State with the highest pay"),
    Metric("best_paying_company", "text", "text", None, "Company with the best pay"),
    Metric("best_paying_industry", "text", "text", None, "Industry with the best pay"),
    Metric("gender_share", "shares", "number", "percent", "Share by gender", ("Male", "Female")),
    Metric("race_share", "shares", "number", "percent", "Share by race", RACES),
    Metric("lgbt_share", "share", "number", "percent", "Share that is LGBT"),
    Metric("top_skill", "text", "text", None, "Skill by rank", ("1", "2", "3")),
    Metric("skills", "text", "text", None, "Skills asked for"),
    Metric("responsibilities", "text", "text", None, "Duties"),
    Metric("work_environment", "text", "text", None, "Where the work is done"),
    Metric("similar_careers", "text", "text", None, "Careers like it"),
    Metric("soc_code", "soc_code", "text", None, "Code in the Standard Occupational Classification"),
    Metric("description", "text", "text", None, "What the career does, in the page's words"),
)

BY_NAME = {metric.name: metric for metric in METRICS}
