"""A comparison page as a list of blocks: what every rendering of it has in common."""

from __future__ import annotations

from dataclasses import dataclass

from careerscraper.demo import prose
from careerscraper.demo.names import with_article
from careerscraper.demo.truth import Table, Truth


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of prose."""

    text: str


Block = Heading | Paragraph | Table


def outline(page: Truth) -> list[Block]:
    """Return the page's blocks from top to bottom."""
    first, second = page.careers
    names = (first.name, second.name)
    intro = prose.intro(names, (first.yearly, second.yearly), page.time_to_qualify, page.skills)
    blocks: list[Block] = [Heading(1, title(page)), *map(Paragraph, (prose.NOTICE, *intro))]
    for table in page.tables:
        if table.section == "salary":
            blocks += _descriptions(page)
        blocks += [Heading(2, _heading(table)), Paragraph(prose.before(table.section, names)), table]
    return blocks


def title(page: Truth) -> str:
    """Return the page's first heading: "Welder vs pipe fitter", or "Welder Vs Pipe Fitter" in the old era."""
    first, second = page.careers
    if page.era == "old-caps":
        return f"{first.name} Vs {second.name}"
    return f"{first.name} vs {second.name}".capitalize()


def _heading(table: Table) -> str:
    first, second = table.header
    if table.section == "education":
        return f"Differences between {first} and {second} education".capitalize()
    return f"{first} vs {second} {table.section}".capitalize()


def _descriptions(page: Truth) -> list[Block]:
    if not page.descriptions:
        return []
    blocks: list[Block] = []
    for career, text in zip(page.careers, page.descriptions, strict=True):
        name = with_article(career.name)
        if page.era == "old-caps" and not blocks:
            name = name[: -len(career.name)] + career.name
        blocks += [Heading(2, f"What does {name} do?"), Paragraph(text)]
    return blocks
