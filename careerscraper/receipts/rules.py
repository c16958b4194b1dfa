"""By which rules a statement got its metric and its value, or why it was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from careerscraper.metrics import BY_NAME
from careerscraper.normalize.cells import read_cell
from careerscraper.normalize.observation import Observation
from careerscraper.receipts.entries import Entry, entries_of, find_entry
from careerscraper.sites import GENERIC, Site
from careerscraper.values import glued
from careerscraper.values.grammars import GRAMMARS
from careerscraper.values.ranges import code
from careerscraper.values.text import fold_label

_REFUSED = {
    "row_length": "the row has more or fewer cells than the header, so it cannot be told which text is whose",
    "glued": "the cells of the row are joined without anything between, so it cannot be told where one ends",
    "not_understood": "the grammar of the metric does not understand the whole text, and half a cell is never read",
    "unknown_code": "the text is a code that the site's description does not list; a code is never guessed",
    "out_of_range": "a figure in it cannot be: more than the most, less than the least, or the ends of a range are upside down",
    "undecodable": "bytes of the cell are malformed in the page's encoding",
    "no_text": "the cell shows a picture, a field or a table, and no text",
    "unit_differs": "the cell names another period than its label; nothing is converted",
}


def label_rules(one: Observation, site: Site) -> list[str]:
    """Return which entry of which description says that the label of ``one`` states its metric, and what that metric is."""
    if one.cell.metric is None:
        asked = " and ".join(f"careerscraper/sites/{name}.toml" for name in dict.fromkeys((site.name, GENERIC)))
        return [f"none: no entry of {asked} has the label {one.statement.label!r}; its text is kept, with metric null"]
    metric = BY_NAME[one.cell.metric]
    unit = f", {metric.unit}" if metric.unit else ""
    about = f"careerscraper/metrics.py: {metric.name}: {metric.meaning}; grammar {metric.grammar}{unit}"
    entries = _prose_entries(one, site) if one.statement.label is None else [_label_entry(one, site)]
    return [*(str(entry) for entry in entries if entry), about]


def _prose_entries(one: Observation, site: Site) -> Sequence[Entry | None]:
    """Return the cue of the sentence, or of the heading; descriptions stand before another where headings are gone."""
    wanted = (one.cell.metric, f"{one.cell.metric}_end")
    return [entry for entry in entries_of(site.name, "prose") if entry.key in wanted]


def _label_entry(one: Observation, site: Site) -> Entry | None:
    label = fold_label(one.statement.label or "")

    def states(entry: Entry) -> bool:
        return fold_label(entry.key) == label and entry.value == one.cell.metric

    own = find_entry(site.name, "section.labels", lambda entry: states(entry) and entry.name == one.cell.section)
    return own or find_entry(GENERIC, "section.labels", states)


def value_rules(one: Observation, site: Site) -> list[str]:
    """Return what read the text of ``one``: which function, and entries of which description; or why it was refused."""
    status, reason = one.cell.status, one.cell.reason or ""
    if status == "not_stated":
        entry = find_entry(site.name, "", lambda entry: entry.key == "not_stated")
        return [f"{entry}: {one.statement.text!r} says that the page has no figure"]
    if status == "ambiguous":
        ways = _glued_ways(one, site) if reason == "glued" else []
        return [f"refused as {reason}: {_REFUSED[reason]}; it is kept whole, and given to no career", *ways]
    grammar = BY_NAME[one.cell.metric].grammar if one.cell.metric else "raw"
    read = _place(code if grammar == "code" else GRAMMARS[grammar])
    if status == "unparsed":
        return [f"refused as {reason}: {_REFUSED[reason]}", f"by {read}", *_entries_of(one, site)]
    return [read, *_entries_of(one, site), *_noted(one, site)]


def glued_rule() -> str:
    """Return what parts cells that a text extractor has joined."""
    return _place(glued.split)


def _place(function: Callable[..., Any]) -> str:
    module = function.__module__.replace(".", "/") + ".py"
    meaning = (function.__doc__ or "").partition("\n")[0].replace("``", "`")
    return f"{module}, line {function.__code__.co_firstlineno}: {function.__name__}(): {meaning}"


def _entries_of(one: Observation, site: Site) -> Iterator[str]:
    """Yield the entries of codes and of plausible figures that decided about ``one``."""
    codes = find_entry(site.name, f"codes.{one.cell.metric}", lambda entry: entry.key == one.statement.text)
    if codes:
        yield f"{codes} ({one.cell.unit})"
    elif one.cell.metric and one.cell.metric in site.codes:
        yield f"careerscraper/sites/{site.name}.toml, [codes.{one.cell.metric}] lists {', '.join(site.codes[one.cell.metric])}"
    if limits := find_entry(site.name, "plausible", lambda entry: entry.key == one.cell.unit):
        yield str(limits)


def _noted(one: Observation, site: Site) -> Iterator[str]:
    read = [part.reading for part in read_cell(one.statement.text, site, one.cell.metric, None)]
    told = {"reference_year": one.cell.reference_year, "note": one.cell.note}
    for name, value in told.items():
        if value is not None:
            whose = "the cell" if value in [getattr(reading, name) for reading in read] else "cell, label and footnotes"
            yield f"careerscraper/normalize/notes.py: annotate(): {name} {value!r}, from {whose}"


def _glued_ways(one: Observation, site: Site) -> list[str]:
    """Return how the row may be parted: what the grammars of its label's metrics allow."""
    label, text = fold_label(one.statement.label or ""), one.statement.text
    metrics = {section.labels[label] for section in site.sections if label in section.labels}
    ways = [
        way for name in sorted(metrics) for way in glued.split(BY_NAME[name].grammar, text, site.codes.get(name, {}))
    ]
    told = [f"it may be {first!r} and {second!r}" for first, second in dict.fromkeys(ways)]
    if len(told) == 1:
        return [f"{told[0]}, but what else stands there may belong to it"]
    return [glued_rule(), *(told or ["no way to part it makes two whole cells"])]
