"""A page's content, decoded and cut into blocks: headings, paragraphs and tables, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from careerscraper.parsers.grid import Grid
from careerscraper.parsers.source import Source


class Text:
    """Some text of the page, blanks folded.

    It may be given as what takes it from the page: nobody asks about most of a page's menus and cards.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | Callable[[], str]) -> None:
        self._text = text

    @property
    def text(self) -> str:
        """The text, blanks folded."""
        if not isinstance(self._text, str):
            self._text = self._text()
        return self._text


class Heading(Text):
    """A heading of ``level`` 1 to 6."""

    __slots__ = ("level",)

    def __init__(self, text: str | Callable[[], str], level: int) -> None:
        super().__init__(text)
        self.level = level


class Paragraph(Text):
    """A paragraph, with the text "" if it shows none. ``cut`` says that the page ended in it, so that it may not be whole."""

    __slots__ = ("cut",)

    def __init__(self, text: str | Callable[[], str], *, cut: bool = False) -> None:
        super().__init__(text)
        self.cut = cut


Block = Heading | Paragraph | Grid


@dataclass(frozen=True)
class Document:
    """A page as its reader sees it. ``base`` is what its links are relative to, None if that is the page itself."""

    kind: Literal["html", "pipe"]
    blocks: tuple[Block, ...]
    title: str | None = None
    canonical: str | None = None
    base: str | None = None
    source: Source | None = field(default=None, repr=False)

    def links_with(self, marker: str) -> tuple[str, ...]:
        """Return the raw targets of the page's links that have ``marker`` in them, each once, in their order."""
        return self.source.links_with(marker) if self.source else ()

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The tables of the page, in its order."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))
