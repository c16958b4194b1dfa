"""Pages that tempt a reader to give a figure to the wrong career, or to take a part of it for the whole."""

from __future__ import annotations

import pytest

from careerscraper import NotAComparisonError, SourceError, extract
from careerscraper.demo.site import DemoSite

PIPE = "| Cook | Baker | |\n| Yearly salary | $30,000 | $40,000 |\n"
HEAD = "<!DOCTYPE html><html><head>{}</head><body>"
TABLE = "<table{}><tr><th></th><th>{}</th><th>{}</th></tr><tr><td>Yearly salary</td><td>{}</td><td>{}</td></tr></table>"
URL = "https://www.zippia.com/{0}-jobs/{0}-vs-{1}-differences"


def good(page: str | bytes, url: str | None = None) -> set[tuple[str, str, float]]:
    """Return what is published of a page as good: career_id, metric, value."""
    frame = extract(page.encode() if isinstance(page, str) else page, url=url)
    good = frame[(frame["status"] == "ok") & frame["value"].notna()]
    return set(zip(good["career_id"], good["metric"], good["value"], strict=True))


BOTH = {("cook", "annual_salary", 30000.0), ("baker", "annual_salary", 40000.0)}


@pytest.mark.parametrize(
    ("first", "second", "left", "right"),
    [
        ("Practical Nurses", "Registered Nurses", "registered-nurse", "practical-nurse"),
        ("General Manager", "Area Manager", "assistant-manager", "store-manager"),
        ("Store Manager", "Area Manager", "assistant-manager", "store-manager"),
    ],
)
def test_a_url_gives_no_career_another_ones_figures(first: str, second: str, left: str, right: str) -> None:
    page = HEAD.format("") + TABLE.format("", first, second, "$30,000", "$40,000")
    try:
        found = good(page, URL.format(left, right))
    except NotAComparisonError:
        return
    assert found == {("practical-nurse", "annual_salary", 30000.0), ("registered-nurse", "annual_salary", 40000.0)}


@pytest.mark.parametrize("header", ["| Welder | Mason | |", "| | Welder | Mason |", "| Baker | Cook | |"])
def test_a_header_within_a_table_ends_it(header: str) -> None:
    assert good(PIPE + header + "\n| Yearly salary | $50,000 | $60,000 |\n| Number of jobs | 7 | 8 |\n") == BOTH


def test_a_second_header_row_in_html_ends_the_table() -> None:
    more = "<tr><th></th><th>Welder</th><th>Mason</th></tr><tr><td>Average age</td><td>41</td><td>42</td></tr></table>"
    page = HEAD.format("") + TABLE.format("", "Cook", "Baker", "$30,000", "$40,000").replace("</table>", more)
    assert good(page) == BOTH


@pytest.mark.parametrize("hidden", [" hidden", " style='display:none'"])
def test_a_hidden_table_counts_only_where_nothing_is_shown(hidden: str) -> None:
    shown = TABLE.format("", "Cook", "Baker", "$30,000", "$40,000")
    secret = TABLE.format(hidden, "Cook", "Baker", "$99,999", "$88,888")
    assert good(HEAD.format("") + secret + shown) == BOTH
    assert good(HEAD.format("") + secret) == {("cook", "annual_salary", 99999.0), ("baker", "annual_salary", 88888.0)}


@pytest.mark.parametrize(
    "cell", ["41<sup>1</sup>", "<img alt='41'>", "<table><tr><td>41</td></tr></table>", "4\ufffd1"]
)
def test_a_cell_that_is_not_only_a_figure_is_neither_read_nor_empty(cell: str) -> None:
    row = f"<tr><td>Average age</td><td>{cell}</td><td>43</td></tr></table>"
    page = HEAD.format("<meta charset=utf-8>") + TABLE.format("", "Cook", "Baker", "$30,000", "$40,000")
    frame = extract((page.removesuffix("</table>") + row).encode())
    (status,) = frame[(frame["label"] == "Average age") & (frame["career_id"] == "cook")]["status"]
    assert status == "unparsed"


