"""Labels and sections that stand on fewer pages than before, or on more; tables in another order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careerscraper.releases.checks.chance import is_above, is_below
from careerscraper.releases.checks.change import Change, Compared, label_of
from careerscraper.releases.checks.figures import LabelKey, OrderKey

_NEW = 0.01  # a label that stood on fewer pages was as good as unknown


def label_changes(compared: Compared) -> Iterator[Change]:
    """Yield each label that stands on more or fewer pages than chance lets expect; a section, if all its labels do."""
    fewer, more = _fewer(compared), _more(compared)
    for section in dict.fromkeys(section for section, _ in fewer):
        labels = [key for key in fewer if key[0] == section]
        if len(labels) > 1 and labels == _main_labels(compared, section, fewer):
            yield _section_gone(compared, section, labels, more)
        else:
            yield from (_label_gone(compared, key, more) for key in labels)
    yield from (_label_new(compared, key, fewer) for key in more)


def table_changes(compared: Compared) -> Iterator[Change]:
    """Yield the sections that stand behind another one than before, on more pages than chance lets expect."""
    for key in compared.now.orders:
        _, most = compared.range(lambda one, key=key: one.orders.get(key, 0), lambda one: one.pages)  # type: ignore[misc]
        pages = compared.now.orders[key]
        if is_above(pages / compared.now.pages, compared.now.pages, most):
            yield _moved(compared, key, pages)


def _known(compared: Compared) -> list[LabelKey]:
    return list(dict.fromkeys(key for figures in (*compared.past, compared.now) for key in figures.labels))


def _may_be(compared: Compared, key: LabelKey) -> tuple[float, float]:
    return compared.range(lambda one: label_of(one, key).pages, lambda one: one.pages)


def _fewer(compared: Compared) -> list[LabelKey]:
    now = compared.now
    return [key for key in _known(compared) if is_below(compared.share(key), now.pages, _may_be(compared, key)[0])]


def _more(compared: Compared) -> list[LabelKey]:
    now = compared.now
    return [key for key in now.labels if is_above(compared.share(key), now.pages, _may_be(compared, key)[1])]


def _main_labels(compared: Compared, section: str, fewer: list[LabelKey]) -> list[LabelKey]:
    """Return those of ``fewer`` and of the labels on most of the section's pages: the same, if the section itself is gone."""
    shares = {key: compared.share_before(key) for key in _known(compared) if key[0] == section}
    most = max(shares.values())
    return [key for key, share in shares.items() if key in fewer or share > most / 2]


def _section_gone(compared: Compared, section: str, labels: list[LabelKey], more: list[LabelKey]) -> Change:
    pages = max(label_of(compared.now, key).pages for key in labels)
    before = max(map(compared.share_before, labels))
    new = tuple(name for _, name in more)
    words = (
        f"section {section} vanished, {len(labels)} labels: {_on(compared, pages, before)}{_instead(compared, more)}"
    )
    return Change("labels", words, "without", section, labels[0][1], others=new)


def _label_gone(compared: Compared, key: LabelKey, more: list[LabelKey]) -> Change:
    instead = [other for other in more if other[0] == key[0] or other[1] == key[1]]
    on = _on(compared, label_of(compared.now, key).pages, compared.share_before(key))
    words = f"{compared.spelled(key)} vanished: {on}{_instead(compared, instead)}"
    return Change("labels", words, "without", *key, others=tuple(name for _, name in instead))


def _label_new(compared: Compared, key: LabelKey, fewer: list[LabelKey]) -> Change:
    before = compared.share_before(key)
    moved = next((section for section, name in fewer if name == key[1] and section != key[0]), None)
    what = f"moved, from section {moved}" if moved else "is new" if before < _NEW else "stands on more pages"
    words = f"{compared.spelled(key)} {what}: {_on(compared, label_of(compared.now, key).pages, before)}"
    return Change("labels", words, "with", *key)


def _moved(compared: Compared, key: OrderKey, pages: int) -> Change:
    section, after = key
    before = compared.past[0].orders.get(key, 0) / max(1, compared.past[0].pages)
    place = f"behind section {after}" if after else "first"
    words = f"section {section} stands {place}: {_on(compared, pages, before)}"
    return Change("tables", words, "after", section, others=(after,))


def _on(compared: Compared, pages: int, before: float) -> str:
    return f"on {pages} of {compared.now.pages} {compared.pages}, before on {before:.0%}"


def _instead(compared: Compared, more: Iterable[LabelKey]) -> str:
    new = [f"new {compared.spelled(key)} on {label_of(compared.now, key).pages} pages" for key in more]
    return "".join(f"; {words}" for words in new[:3])
