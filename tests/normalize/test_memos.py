"""What is remembered of cells and careers belongs to just those pages that say the same: nothing is mixed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from careerscraper.items import Comparison, Page, Statement
from careerscraper.normalize.observations import Batch, observe

NAMES = ("Kite Maker", "Bell Founder")
Cells = Sequence[tuple[int, str, str]]


def page(cells: Cells, *, site: str = "zippia", notes: Mapping[str, str] | None = None, part: str = "Pay") -> Page:
    """Return a page of ``site`` with these cells: the career's position, label, text."""
    statements = tuple(
        Statement(career, label, text, section=part, table=0, row=row, column=career + 1)
        for row, (career, label, text) in enumerate(cells)
    )
    ids = ("kite-maker", "bell-founder")
    return Page(site + part, "fetched", Comparison(site, "/p", None, None, NAMES, ids, statements, notes=notes or {}))


def column(batch: Batch, name: str) -> list[object]:
    values: list[object] = batch.table[name].to_pylist()
    return values


@pytest.mark.parametrize("order", [1, -1])
def test_the_same_cell_means_on_each_site_what_it_means_there(order: int) -> None:
    sites = ["zippia", "study", "generic"][::order]
    cells = [(0, "Average salary", "$41,600"), (0, "Average hourly wage", "$20.00")]
    batch = observe([page(cells, site=site) for site in sites])
    told = zip(column(batch, "site"), column(batch, "section"), column(batch, "page_witness"), strict=True)
    means = {"zippia": ("salary", "corroborated"), "study": ("Pay", None), "generic": ("Pay", None)}
    assert list(told) == [(site, *means[site]) for site in sites for _ in cells]


def test_a_footnote_mark_stands_for_what_its_own_page_says() -> None:
    cells = [(0, "Median Salary*", "$54,630")]
    notes: list[Mapping[str, str]] = [{}, {"*": "Bureau of Kites"}, {"*": "KiteScale"}, {}]
    batch = observe([page(cells, site="study", notes=told) for told in notes])
    assert column(batch, "note") == [None, "Bureau of Kites", "KiteScale", None]


def test_a_table_is_called_as_its_own_page_calls_it() -> None:
    cells = [(0, "Average salary", "$41,600")]
    batch = observe([page(cells, site="generic", part=part) for part in ("Pay", "Money", "Pay")])
    assert column(batch, "section") == ["Pay", "Money", "Pay"]


def test_two_careers_of_the_same_words_each_keep_their_own_places_and_contradictions() -> None:
    said = [("Average salary", "$41,600"), ("Growth rate", "8%"), ("Average salary", "$43,000")]
    one = page([(career, *words) for words in said for career in (0, 1)])
    assert one.comparison is not None
    other = replace(one, source="other", comparison=replace(one.comparison, careers=("Roper", "Sawyer")))
    batch = observe([one, other])
    assert column(batch, "row") == [*range(6), *range(6)]
    told = [issue.message for source, issue in batch.issues if issue.code == "contradiction"]
    assert [message.partition(":")[0] for message in told] == [*NAMES, "Roper", "Sawyer"]
    assert ["row 0" in message and "row 4" in message for message in told] == [True, False, True, False]
