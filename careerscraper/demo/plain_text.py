"""A comparison page as text extractors hand it on."""

from __future__ import annotations

from collections.abc import Callable

from careerscraper.demo.outline import Block, Heading, outline
from careerscraper.demo.truth import Table, Truth

DEBRIS = ("Browse jobs", "Browse careers", "Browse employers", "Sign in", "Post an opening")


def pipe(page: Truth) -> bytes:
    """Return the page with bars between cells: no headings, the empty corner cell of a header last."""
    blocks = (block for block in outline(page) if not isinstance(block, Heading))
    lines = (line for block in blocks for line in _lines(block, _barred))
    return "\n".join((*DEBRIS, *lines, "")).encode()


def squashed(page: Truth) -> bytes:
    """Return the page with cells glued together: headings kept, a blank line between blocks."""
    debris = [] if page.era == "old-caps" else [DEBRIS[-1]]
    blocks = ["\n".join(_lines(block, _glued)) for block in outline(page)]
    return ("\n\n".join(debris + blocks) + "\n").encode()


def _lines(block: Block, line: Callable[..., str]) -> list[str]:
    if not isinstance(block, Table):
        return [block.text]
    return [line(*block.header, ""), *(line(*row) for row in block.rows)]


def _barred(*cells: str) -> str:
    return "".join(f"| {cell} " if cell else "| " for cell in cells) + "|"


def _glued(*cells: str) -> str:
    return "".join(cells)
