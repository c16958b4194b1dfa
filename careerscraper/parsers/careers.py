"""Which careers a page compares: named by its tables, identified by its URL."""

from __future__ import annotations

from collections.abc import Sequence

from careerscraper.errors import NotAComparisonError
from careerscraper.items import Issue
from careerscraper.values.text import slug


def identify(names: Sequence[str], slugs: Sequence[str]) -> tuple[tuple[str, ...], list[Issue]]:
    """Return the career_ids of ``names``, in their order, and what is odd about them.

    ``slugs`` are those of the page's URL, () where it is not known. The URL wins: a name whose slug it does not have
    gets the slug that is left over, which is an issue. Raises `NotAComparisonError` if two names are one career, if
    a name has no slug, or if the names are of other careers than the URL's.
    """
    own = [slug(name) for name in names]
    if len(set(own)) != len(own) or not all(own):
        raise NotAComparisonError("same_career", f"its careers cannot be told apart: {', '.join(map(repr, names))}")
    if not slugs or set(own) == set(slugs):
        return tuple(own), []
    left = [given for given in slugs if given not in own]
    odd = [name for name in own if name not in slugs]
    if len(left) != len(odd) or any(not _related(*pair) for pair in zip(odd, left, strict=True)):
        raise NotAComparisonError("other_careers", f"its tables compare {list(names)}, its URL {list(slugs)}")
    given = dict(zip(odd, left, strict=True))
    issues = [
        Issue("slug_differs", f"{ours!r} is named {urls!r} by the URL, which wins") for ours, urls in given.items()
    ]
    return tuple(given.get(name, name) for name in own), issues


def _related(ours: str, urls: str) -> bool:
    """Tell whether two slugs share a word: spellings of one career do."""
    return any(a.rstrip("s") == b.rstrip("s") for a in ours.split("-") for b in urls.split("-"))
