"""What may be chance: shares of pages vary from run to run, those of few pages more than those of many."""

from __future__ import annotations

from math import inf, log, sqrt

#: How unlikely a share has to be before it is no chance: a run looks at some hundred of them.
_LIKELY = 1e-5
#: By how much a share may move with nothing wrong: pages come and go.
_SLACK = 0.02
_DEVIATIONS = 2.0
_HALVINGS = 40

Range = tuple[float, float]


def expected(count: float, total: float) -> Range:
    """Return from where to where the share may be of what was so in ``count`` of ``total`` cases (Wilson), with some slack."""
    square = _DEVIATIONS**2
    if total <= 0:
        return (0.0, 1.0)
    share = count / total
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _DEVIATIONS / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total**2))
    return (max(0.0, middle - half - _SLACK), min(1.0, middle + half + _SLACK))


def is_below(share: float, total: float, least: float) -> bool:
    """Tell whether ``share`` of ``total`` cases is so far below ``least`` that it is no chance."""
    return share < least and total * _divergence(share, least) > -log(_LIKELY)


def is_above(share: float, total: float, most: float) -> bool:
    """Tell whether ``share`` of ``total`` cases is so far above ``most`` that it is no chance."""
    return is_below(1 - share, total, 1 - most)


def lowest(total: float, least: float) -> float:
    """Return the lowest share of ``total`` cases that `is_below` lets pass; 0 where there are too few cases to tell."""
    low, high = 0.0, least
    if not is_below(0.0, total, least):
        return 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle, total, least) else (low, middle)
    return high


def highest(total: float, most: float) -> float:
    """Return the highest share of ``total`` cases that `is_above` lets pass; 1 where there are too few cases to tell."""
    return 1 - lowest(total, 1 - most)


def _divergence(share: float, other: float) -> float:
    """Return the relative entropy of two shares: the chance of such a one among n is at most exp(-n times it) (Chernoff)."""
    pairs = ((share, other), (1 - share, 1 - other))
    return sum(0.0 if one <= 0 else inf if two <= 0 else one * log(one / two) for one, two in pairs)
