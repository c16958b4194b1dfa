"""What the pages of a site look like, in figures: as a release's manifest keeps them, for the next release to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

#: Section and folded label; in prose, metric.
LabelKey = tuple[str, str]
#: Section, folded label, and which part of the metric it is, where a cell states several.
ValueKey = tuple[str, str, str]
#: Section, and the one that stands before it on the page.
OrderKey = tuple[str, str]

_TAIL = 0.05


@dataclass
class LabelFigures:
    """On how many pages a label stands, and on how many of these there is something of the kind below it."""

    spelled: str = ""
    metric: str | None = None
    pages: int = 0
    stated: int = 0
    unread: int = 0
    witnessed: int = 0
    contradicted: int = 0


@dataclass
class ValueFigures:
    """What is stated under a label: of how many careers, of how many of them the commonest, and of which sizes.

    Nine of ten figures are from ``least`` to ``most`` in size; None if there are no figures. A size is the logarithm of
    the figure without its sign, in quarters of a doubling.
    """

    careers: int = 0
    common: int = 0
    least: int | None = None
    most: int | None = None


@dataclass
class Figures:
    """The figures of some pages of a site; ``sizes`` says of how many careers there is a figure of each size, and is not kept.

    ``effective`` is how many careers they would be if each stood on as many pages as the others (Kish): what is said of one
    career is the same on all its pages, so that values count by careers, labels by pages. ``unread`` are the cells that are
    `unparsed` or `ambiguous`, ``unknown`` those of the ``labelled`` that have no metric.
    """

    pages: int = 0
    careers: int = 0
    effective: float = 0.0
    cells: int = 0
    unread: int = 0
    labelled: int = 0
    unknown: int = 0
    witnessed: int = 0
    contradicted: int = 0
    labels: dict[LabelKey, LabelFigures] = field(default_factory=dict)
    values: dict[ValueKey, ValueFigures] = field(default_factory=dict)
    orders: dict[OrderKey, int] = field(default_factory=dict)
    sizes: dict[ValueKey, dict[int, int]] = field(default_factory=dict)

    def settle_sizes(self) -> None:
        """Set ``least`` and ``most`` of the values from their sizes."""
        for key, sizes in self.sizes.items():
            value = self.values[key]
            value.least = _size_at(sizes, _TAIL)
            value.most = _size_at(sizes, 1 - _TAIL)

    def entry(self) -> dict[str, Any]:
        """Return the figures as JSON has them."""
        plain = {name: value for name, value in asdict(self).items() if not isinstance(value, dict)}
        labels = [{"section": s, "label": name, **asdict(one)} for (s, name), one in sorted(self.labels.items())]
        values = [
            {"section": s, "label": name, "category": category, **asdict(one)}
            for (s, name, category), one in sorted(self.values.items())
        ]
        orders = [{"section": s, "after": before, "pages": n} for (s, before), n in sorted(self.orders.items())]
        return {**plain, "labels": labels, "values": values, "orders": orders}


def read_figures(entry: Mapping[str, Any]) -> Figures:
    """Return what `Figures.entry` has made JSON of. Raises `KeyError` or `TypeError` if it is something else."""
    figures = Figures(**{k: v for k, v in entry.items() if k not in ("labels", "values", "orders")})
    for one in entry["labels"]:
        about = dict(one)
        key = (about.pop("section"), about.pop("label"))
        figures.labels[key] = LabelFigures(**about)
    for one in entry["values"]:
        about = dict(one)
        value_key = (about.pop("section"), about.pop("label"), about.pop("category"))
        figures.values[value_key] = ValueFigures(**about)
    figures.orders = {(one["section"], one["after"]): one["pages"] for one in entry["orders"]}
    return figures


def _size_at(sizes: Mapping[int, int], share: float) -> int:
    """Return the smallest size that at least ``share`` of all reach at most."""
    wanted = share * sum(sizes.values())
    below = 0
    for size, count in sorted(sizes.items()):
        below += count
        if below >= wanted:
            return size
    return max(sizes)
