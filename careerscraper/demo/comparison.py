"""A comparison page: its truth and its renderings."""

from __future__ import annotations

from dataclasses import dataclass

from careerscraper.demo import page_html, plain_text
from careerscraper.demo.truth import Truth


@dataclass(frozen=True)
class ComparisonPage(Truth):
    """One page "A vs B": the facts it states and the same facts in three renderings, as UTF-8."""

    def html(self) -> bytes:
        """Return the page as the site serves it, 50 to 250 KB."""
        return page_html.render(self)

    def pipe(self) -> bytes:
        """Return the page as text with bars between cells."""
        return plain_text.pipe(self)

    def squashed(self) -> bytes:
        """Return the page as text with glued cells."""
        return plain_text.squashed(self)
