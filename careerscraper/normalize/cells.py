"""Cells to typed values, each distinct text once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from careerscraper.metrics import BY_NAME
from careerscraper.sites import Site, described_sites
from careerscraper.values.grammars import read
from careerscraper.values.reading import UnreadError

_KEY = ["site", "metric", "text", "refusal"]
_READ = [*_KEY, "status", "reason", "value", "low", "high", "value_text", "part"]


def read_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` (columns site, metric, text, refusal, …) with what its texts mean.

    Added are status, reason, value, low, high, value_text and ``part``, the category that the cell itself names; a
    cell that states several parts becomes as many rows, in its own order.
    """
    distinct = frame[_KEY].drop_duplicates()
    sites = described_sites()
    rows = [
        (*key, *reading) for key in distinct.itertuples(index=False, name=None) for reading in _readings(sites, *key)
    ]
    readings = pd.DataFrame(rows, columns=_READ, dtype=object)
    return frame.merge(readings.astype(dict.fromkeys(("value", "low", "high"), "float64")), on=_KEY, how="left")


def _readings(
    sites: Mapping[str, Site], name: str, metric: str | None, text: str, refusal: str | None
) -> Iterator[tuple[object, ...]]:
    site = sites[name]
    if isinstance(refusal, str):
        yield "ambiguous", refusal, None, None, None, None, None
    elif text.casefold() in site.not_stated:
        yield "not_stated", None, None, None, None, None, None
    else:
        known = BY_NAME[metric] if isinstance(metric, str) else None
        try:
            for reading in (
                read(known.grammar, text, site.codes.get(known.name, {})) if known else read("text", text, {})
            ):
                yield "ok", None, reading.value, reading.low, reading.high, reading.value_text, reading.category
        except UnreadError as error:
            yield "unparsed", error.reason, None, None, None, None, None
