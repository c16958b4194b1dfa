"""Shares of a site's cells and pages, against what is expected of the site and against the last good releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from careerscraper.releases.checks.chance import expected, highest, is_above, is_below, lowest
from careerscraper.releases.checks.check import Check
from careerscraper.releases.checks.figures import Figures
from careerscraper.sites import Expectations

_DIGITS = 6

Share = Callable[[Figures], tuple[int, int]]


def check_shares(name: str, now: Figures, past: Sequence[Figures], expectations: Expectations) -> Iterator[Check]:
    """Yield the checks of the shares of ``now``; ``name`` is that of site and pages, such as `zippia` and `zippia/new`."""
    yield _at_most(f"quarantined/{name}", now, past, lambda one: (one.unread, one.cells), expectations.quarantined)
    yield _at_most(
        f"unknown_labels/{name}", now, past, lambda one: (one.unknown, one.labelled), expectations.unknown_labels
    )
    yield _at_most(
        f"contradicted/{name}", now, past, lambda one: (one.contradicted, one.witnessed), expectations.contradicted
    )
    for metric, least in expectations.stated.items():
        site, _, pages = name.partition("/")
        yield _at_least("/".join(filter(None, ("stated", site, metric, pages))), now, metric, least)


def _at_most(name: str, now: Figures, past: Sequence[Figures], share: Share, most: float) -> Check:
    """Check a share of cells; pages are counted, as cells of one page go wrong together."""
    figure = _share(now, share)
    before = [expected(_share(one, share) * one.pages, one.pages)[1] for one in past if one.pages]
    most = min([most, *([max(before)] if before else [])])
    limit = round(highest(now.pages, most), _DIGITS)
    return Check(name, round(figure, _DIGITS), limit, passed=not is_above(figure, now.pages, most))


def _share(figures: Figures, share: Share) -> float:
    count, total = share(figures)
    return count / total if total else 0.0


def _at_least(name: str, now: Figures, metric: str, least: float) -> Check:
    """Check on which share of the pages a metric is stated, below the label below which it is most often."""
    stated = max((one.stated for one in now.labels.values() if one.metric == metric), default=0)
    figure = stated / now.pages if now.pages else 1.0
    limit = round(lowest(now.pages, least), _DIGITS)
    return Check(name, round(figure, _DIGITS), limit, passed=not is_below(figure, now.pages, least))
