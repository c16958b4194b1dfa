"""Which careers a page compares, by its tables and its URL."""

from __future__ import annotations

import pytest

from careerscraper.errors import NotAComparisonError
from careerscraper.parsers.careers import identify


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["Cook", "Baker"], ("cook", "baker")),
        (["Java/J2ee Developer", "Instructor, Adjunct Faculty"], ("java-j2ee-developer", "instructor-adjunct-faculty")),
        (["Cook", "Baker", "Miller"], ("cook", "baker", "miller")),
    ],
)
def test_without_url_the_names_identify(names: list[str], ids: tuple[str, ...]) -> None:
    assert identify(names, ()) == (ids, [])


@pytest.mark.parametrize("slugs", [("cook", "baker"), ("baker", "cook")])
def test_where_names_and_url_agree_there_is_no_issue(slugs: tuple[str, ...]) -> None:
    assert identify(["Cook", "Baker"], slugs) == (("cook", "baker"), [])


def test_where_they_differ_in_spelling_the_url_wins() -> None:
    ids, (issue,) = identify(["Sous Chef", "Baker"], ("baker", "sous-chefs"))
    assert ids == ("sous-chefs", "baker")
    assert issue.code == "slug_differs"
    assert "'sous-chef'" in issue.message
    assert "'sous-chefs'" in issue.message


@pytest.mark.parametrize("names", [["Cook", "cook"], ["Cook Baker", "Cook/Baker"], ["Cook", "!?"], ["Cook", "Cook"]])
def test_careers_that_cannot_be_told_apart_are_refused(names: list[str]) -> None:
    with pytest.raises(NotAComparisonError, match="told apart") as caught:
        identify(names, ())
    assert caught.value.reason == "same_career"


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (["Cook", "Baker"], ("cook", "miller")),
        (["Cook", "Baker"], ("nurse", "miller")),
        (["Cook", "Baker", "Miller"], ("cook", "baker")),
        (["Cook", "Baker"], ("cook", "cook")),
    ],
)
def test_other_careers_than_the_urls_are_refused(names: list[str], slugs: tuple[str, ...]) -> None:
    with pytest.raises(NotAComparisonError, match="compare") as caught:
        identify(names, slugs)
    assert caught.value.reason == "other_careers"
