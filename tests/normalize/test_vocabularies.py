"""The vocabularies of the described sites: labels, metrics, URLs."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from careerscraper.metrics import BY_NAME
from careerscraper.normalize.cells import read_cell
from careerscraper.normalize.vocabulary import find_label
from careerscraper.sites import GENERIC, described_sites
from careerscraper.values.text import fold_label

SITES = described_sites()


@pytest.mark.parametrize("name", SITES)
def test_every_label_states_a_metric_and_no_label_is_there_twice(name: str) -> None:
    data = tomllib.loads(files("careerscraper.sites").joinpath(f"{name}.toml").read_text("utf-8"))
    for section in data["section"]:
        assert set(section["labels"].values()) <= set(BY_NAME)
        assert len({fold_label(label) for label in section["labels"]}) == len(section["labels"])


@pytest.mark.parametrize("name", SITES)
def test_plausible_figures_are_of_known_units(name: str) -> None:
    assert set(SITES[name].plausible) <= {metric.unit for metric in BY_NAME.values()}


@pytest.mark.parametrize(
    ("name", "url", "page_url", "slugs"),
    [
        (
            "study",
            "http://www.study.com/articles/kite_maker_vs_bell_founder.html?a=1",
            "https://study.com/articles/kite_maker_vs_bell_founder.html",
            ("kite-maker", "bell-founder"),
        ),
        (
            "study",
            "https://study.com/articles/difference_between_kite_maker_bell_founder.html",
            "https://study.com/articles/difference_between_kite_maker_bell_founder.html",
            (),
        ),
        ("study", "https://study.com/articles/kite_maker_salary.html", None, ()),
        (
            "study",
            "https://study.com/articles/Kite_Maker_vs_Bell_Founder_Salary_and_Outlook.html",
            "https://study.com/articles/Kite_Maker_vs_Bell_Founder_Salary_and_Outlook.html",
            ("kite-maker", "bell-founder"),
        ),
        (
            "study",
            "https://study.com/articles/kite_maker_vs_bell_founder_whats_the_difference.html",
            "https://study.com/articles/kite_maker_vs_bell_founder_whats_the_difference.html",
            ("kite-maker", "bell-founder"),
        ),
        ("study", "https://study.com/articles/a_vs_b_vs_c.html", "https://study.com/articles/a_vs_b_vs_c.html", ()),
        (
            "zippia",
            r"https://www.zippia.com/a-jobs\a-vs-b-differences",
            "https://www.zippia.com/a-jobs/a-vs-b-differences",
            ("a", "b"),
        ),
        ("zippia", r"https://www.zippia.com/a-jobs/a-vs-b\-differences", None, ()),
        ("zippia", "https://www.zippia.com/a-jobs/a-vs-b\udcff-differences", None, ()),
        ("bls", "https://bls.gov/ooh/kites/home.htm?view_full", "https://www.bls.gov/ooh/kites/home.htm", ()),
        ("bls", "https://www.bls.gov/ooh/kites/kite-makers.htm", None, ()),
        (
            "metrics",
            "https://www.certifywize.com/compare/kite-maker-vs-bell-founder/",
            "https://certifywize.com/compare/kite-maker-vs-bell-founder",
            ("kite-maker", "bell-founder"),
        ),
        (
            "metrics",
            "https://usa-calc.com/career/kite-maker-vs-bell-founder",
            "https://www.usa-calc.com/career/kite-maker-vs-bell-founder",
            ("kite-maker", "bell-founder"),
        ),
        ("metrics", "https://certifywize.com/kite-maker-vs-bell-founder", None, ()),
    ],
)
def test_urls_of_comparison_pages(name: str, url: str, page_url: str | None, slugs: tuple[str, ...]) -> None:
    assert SITES[name].comparison_url(url) == page_url
    assert SITES[name].comparison_url(page_url) == page_url
    assert SITES[name].slugs(page_url) == slugs


@pytest.mark.parametrize("url", ["https://example.com/a-vs-b", "https://a/\0", "\0", ""])
def test_no_url_is_of_the_generic_site(url: str) -> None:
    assert SITES[GENERIC].comparison_url(url) is None


@pytest.mark.parametrize(
    ("name", "metric", "text"),
    [
        ("bls", "education_required", "See How to Become One"),
        ("bls", "annual_salary_median", "The annual wage is not available."),
        ("metrics", "hourly_wage_mean", "*"),
        ("metrics", "job_count", "**"),
        ("study", "annual_salary_median", "N/A"),
        ("generic", "annual_salary", "Not available"),
    ],
)
def test_words_for_a_missing_figure(name: str, metric: str, text: str) -> None:
    assert [cell.status for cell in read_cell(text, SITES[name], metric, None)] == ["not_stated"]


@pytest.mark.parametrize("name", [name for name in SITES if name != GENERIC])
def test_a_label_that_a_site_lacks_means_what_it_means_everywhere(name: str) -> None:
    section = SITES[name].sections[0].name
    assert find_label("Median hourly wage (2017)*", 0, SITES[name]) == (section, "hourly_wage_median")
    assert find_label("Wind", 0, SITES[name]) == (section, None)
    assert find_label("Median hourly wage", None, SITES[name]) == (None, None)
