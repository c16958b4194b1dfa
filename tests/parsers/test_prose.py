"""What the text around the tables says, where it is clear of whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.items import Comparison
from careerscraper.parsers.document import Heading
from careerscraper.parsers.page import read_document
from careerscraper.parsers.prose import Names

Compared = Callable[..., Comparison]
Said = list[tuple[int, str, str]]
TABLE = "| Yearly salary | $30,000 | $31,000 |\n"


@pytest.fixture
def said(compared: Compared) -> Callable[..., Said]:
    """Return what reads what an intro says: career, metric (and rank), words."""

    def read(intro: str, first: str = "Cook", second: str = "Baker", after: str = "") -> Said:
        found = compared(f"{intro}\n| {first} | {second} | |\n{TABLE}{after}")
        return [(s.career, (s.metric or "") + (s.category or ""), s.text) for s in found.statements if s.table is None]

    return read


@pytest.mark.parametrize(
    ("sentence", "first", "second"),
    [
        ("It typically takes 6-12 months to become either a cook or a baker.", "6-12 months", "6-12 months"),
        ("Both paths take 1-2 years of training, on average.", "1-2 years", "1-2 years"),
        ("Either trade needs 1–2 years of practice.", "1–2 years", "1–2 years"),
        ("Becoming a cook takes 6-12 months, while becoming a baker takes 2-4 years.", "6-12 months", "2-4 years"),
        (
            "While it typically takes 2-4 years to become a cook, becoming a baker usually requires 6-12 months.",
            "2-4 years",
            "6-12 months",
        ),
        (
            "More than 10 years is what it takes to become a cook; for a baker it is 4-6 years.",
            "More than 10 years",
            "4-6 years",
        ),
    ],
)
def test_time_to_qualify(said: Callable[..., Said], sentence: str, first: str, second: str) -> None:
    assert sorted(said(sentence)) == [(0, "time_to_qualify", first), (1, "time_to_qualify", second)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Cooks and bakers overlap in much of what they do.",
        "It takes 6-12 months to become a cook or a baker.",
        "A cook takes 6-12 months, then 1-2 years more, and a baker needs even longer.",
        "Training takes 6-12 months.",
        "A cook and a baker meet every 6-12 months.",
        "A cook takes 6 months and a baker takes 8 months.",
        "It takes no more than 2 years to become either a cook or a baker.",
        "It takes 6-12 months to become a cook.",
    ],
)
def test_time_that_is_absent_or_unclear_is_not_read(said: Callable[..., Said], sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "first", "second"),
    [
        ("A cook earns $30,000 a year, compared with $31,000 for a baker.", "$30,000", "$31,000"),
        ("Bakers bring home $31,000, while cooks make $30,000.", "$30,000", "$31,000"),
        ("The average salary of a cook, $30,000, is below the $31,000 of a baker.", "$30,000", "$31,000"),
    ],
)
def test_salaries_in_either_order(said: Callable[..., Said], sentence: str, first: str, second: str) -> None:
    assert sorted(said(sentence)) == [(0, "annual_salary", first), (1, "annual_salary", second)]


@pytest.mark.parametrize(
    "sentence",
    [
        "A cook earns $1,000 more than a baker.",
        "A cook earns $30,000, which is $1,000 a year less than a baker.",
        "A cook earns $30,000, a difference of $1,000 from a baker.",
        "Cooks and bakers earn $30,000.",
        "Kitchens pay $30,000 to cooks, $31,000 to bakers and $32,000 to others.",
        "A cook earns between $30,000 and $40,000, unlike a baker.",
        "A cook earns $30,000-$40,000, a baker too.",
        "A cook makes $15 an hour and a baker makes $20 an hour.",
        "A cook makes $15.20 per hour, a baker $20.10 per hour.",
        "A cook earns $30K and a baker earns $31K.",
        "A cook makes $1,500 a month and a baker makes $2,000 a month.",
        "A knife costs a cook $300 and a baker $400.",
    ],
)
def test_pay_that_is_unclear_or_not_by_the_year_is_not_read(said: Callable[..., Said], sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("Delivery Driver, Contractor", "Cook", "Delivery drivers, contractor earn $30,000 and cooks $31,000."),
        ("Collections, Customer Service", "Cook", "Collectionss, customer service earn $30,000, a cook earns $31,000."),
        ("Chef De Cuisine", "Cook", "Chef de cuisines earn $30,000 and a cook earns $31,000."),
        ("Adjunct Faculty", "Cook", "Adjunct faculties earn $30,000; cooks earn $31,000."),
        ("Java/J2ee Developer", "X-Ray Tech", "A java/j2ee developer earns $30,000, an x-ray tech $31,000."),
        ("Java/J2ee Developer", "Cook", "Java j2ee developers earn $30,000, the cook's pay is $31,000."),
        ("Debt Collector", "Collector", "Debt collectors earn $30,000, collectors earn $31,000."),
        ("Collector", "Debt Collector", "A collector earns $30,000 where a debt collector earns $31,000."),
        ("C++ Developer", "Cook", "A C++ developer earns $30,000 and a cook earns $31,000."),
        ("Waitress", "Boss", "Waitresses earn $30,000, bosses earn $31,000."),
    ],
)
def test_names_are_found_in_any_case_and_plural(
    said: Callable[..., Said], first: str, second: str, sentence: str
) -> None:
    assert said(sentence, first, second) == [(0, "annual_salary", "$30,000"), (1, "annual_salary", "$31,000")]


def test_a_name_inside_another_word_is_none(said: Callable[..., Said]) -> None:
    assert said("Bookcooks earn $30,000 and cookery teachers earn $31,000.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Employers say that the top three skills for a cook are tasting, knives and care.",
        "The top three skills for a cook include tasting, knives and care.",
        "The most important skills for cooks are tasting, knives, and care.",
        "In adverts, skills for cooks including tasting, knives, and care.",
    ],
)
def test_both_styles_of_skill_lists(said: Callable[..., Said], sentence: str) -> None:
    assert said(sentence) == [(0, "top_skill1", "tasting"), (0, "top_skill2", "knives"), (0, "top_skill3", "care")]


def test_each_career_has_its_skills(said: Callable[..., Said]) -> None:
    intro = "Top skills for a cook are a, b and c. The most important skills for a baker are d, e, and f."
    assert [text for career, _, text in said(intro) if career == 1] == ["d", "e", "f"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The top skills for a cook are tasting and care.",
        "The top skills for a cook are tasting, knives, care and speed.",
        "The top skills for a cook are tasting, rinse and repeat, and care.",
        "The top skills for a cook and a baker are tasting, knives and care.",
        "The top skills are tasting, knives and care.",
        "The top skills for a cook are tasting, knives and care, say employers.",
    ],
)
def test_a_list_of_skills_that_is_unclear_is_not_read(said: Callable[..., Said], sentence: str) -> None:
    assert said(sentence) == []


def test_the_intro_ends_with_the_first_table(said: Callable[..., Said]) -> None:
    assert said("Words.", after="\nA cook earns $1 a year, a baker earns $2.\n") == []


def test_a_cut_paragraph_is_not_read(compared: Compared) -> None:
    body = "<table><tr><th><th>Cook<th>Baker<tr><td>Yearly salary<td>$1<td>$2</table><h2>What does a cook do?</h2><p>A"
    assert {s.table for s in compared(body + "<h2>What does a baker do?</h2><p>Bakers bak").statements} == {0}


DESCRIBED = [(0, "description", "Cooks cook. And taste."), (1, "description", "Bakers bake.")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("What does a cook do?", "What does a baker do?"),
        ("What Does A Cook Do?", "What Does The Baker Do?"),
        ("What does a cook do", "What does an baker do ?"),
        ("What do", None),
        ("What does a cook do?", None),
    ],
)
def test_descriptions_under_headings_come_in_pairs(said: Callable[..., Said], first: str, second: str | None) -> None:
    after = (
        f"\n## {first}\nCooks cook.\nAnd taste.\n\n## {second or 'Something else'}\nBakers bake.\n## More\nAnd so on.\n"
    )
    assert said("Words.", after=after) == (DESCRIBED if second else [])


def test_descriptions_stand_in_the_order_of_the_careers(said: Callable[..., Said]) -> None:
    after = "\n## What does a baker do?\nBakers bake.\n\n## What does a cook do?\nCooks cook.\nAnd taste.\n"
    assert said("Words.", after=after) == DESCRIBED


SCALES = "Cooks and bakers have different pay scales.\n"


def test_descriptions_without_headings_stand_before_the_salary_table(said: Callable[..., Said]) -> None:
    after = f"\nCooks cook. And taste.\nBakers bake.\n{SCALES}"
    assert said("Words.", after=after) == DESCRIBED


@pytest.mark.parametrize(
    "between",
    [
        "Cooks cook.\n",
        "Cooks cook.\nBakers bake.\nBoth wash up.\n",
        "Bakers bake.\nCooks cook.\n",
        "",
    ],
)
def test_paragraphs_that_are_not_clearly_a_pair_are_no_descriptions(said: Callable[..., Said], between: str) -> None:
    assert said("Words.", after=f"\n{between}{SCALES}") == []


def test_without_the_sentence_behind_them_they_are_not_read(said: Callable[..., Said]) -> None:
    assert said("Words.", after="\nCooks cook.\nBakers bake.\n") == []


def test_html_headings_lead_to_the_same_descriptions(compared: Compared) -> None:
    html = (
        "<html><body><table><tr><th><th>Cook<th>Baker<tr><td>Yearly salary<td>$1<td>$2</table>"
        "<h2>What does a <b>Cook</b> do?</h2><div><p>Cooks cook.</p><p>And <i>taste</i>.</p></div>"
        "<h2>What does a Baker do?</h2><p>Bakers bake.</p><h2>Pay</h2><p>Else.</p></body></html>"
    )
    assert any(isinstance(block, Heading) for block in read_document(html.encode()).blocks)
    assert [(s.career, s.metric, s.text) for s in compared(html).statements if s.table is None] == DESCRIBED


@pytest.mark.parametrize(
    ("career", "text", "place"),
    [("Artist", "an art\u0131st", 3), ("Cook", "a coo\u212a", 2), ("ΣΑΣ", "the ΣΑΣes", 4), ("µ tech", "Μ TECH", 0)],
)
def test_names_are_found_whatever_their_letters_are_in_another_case(career: str, text: str, place: int) -> None:
    assert Names([career]).mentions(text).careers() == {0: place}
