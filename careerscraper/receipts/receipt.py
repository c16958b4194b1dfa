"""The receipt of one observation, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from careerscraper.errors import NotAComparisonError, SourceError
from careerscraper.normalize.version import parser_version
from careerscraper.receipts.again import PageRead, differences, read_again
from careerscraper.receipts.find import Content, find_extracted, find_released
from careerscraper.receipts.places import is_parted, show_place
from careerscraper.receipts.rules import glued_rule, label_rules, value_rules
from careerscraper.receipts.witnesses import other_pages, page_witnesses, place_of
from careerscraper.releases.wording import stated
from careerscraper.sites import Site

_NAME_WIDTH = 14
Row = Mapping[str, Any]
Entry = tuple[str, Sequence[str]]


def explain_released(output: Path, prefix: str) -> Iterator[str]:
    """Yield the receipt of an observation of the published release of ``output``; raise as `find_released` does.

    Its page is read again from the archive; where today's code reads something else than stands in the release, that is said.
    """
    version, row, content = find_released(output, prefix)
    page: PageRead | None = None
    try:
        page = read_again(content)
    except (NotAComparisonError, SourceError) as error:
        again = [f"DIFFERS: today's code reads no comparison in it: {error}"]
    else:
        again = _compared(row, page)
    about = [("release", [f"{version} of {output}"]), *_about(row, content)]
    yield from _receipt(row, page, [*about, ("read again", again)], list(other_pages(output, version, row)))


def explain_extracted(source: str, site: Site | None, prefix: str) -> Iterator[str]:
    """Yield the receipt of an observation of the file ``source``; arguments and errors as in `find_extracted`."""
    row, content = find_extracted(source, site, prefix)
    yield from _receipt(row, read_again(content), list(_about(row, content)), [])


def _compared(row: Row, page: PageRead) -> list[str]:
    found = page.find(row["observation_id"])
    code = f"by code {parser_version()}"
    code += (
        " (the release's own)"
        if row["parser_version"] == parser_version()
        else f", the release's was {row['parser_version']}"
    )
    if found is None:
        return [f"DIFFERS: {code}; it does not read this observation in the same capture any more"]
    differ = differences(row, found[1])
    return [f"DIFFERS: {code}", *differ] if differ else [f"the same, {code}"]


def _about(row: Row, content: Content) -> Iterator[Entry]:
    yield "observation", [row["observation_id"]]
    yield "page", [f"{row['page_url'] or row['page_id']} (site {row['site']})"]
    fetched = row["fetched_at"]
    received = f"received {_utc(fetched)}" if fetched else "when and from where is not known"
    yield "capture", [content.place, *([content.url] if content.url else []), received]


def _utc(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


def _receipt(row: Row, page: PageRead | None, about: Sequence[Entry], others: Sequence[str]) -> Iterator[str]:
    what = row["metric"] or f"label {row['label']!r}"
    category = f" ({row['category']})" if row["category"] else ""
    yield f"{what}{category} of {row['career']}: {stated(row)}"
    found = page.find(row["observation_id"]) if page else None
    entries = [*about, ("raw text", [repr(row["text"])]), ("section", [row["section"]])]
    if page and found:
        one = found[0]
        parted = [f"parted by {glued_rule()}"] if is_parted(one, page) else []
        entries += [
            ("place", [place_of(one)]),
            ("label rule", label_rules(one, page.site)),
            ("read by", [*parted, *value_rules(one, page.site)]),
            (
                "witnesses",
                [row["witness"] or row["page_witness"] or "none", *page_witnesses(one, page.observations, page.site)],
            ),
        ]
    else:
        entries += [("place", [f"table {row['table']}, row {row['row']}, column {row['column']}"])]
        entries += [("witnesses", [row["witness"] or row["page_witness"] or "none"])]
    for name, lines in entries:
        yield from _entry(name, lines)
    yield from _entry("", others)
    if page and found:
        yield ""
        yield from show_place(found[0], page)


def _entry(name: str, lines: Sequence[str]) -> Iterator[str]:
    for n, line in enumerate(lines):
        yield f"  {'' if n else name:<{_NAME_WIDTH}}{line}"
