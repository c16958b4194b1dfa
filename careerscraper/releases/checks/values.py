"""What stands below the labels: cells without a figure, not understood, contradicted, all alike, or of another size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from careerscraper.releases.checks.chance import expected, is_above, is_below
from careerscraper.releases.checks.change import Change, Compared, Kind, Look, label_of
from careerscraper.releases.checks.figures import Figures, LabelFigures, LabelKey, ValueFigures, ValueKey

_TAIL = 0.05  # of the figures are smaller than `least`, and as many larger than `most`
_NO_VALUE = ValueFigures()


class _Fault(NamedTuple):
    """Something wrong with a cell: the check for it, what to look for, what to say, and on how many pages it is."""

    kind: Kind
    look: Look
    words: str
    count: Callable[[LabelFigures], int]


_UNREAD = _Fault("cells", "unread", "is not understood", lambda one: one.unread)
_CONTRADICTED = _Fault("witnesses", "contradicted", "contradicts the rest of the page", lambda one: one.contradicted)


def cell_changes(compared: Compared) -> Iterator[Change]:
    """Yield the labels below which more pages than chance lets expect state nothing, or what is not understood."""
    for key in compared.now.labels:
        yield from _rarer(compared, key)
        yield from _oftener(compared, key, _UNREAD)


def witness_changes(compared: Compared) -> Iterator[Change]:
    """Yield the labels below which more pages than chance lets expect contradict themselves."""
    for key in compared.now.labels:
        yield from _oftener(compared, key, _CONTRADICTED)


def value_changes(compared: Compared) -> Iterator[Change]:
    """Yield the labels below which one value is too common, or figures are of another size than nine of ten had."""
    for key, value in compared.now.values.items():
        before = [one.values[key] for one in compared.past if key in one.values]
        _, most = compared.range(
            lambda one, key=key: _value(one, key).common,  # type: ignore[misc]
            lambda one, key=key: _value(one, key).careers,  # type: ignore[misc]
        )
        if before and is_above(value.common / value.careers, value.careers, most):
            words = (
                f"{_named(compared, key)} is the same for {value.common} of {value.careers} careers on {compared.pages}"
            )
            words += f", before for at most {before[0].common / before[0].careers:.0%}"
            yield Change("values", words, "common", *key)
        yield from _sizes(compared, key, [one for one in before if one.least is not None])


def _rarer(compared: Compared, key: LabelKey) -> Iterator[Change]:
    label, total = compared.now.labels[key], _pages(compared.now, key)
    least, _ = compared.range(lambda one: _of(one, key, lambda a: a.stated), lambda one: _pages(one, key))
    if is_below(label.stated / label.pages, total, least):
        words = f"{compared.spelled(key)} states nothing: a value on {label.stated} of {label.pages} {compared.pages}"
        before = label_of(compared.past[0], key)
        words += f" that have it, before on {before.stated / max(1, before.pages):.0%}"
        yield Change("cells", words, "not_stated", *key)


def _oftener(compared: Compared, key: LabelKey, fault: _Fault) -> Iterator[Change]:
    label, total = compared.now.labels[key], _pages(compared.now, key)
    _, most = compared.range(lambda one: _of(one, key, fault.count), lambda one: _pages(one, key))
    count, before = fault.count(label), label_of(compared.past[0], key)
    if is_above(count / label.pages, total, most):
        words = f"{compared.spelled(key)} {fault.words}: on {count} of {label.pages} {compared.pages} that have it"
        words += f", before on {fault.count(before) / max(1, before.pages):.0%}"
        yield Change(fault.kind, words, fault.look, *key)


def _pages(figures: Figures, key: LabelKey) -> float:
    """Return as how many pages those with the label count: no more than there are careers, as what they say is of these."""
    return min(label_of(figures, key).pages, figures.effective)


def _of(figures: Figures, key: LabelKey, count: Callable[[LabelFigures], int]) -> float:
    label = label_of(figures, key)
    return count(label) / max(1, label.pages) * _pages(figures, key)


def _value(figures: Figures, key: ValueKey) -> ValueFigures:
    return figures.values.get(key, _NO_VALUE)


def _sizes(compared: Compared, key: ValueKey, before: list[ValueFigures]) -> Iterator[Change]:
    """Yield the label if too many of its figures are smaller than nearly all were, or larger."""
    sizes = compared.now.sizes.get(key)
    if not before or not sizes:
        return
    least = min(one.least for one in before if one.least is not None)
    most = max(one.most for one in before if one.most is not None)
    careers, total = compared.now.values[key].careers, sum(sizes.values())
    tail = expected(_TAIL * before[0].careers, before[0].careers)[1]
    small = sum(n for size, n in sizes.items() if size < least)
    large = sum(n for size, n in sizes.items() if size > most)
    for count, what, bounds in ((small, "smaller", (least, None)), (large, "larger", (None, most))):
        if is_above(count / total, careers, tail):
            words = (
                f"{_named(compared, key)} is {what} than before for {count} of {careers} careers on {compared.pages}"
            )
            yield Change("values", words, "size", *key, least=bounds[0], most=bounds[1])


def _named(compared: Compared, key: ValueKey) -> str:
    section, name, category = key
    return compared.spelled((section, name)) + (f" ({category})" if category else "")
