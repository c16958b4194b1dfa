"""Which careers a page compares: named by its tables, identified by its URL."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from careerscraper.errors import NotAComparisonError
from careerscraper.items import Issue
from careerscraper.values.text import slug

_ALIKE = 0.9  # one letter in ten: a slip, not another career


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
    given = {ours: _spelled(ours, [urls for urls in slugs if urls not in own]) for ours in own if ours not in slugs}
    if len(own) != len(slugs) or None in given.values() or len(set(given.values())) != len(given):
        raise NotAComparisonError("other_careers", f"its tables compare {list(names)}, its URL {list(slugs)}")
    issues = [Issue("slug_differs", f"{ours!r} is {urls!r} in the URL, which wins") for ours, urls in given.items()]
    return tuple(given.get(name) or name for name in own), issues


def _spelled(ours: str, slugs: Sequence[str]) -> str | None:
    """Return the one slug that is another spelling of ``ours``, None if none is or several are."""
    alike = [urls for urls in slugs if _words(urls) == _words(ours)]
    alike = alike or [urls for urls in slugs if SequenceMatcher(None, ours, urls).ratio() >= _ALIKE]
    return alike[0] if len(alike) == 1 else None


def _words(name: str) -> list[str]:
    """Return the words of a slug without plurals and without `and`."""
    return [word.rstrip("s") for word in name.split("-") if word != "and"]
