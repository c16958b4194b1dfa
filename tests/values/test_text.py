"""Folding of texts, labels and names."""

from __future__ import annotations

import pytest

from careerscraper.values.text import fold_label, slug, squeeze


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("  Yearly \n\t salary ", "Yearly salary"),
        ("$43,251\xa0", "$43,251"),
        ("a\u2003\u202f\u3000b", "a b"),
        ("Yearly\u200b sal\u00adary\ufeff", "Yearly salary"),
        ("\u200b \u200b", ""),
        ("a\u2060b\u200db", "abb"),
        ("", ""),
        ("Größe", "Größe"),
    ],
)
def test_squeeze_folds_blanks_and_drops_the_unseen(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


@pytest.mark.parametrize(
    "label",
    [
        "Median salary",
        "MEDIAN SALARY",
        " Median  Salary ",
        "Median Salary (2017)*",
        "Median Salary (2017)**",
        "Median Salary* (2017)",
        "Median Salary (2016-2026)†",
        "Median Salary (2016–2026)",
        "Median Salary (2016-26)",
        "Median Salary (May 2017)",
        "Median Salary, 2017*",
        "Median salary, May 2017:",
        "Median Salary, 2016-26",
        "2017 MEDIAN SALARY",
        "Median salary:",
        "Median salary :",
        "Median\xa0salary",
    ],
)
def test_spellings_of_a_label_meet(label: str) -> None:
    assert fold_label(label) == "median salary"


@pytest.mark.parametrize(
    "label",
    [
        "Median Salary (mean)",
        "Median Salary 2017",
        "Median Salary (17)",
        "Median-salary",
        "17 Median salary",
        "2017",
        "2017 Kites",
    ],
)
def test_other_labels_stay_apart(label: str) -> None:
    assert fold_label(label) != "median salary"


@pytest.mark.parametrize("label", ["2017", "2000 hours", "1099 work", "2-year degree", "10 year change", "401(k)"])
def test_a_number_that_is_a_name_stays(label: str) -> None:
    assert fold_label(label) == label


@pytest.mark.parametrize(
    ("name", "career_id"),
    [
        ("Loss Mitigation Specialist", "loss-mitigation-specialist"),
        ("Instructor, Adjunct Faculty", "instructor-adjunct-faculty"),
        ("Bartender, Cook, And Waitress", "bartender-cook-and-waitress"),
        ("Java/J2ee Developer", "java-j2ee-developer"),
        ("Co-Manager", "co-manager"),
        ("X-Ray", "x-ray"),
        ("3D Artist", "3d-artist"),
        ("Billing & Coding", "billing-coding"),
        ("Children's Librarian", "childrens-librarian"),
        ("Pâtissier", "pâtissier"),
        ("  Cook / Baker ,", "cook-baker"),
        ("../../etc", "etc"),
        ("-_-", ""),
        ("!?", ""),
    ],
)
def test_slug_of_a_name(name: str, career_id: str) -> None:
    assert slug(name) == career_id
