"""A page's content, decoded and cut into blocks: headings, paragraphs and tables, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from careerscraper.parsers.grid import Grid


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's text. ``cut`` says that the page ended in it, so that it may not be whole."""

    text: str
    cut: bool = False


Block = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A page as its reader sees it. ``links`` are the raw targets of its links, ``base`` what they are relative to."""

    kind: Literal["html", "pipe"]
    blocks: tuple[Block, ...]
    title: str | None = None
    canonical: str | None = None
    base: str | None = None
    links: tuple[str, ...] = field(default=(), repr=False)

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The tables of the page, in its order."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))