@pytest.mark.parametrize(
    "sentence",
    [
        "A cook earns $43.5K a year.",
        "A cook earns $43.251, a baker earns $44.251.",
        "A cook earns $43 thousand a year, a baker earns $44 thousand.",
        "A cook earns $1.5 million a year, a baker earns $2.5 million.",
        "A cook earns A$43,251 a year, a baker earns A$44,251.",
        "Cooks earn $40,000, a gap of $5,000 to bakers.",
        "The average salary of a baker is lower by $5,000 than that of a cook at $40,000.",
        "A line cook earns $30,000 a year, a pastry baker $40,000.",
        "Compared to a cook, a doctor earns $250,000 a year.",
        "The best cooks earn up to $90,000 a year, bakers $80,000.",
        "Both cooks and bakers earn well, and a baker can reach $90,000 a year.",
        "Cooks pay $20,000 for school, bakers pay $10,000.",
        "A cook earns $15 an hour and a baker earns $20 an hour.",
        "A cook earns between $30,000 and $40,000, unlike a baker.",
        "A cook earns $30,000, a difference of $1,000 from a baker.",
    ],
)
def test_prose_whose_dollars_are_no_pay_of_each_is_not_read(sentence: str) -> None:
    frame = extract(f"{sentence}\n| Cook | Baker | |\n| Average age | 41 | 42 |\n".encode())
    assert set(frame["metric"]) == {"average_age"}


@pytest.mark.parametrize("names", [("2023", "2024"), ("C Developer", "C Developer")])
def test_what_names_no_two_careers_is_refused(names: tuple[str, str]) -> None:
    with pytest.raises(NotAComparisonError):
        extract((HEAD.format("") + TABLE.format("", *names, "$1", "$2")).encode())


def test_signs_in_names_tell_careers_apart() -> None:
    frame = extract(b"| C Developer | C++ Developer | |\n| Yearly salary | $1 | $2 |\n")
    assert set(frame["career_id"]) == {"c-developer", "cplusplus-developer"}


def test_what_stands_behind_the_end_of_html_is_read() -> None:
    page = HEAD.format("") + TABLE.format("", "Cook", "Baker", "$30,000", "$40,000") + "</body></html>"
    page += "<table><tr><th></th><th>Cook</th><th>Baker</th></tr><tr><td>Average age</td><td>41</td><td>42</td></table>"
    assert good(page) == BOTH | {("cook", "average_age", 41.0), ("baker", "average_age", 42.0)}


@pytest.mark.parametrize("charset", ["hex", "base64", "rot13", "idna", "undefined", "unicode_escape", "no-such"])
def test_a_codec_that_is_no_charset_is_ignored(charset: str) -> None:
    page = HEAD.format(f"<meta charset='{charset}'>") + TABLE.format("", "Cook", "Baker", "$30,000", "$40,000")
    assert good(page) == BOTH


def published(page: bytes) -> set[tuple[object, ...]]:
    """Return all that is published of a page as good, words included."""
    frame = extract(page)
    frame = frame[frame["status"] == "ok"]
    columns = ["career_id", "section", "metric", "category", "text", "value", "low", "high", "value_text"]
    return set(frame[columns].astype(str).itertuples(index=False, name=None))


def small_page() -> bytes:
    """Return a page of the demo site without its ballast: from the first heading to the end of the last table."""
    html = DemoSite(20).comparisons[3].html()
    return b"<html><body>" + html[html.index(b"<h1") : html.rindex(b"</table>") + 8] + b"</body></html>"


def test_a_page_cut_at_any_byte_publishes_nothing_false() -> None:
    whole = small_page()
    true = published(whole)
    assert len(true) > 60
    for end in range(300, len(whole), 37):
        try:
            assert published(whole[:end]) <= true, whole[:end][-80:]
        except (NotAComparisonError, SourceError):
            continue


def test_a_text_cut_at_any_byte_publishes_nothing_false() -> None:
    whole = DemoSite(20).comparisons[3].pipe()
    true = published(whole)
    assert len(true) > 60
    for end in range(300, len(whole), 23):
        try:
            assert published(whole[:end]) <= true, whole[:end][-80:]
        except (NotAComparisonError, SourceError):
            continue


def test_a_table_whose_foot_comes_first_is_refused_where_it_is_cut() -> None:
    page = HEAD.format("") + TABLE.format("", "Cook", "Baker", "$30,000", "$40,000")
    cut = "<table><tfoot><tr><td>Source</td><td>x</td><td>y</td></tr></tfoot><tbody><tr><th></th><th>Cook</th><th>Baker</th>"
    cut += "</tr><tr><td>Average age</td><td>46</td><td>3"
    assert good(page + cut) == BOTH


@pytest.mark.parametrize("cell", ["Bachelor's Degree, 5,1%", "Bachelor's Degree, 1,051%", "120%", "$0043", "$0,123"])
def test_malformed_figures_are_kept_as_text(cell: str) -> None:
    label = "Yearly salary" if "$" in cell else "Most common degree" if "Degree" in cell else "LGBT percentage"
    frame = extract(f"| Cook | Baker | |\n| {label} | {cell} | - |\n".encode())
    assert frame["status"].tolist() == ["unparsed", "not_stated"]
