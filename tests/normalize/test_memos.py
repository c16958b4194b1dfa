"""What is remembered of cells and careers belongs to just those pages that say the same: nothing is mixed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from careerscraper.items import Comparison, Page, Part
from careerscraper.normalize.cells import type_cell
from careerscraper.normalize.observations import Batch, observe

NAMES = ("Kite Maker", "Bell Founder")
#: A label, and the text of each career.
Row = tuple[str, *tuple[str, ...]]


def page(
    rows: Sequence[Row], *, site: str = "zippia", notes: Mapping[str, str] | None = None, name: str = "Pay"
) -> Page:
    """Return a page of ``site`` with a table of these rows, called ``name``."""
    labels, *texts = zip(*rows, strict=True)
    careers = tuple(range(len(texts)))
    part = Part(
        0, name, careers, tuple(career + 1 for career in careers), labels, tuple(range(len(rows))), tuple(texts)
    )
    ids = ("kite-maker", "bell-founder")
    return Page(site + name, "fetched", Comparison(site, "/p", None, None, NAMES, ids, (part,), notes=notes or {}))


def column(batch: Batch, name: str) -> list[object]:
    values: list[object] = batch.table[name].to_pylist()
    return values


@pytest.mark.parametrize("order", [1, -1])
def test_the_same_cell_means_on_each_site_what_it_means_there(order: int) -> None:
    sites = ["zippia", "study", "generic"][::order]
    cells = [("Average salary", "$41,600"), ("Average hourly wage", "$20.00")]
    batch = observe([page(cells, site=site) for site in sites])
    told = zip(column(batch, "site"), column(batch, "section"), column(batch, "page_witness"), strict=True)
    means = {"zippia": ("salary", "corroborated"), "study": ("Pay", None), "generic": ("Pay", None)}
    assert list(told) == [(site, *means[site]) for site in sites for _ in cells]


def test_a_footnote_mark_stands_for_what_its_own_page_says() -> None:
    cells = [("Median Salary*", "$54,630")]
    notes: list[Mapping[str, str]] = [{}, {"*": "Bureau of Kites"}, {"*": "KiteScale"}, {}]
    batch = observe([page(cells, site="study", notes=told) for told in notes])
    assert column(batch, "note") == [None, "Bureau of Kites", "KiteScale", None]


def test_a_table_is_called_as_its_own_page_calls_it() -> None:
    cells = [("Average salary", "$41,600")]
    batch = observe([page(cells, site="generic", name=name) for name in ("Pay", "Money", "Pay")])
    assert column(batch, "section") == ["Pay", "Money", "Pay"]


def test_two_careers_of_the_same_words_each_keep_their_own_places_and_contradictions() -> None:
    said = [("Average salary", "$41,600"), ("Growth rate", "8%"), ("Average salary", "$43,000")]
    one = page([(label, text, text) for label, text in said])
    assert one.comparison is not None
    other = replace(one, source="other", comparison=replace(one.comparison, careers=("Roper", "Sawyer")))
    batch = observe([one, other])
    assert column(batch, "row") == [0, 0, 1, 1, 2, 2] * 2
    assert column(batch, "column") == [1, 2] * 6
    told = [issue.message for source, issue in batch.issues if issue.code == "contradiction"]
    assert [message.partition(":")[0] for message in told] == [*NAMES, "Roper", "Sawyer"]
    assert all("row 0" in message and "row 2" in message for message in told)


@pytest.mark.parametrize("rows", [[("Tools", "x" * 5_000)], [(f"Tool {n}", "Rope", "Bells") for n in range(400)]])
def test_what_a_page_of_uncommon_size_says_is_not_remembered(rows: list[Row]) -> None:
    before = type_cell.cache_info().currsize
    assert column(observe([page(rows)]), "text")[0] == rows[0][1]
    assert type_cell.cache_info().currsize == before
