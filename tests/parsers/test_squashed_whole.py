"""Whole pages as glued text: the same facts as in the other renderings, none of them false wherever the page is cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from careerscraper.demo.site import DemoSite
from careerscraper.errors import NotAComparisonError
from careerscraper.items import Comparison, Page
from careerscraper.normalize.observations import observe
from careerscraper.parsers.page import read_page

Record = dict[str, object]
Compared = Callable[..., Comparison]
#: What says where a fact stood.
PLACE = ("table", "row", "column", "capture_id", "fetched_at", "run_id")
PARTS = ("career_id", "section", "metric")
STATED = ("text", "value", "low", "high", "value_text", "category", "career")

HEAD = "Kite maker vs bell founder\n\n{}\n\nKite MakerBell Founder\nYearly salary$41,600$62,400\n\n"
KITES = "What does a kite maker do?\n\nA kite maker bends bamboo.\n\n"
BELLS = "What does a bell founder do?\n\nA bell founder pours bronze. It takes long.\n\n"
PAY = "Kite maker vs bell founder salary\n\nThey have different pay scales:\n\nKite MakerBell Founder\nAverage salary$1$2\n"


def observed(body: bytes, url: str) -> dict[str, Record]:
    """Return the observations of a page by their id, without where they stood."""
    page = Page(url, "fetched", read_page(body, source=url, url=url))
    rows = observe([page]).table.to_pylist()
    return {str(row["observation_id"]): {k: v for k, v in row.items() if k not in PLACE} for row in rows}


def fact(record: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(record[name] for name in PARTS)


@pytest.mark.parametrize("rendering", ["pipe", "squashed"])
@pytest.mark.parametrize("first", range(0, 40, 10))
def test_a_page_states_the_same_in_every_rendering(first: int, rendering: str) -> None:
    """What a rendering refuses is left out of both; a witness may be missing with it, but only on such a page."""
    for page in DemoSite(40).comparisons[first : first + 10]:
        found, html = observed(getattr(page, rendering)(), page.url), observed(page.html(), page.url)
        refused = {fact(one) for one in found.values() if one["status"] == "ambiguous"}
        hidden = {"page_witness"} if refused else set()
        here, there = (
            {
                key: {k: v for k, v in one.items() if k not in hidden}
                for key, one in both.items()
                if fact(one) not in refused
            }
            for both in (found, html)
        )
        assert here == there
        assert len(here) > 40


def test_a_page_cut_anywhere_states_nothing_that_the_whole_does_not() -> None:
    page = min(DemoSite(20).comparisons, key=lambda page: len(page.squashed()))
    body = page.squashed()
    true = {
        key: [one[name] for name in STATED] for key, one in observed(body, page.url).items() if one["status"] == "ok"
    }
    read = 0
    for end in range(1, len(body)):
        try:
            cut = observed(body[:end], page.url)
        except NotAComparisonError:
            continue
        read += 1
        good = {key: [one[name] for name in STATED] for key, one in cut.items() if one["status"] == "ok"}
        assert {key: true.get(key) for key in good} == good, body[:end][-60:]
    assert read > 1000


def prose(comparison: Comparison, metric: str) -> list[tuple[int, str]]:
    return [(s.career, s.text) for s in comparison.statements if s.metric == metric]


def test_descriptions_stand_below_their_headings(compared: Compared) -> None:
    found = prose(compared(HEAD.format("Words.") + KITES + BELLS + PAY), "description")
    assert found == [(0, "A kite maker bends bamboo."), (1, "A bell founder pours bronze. It takes long.")]
    turned = prose(compared(HEAD.format("Words.") + BELLS + KITES + PAY), "description")
    assert turned == found


@pytest.mark.parametrize("end", [",", "", " and", ";", "?"])
def test_a_paragraph_that_is_not_surely_whole_is_no_description(compared: Compared, end: str) -> None:
    cut = BELLS.replace("long.", f"long{end}")
    assert prose(compared(HEAD.format("Words.") + KITES + cut + PAY), "description") == []
    assert prose(compared(HEAD.format("Words.") + KITES + BELLS.rstrip().removesuffix(".")), "description") == []


@pytest.mark.parametrize("lead", ["They have different pay scales.", "Their tools are these:"])
def test_what_leads_to_a_table_or_a_list_is_no_part_of_a_description(compared: Compared, lead: str) -> None:
    table = PAY[PAY.index("Kite Maker") :]
    assert len(prose(compared(HEAD.format("Words.") + KITES + BELLS + table), "description")) == 2
    assert prose(compared(HEAD.format("Words.") + KITES + BELLS + f"{lead}\n\n" + table), "description") == []


def test_the_intro_is_read(compared: Compared) -> None:
    intro = "Becoming a kite maker takes 6-12 months, a bell founder needs 2-4 years. "
    intro += "A kite maker earns $41,600 a year, compared with $62,400 for a bell founder."
    found = compared(HEAD.format(intro) + KITES)
    assert prose(found, "annual_salary") == [(0, "$41,600"), (1, "$62,400")]
    assert prose(found, "time_to_qualify") == [(0, "6-12 months"), (1, "2-4 years")]


def test_an_intro_that_is_not_surely_whole_is_not_read(compared: Compared) -> None:
    found = compared(HEAD.format("A kite maker earns $41,600 a year, a bell founder $62,400") + KITES)
    assert prose(found, "annual_salary") == []
