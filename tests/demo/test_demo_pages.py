"""The renderings of a comparison page state the truth, and the truth agrees with itself."""

from __future__ import annotations

import html
import json
import re
from collections import Counter

import pytest
from lxml import etree
from lxml import html as lxml_html

from careerscraper.demo.careers import EXPERIENCE, Career
from careerscraper.demo.comparison import ComparisonPage
from careerscraper.demo.names import BASE, pool, slug, with_article
from careerscraper.demo.prose import NOTICE
from careerscraper.demo.site import DemoSite
from careerscraper.demo.truth import LABELS, Table
from careerscraper.demo.words import SKILLS

Grid = tuple[tuple[str, ...], ...]


def visible(cell: lxml_html.HtmlElement) -> str:
    """Return what a browser shows of a cell: blocks and line breaks part words."""
    text = re.sub(r"<!--.*?-->", "", etree.tostring(cell, encoding="unicode", with_tail=False))
    text = re.sub(r"</?(div|br)\b[^>]*>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def grids(page: bytes) -> list[Grid]:
    """Return the page's innermost tables, each distinct one once."""
    tables = lxml_html.document_fromstring(page.decode()).xpath("//table[not(.//table)]")
    found = [tuple(tuple(map(visible, row)) for row in table.iter("tr")) for table in tables]
    return list(dict.fromkeys(found))


def grid(table: Table) -> Grid:
    """Return the rows that a rendering of this table must show, the header with its empty corner first."""
    return (("", *table.header), *table.rows)


def test_html_states_the_truth(site: DemoSite) -> None:
    """Whatever the markup, the tables show the truth and nothing else."""
    for page in site.comparisons:
        assert grids(page.html()) == [grid(table) for table in page.tables], page.path


def test_html_varies_as_the_real_pages_do(site: DemoSite) -> None:
    """Each kind of markup occurs, and no choice is the same on every page."""
    pages = [page.html() for page in site.comparisons]
    for mark in (
        b"<thead>",
        b'<th scope="row">',
        b"</th><th",
        b"<td>&nbsp;</td>",
        b"<td></td>",
        b"<br>",
        b"<div>Male",
    ):
        assert 5 < sum(mark in page for page in pages) < 195, mark
    for mark in (b'role="presentation"', b' hidden"', b"<!-- <table>", b'"preview":"<table', b"<!-- -->"):
        assert any(mark in page for page in pages), mark
    assert len({cls for page in pages for cls in re.findall(rb"summaryTable_table__\w+", page)}) == 5


def test_html_has_what_a_page_has(site: DemoSite) -> None:
    """Title, heading, canonical link, notice and a data blob that is JSON."""
    for page in site.comparisons[:50]:
        tree = lxml_html.document_fromstring(page.html().decode())
        assert tree.xpath("//link[@rel='canonical']/@href") == [page.url]
        assert " ".join(tree.xpath("string(//h1)").split()).lower() == " vs ".join(names(page)).lower()
        assert tree.xpath("//title/text()")[0].lower().startswith(" vs ".join(names(page)).lower() + ":")
        assert NOTICE in tree.text_content()
        assert json.loads(tree.xpath("//script[@id='__NEXT_DATA__']/text()")[0])["props"]["tables"]


def test_sizes(site: DemoSite) -> None:
    """Pages are as large as real ones, and differ."""
    sizes = [len(page.html()) for page in site.comparisons]
    assert min(sizes) > 50 * 1024
    assert max(sizes) < 250_000
    assert max(sizes) > 2 * min(sizes)


def test_pipe(site: DemoSite) -> None:
    """Bars between cells; the header's empty corner comes last."""
    for page in site.comparisons:
        rows = [line for line in page.pipe().decode().split("\n") if line.startswith("|")]
        tables = [((*table.header, ""), *table.rows) for table in page.tables]
        assert rows == ["| " + " | ".join(cells).rstrip() + " |" for table in tables for cells in table]
        assert page.pipe().endswith(b" |\n")


def test_squashed(site: DemoSite) -> None:
    """Cells without anything between them, under headings in the style of the era."""
    for page in site.comparisons:
        text = page.squashed().decode()
        for table in page.tables:
            assert "\n\n" + "\n".join("".join(row) for row in (table.header, *table.rows)) + "\n" in text
        first, second = names(page)
        assert ("Vs" if page.era == "old-caps" else "vs") in text.split("\n\n")[page.era == "current"]
        assert f"{first} vs {second} salary".capitalize() in text.split("\n\n")


def test_prose_states_the_truth(site: DemoSite) -> None:
    """What the intro says is in the truth, and the other way round."""
    for page in site.comparisons:
        text = page.pipe().decode()
        for career, skills in zip(page.careers, page.skills or ((), ()), strict=True):
            assert f"${career.yearly:,}" in text
            assert all(skill in text for skill in skills)
        assert ("top three skills" in text) == (page.skills is not None)
        assert "have different pay scales" in text
        assert all(part in text.split("\n") for part in page.descriptions or ())
        assert times(page, text) == page.time_to_qualify


def times(page: ComparisonPage, text: str) -> tuple[str, str] | None:
    """Return the times that the text states."""
    one, two = map(with_article, names(page))
    if same := re.search(rf"typically takes (.+?) to become either {one} or {two}", text):
        return same[1], same[1]
    other = re.search(rf"becoming {one} takes (.+?), while becoming {two} takes (.+?)\.", text)
    return (other[1], other[2]) if other else None


def test_every_form_occurs(site: DemoSite) -> None:
    """Every optional part is absent somewhere, and a quarter of the pages is old."""
    count = Counter(
        form
        for page in site.comparisons
        for form, given in {
            "old": page.era == "old-caps",
            "no skills": not page.skills,
            "no descriptions": not page.descriptions,
            "no time": not page.time_to_qualify,
            "same time": len(set(page.time_to_qualify or "ab")) == 1,
            "more than ten": "More than 10 years" in (page.time_to_qualify or ()),
            "no overview": page.tables[0].section != "overview",
            "no education": all(table.section != "education" for table in page.tables),
        }.items()
        if given
    )
    assert len(count) == 8
    assert 30 <= count["old"] <= 70


def test_labels_of_the_eras(site: DemoSite) -> None:
    """Old labels are capitalised, all but two."""
    labels: dict[str, set[str]] = {"current": set(), "old-caps": set()}
    for page in site.comparisons:
        labels[page.era] |= {row[0] for table in page.tables for row in table.rows}
    assert labels["current"] == {label for section in LABELS.values() for label in section}
    assert {"Yearly Salary", "Number Of Jobs", "Hourly rate", "LGBT Percentage"} <= labels["old-caps"]
    assert labels["current"] & labels["old-caps"] == {"Hourly rate", "LGBT Percentage"}


@pytest.mark.parametrize("name", BASE)
def test_a_career_agrees_with_itself(name: str) -> None:
    """What is stated twice agrees, and shares sum to 100."""
    career = Career.named(name)
    cells = career.cells
    assert set(cells) == {label for labels in LABELS.values() for label in labels}
    assert cells["Yearly salary"] == cells["Average salary"] == f"${career.yearly:,}"
    assert abs(float(cells["Hourly rate"][1:]) - career.yearly / 2080) < 0.005
    assert cells["Years of experience"] == EXPERIENCE.get(career.time or "", "-")
    low, high = (int(text.replace(",", "")) for text in re.findall(r"\$([\d,]+)", cells["Salary range"]))
    assert low < career.yearly < high
    assert shares(cells["Gender ratio"]) == [2, 1000]
    assert shares(cells["Race ratio"]) == [6, 1000]
    assert not any("and" in skill or "," in skill for skill in SKILLS)


def shares(cell: str) -> list[int]:
    """Return how many shares a cell has, and their sum in tenths of a percent."""
    tenths = [int(whole + tenth) for whole, tenth in re.findall(r", (\d+)\.(\d)%", cell)]
    return [len(tenths), sum(tenths)]


def test_a_career_is_the_same_everywhere(site: DemoSite) -> None:
    """No two pages of a site differ about a career."""
    seen: dict[tuple[str, str], str] = {}
    for page in site.comparisons:
        for table in page.tables:
            for label, *cells in table.rows:
                for name, cell in zip(table.header, cells, strict=True):
                    assert seen.setdefault((name, label.lower()), cell) == cell


def test_names_have_slugs_of_their_own() -> None:
    """A slug stands for one name."""
    assert len({slug(name) for name in pool()}) == len(pool()) > 1400
    assert slug("Bartender, Cook, And Waitress") == "bartender-cook-and-waitress"
    assert slug("Java/J2EE Developer") == "java-j2ee-developer"


def names(page: ComparisonPage) -> tuple[str, str]:
    """Return the names of the two careers."""
    first, second = page.careers
    return first.name, second.name
