"""What an extractor has glued is parted where the grammar leaves one way, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerscraper.metrics import RACES
from careerscraper.sites import find_site
from careerscraper.values.glued import Cells, split

CODES = find_site("zippia").codes["years_of_experience"]
BOTH = "Male, 40.4% Female, 59.6%"
RANGE = "Between $34,000 And $54,000"

GLUED: list[tuple[str, str, list[Cells]]] = [
    # Dollars say where they begin.
    ("money", "$43,251$38,949", [("$43,251", "$38,949")]),
    ("money", "$20.79$18.72", [("$20.79", "$18.72")]),
    ("money", "-$38,949", [("-", "$38,949")]),
    ("money", "$43,251-", [("$43,251", "-")]),
    ("money", "--", [("-", "-")]),
    ("money", "$43,251", []),
    ("money", "$43,251 $38,949", []),
    ("money", "$43,251-$38,949", []),
    ("money", "$1$2$3", []),
    ("money", "$43,2513", []),
    ("money", "$43,251€38,949", []),
    ("money", "", []),
    ("money", "-", []),
    # A count has groups of three, and nothing else that tells it apart.
    ("count", "7,59630,523", [("7,596", "30,523")]),
    ("count", "1,393,511411,466", [("1,393,511", "411,466")]),
    ("count", "5003,870", [("500", "3,870")]),
    ("count", "4163,870", [("4", "163,870"), ("41", "63,870"), ("416", "3,870")]),
    ("count", "416870", [("4", "16870"), ("41", "6870"), ("416", "870"), ("4168", "70"), ("41687", "0")]),
    ("count", "-7,596", [("-", "7,596")]),
    ("count", "416-", [("416", "-")]),
    ("count", "7,59630,52", []),
    ("count", "7,596.30,523", []),
    # An age has two digits.
    ("age", "4039", [("40", "39")]),
    ("age", "40-", [("40", "-")]),
    ("age", "-39", [("-", "39")]),
    ("age", "403", []),
    ("age", "40.539", []),
    # A sign begins a percentage, or is the cell before it: a second one decides.
    ("percent", "-8%-8%", [("-8%", "-8%")]),
    ("percent", "--10%", [("-", "-10%")]),
    ("percent", "-10%", [("-", "10%")]),
    ("percent", "-10%-", [("-10%", "-")]),
    ("percent", "10%-", [("10%", "-")]),
    ("percent", "10%-5.5%", [("10%", "-5.5%")]),
    ("percent", "+8%−3%", [("+8%", "−3%")]),
    ("percent", "---", []),
    ("percent", "10%5", []),
    ("share", "8%11%", [("8%", "11%")]),
    ("share", "8%-11%", []),
    ("share", "8%110%", []),
    # A score is at most 5.
    ("score", "3.67-", [("3.67", "-")]),
    ("score", "3.674.5", [("3.67", "4.5")]),
    ("score", "54.14", [("5", "4.14")]),
    ("score", "4.145", [("4.14", "5")]),
    ("score", "33", [("3", "3")]),
    ("score", "3.6.5", []),
    ("score", "3.60.5", [("3.6", "0.5")]),
    ("score", "67", []),
    # Codes: no code begins another but 1 and 10, and 1 is none.
    ("code", "212", [("2", "12")]),
    ("code", "122", [("12", "2")]),
    ("code", "1212", [("12", "12")]),
    ("code", "108", [("10", "8")]),
    ("code", "-2", [("-", "2")]),
    ("code", "12-", [("12", "-")]),
    ("code", "12", []),
    ("code", "33", []),
    ("money_range", f"{RANGE}{RANGE}", [(RANGE, RANGE)]),
    ("money_range", f"{RANGE}-", [(RANGE, "-")]),
    ("money_range", f"-{RANGE}", [("-", RANGE)]),
    ("money_range", RANGE, []),
    ("text_percent", "Diploma, 51%Bachelor's Degree, 33%", [("Diploma, 51%", "Bachelor's Degree, 33%")]),
    ("text_percent", "Diploma, 51%-", [("Diploma, 51%", "-")]),
    ("text_percent", "-Diploma, 5.1%", [("-", "Diploma, 5.1%")]),
    ("text_percent", "Diploma, 51%Bachelor's", []),
    ("shares", f"{BOTH}Male, 100%", [(BOTH, "Male, 100%")]),
    ("shares", f"{BOTH}-", [(BOTH, "-")]),
    ("shares", "Male, 40%Female, 60%Male, 30%Female, 70%", [("Male, 40%Female, 60%", "Male, 30%Female, 70%")]),
    ("shares", "Male, 40%Female, 60%", []),
    ("shares", f"{BOTH}Male, 38.3%", []),
    ("shares", BOTH, []),
    # Names: one small letter, then a capital.
    ("text", "TechnologyFinance", [("Technology", "Finance")]),
    ("text", "Hollis & WrenPell-Hart Academy", [("Hollis & Wren", "Pell-Hart Academy")]),
    ("text", "Wendel'sUniversity of Corvère", [("Wendel's", "University of Corvère")]),
    ("text", "CorvèreÉcole Normale", [("Corvère", "École Normale")]),
    ("text", "AlderH&B", [("Alder", "H&B")]),
    ("text", "Area 51 GamesAlder", [("Area 51 Games", "Alder")]),
    ("text", "VeltOVR", []),
    ("text", "PineMartAlder", []),
    ("text", "PineMart7-Day", []),
    ("text", "PineMart\ufffdcole", []),
    ("text", "PineMart東京", []),
    ("text", "Alder (US)Wren", []),
    ("text", "O'LearyAlder", []),
    ("text", "Alder21Wren", []),
    ("text", "Alder WrenPine ", []),
    ("text", "Alder", []),
    ("text", "alderwren", []),
    # A dash at an end is the other cell.
    ("text", "CARE-", [("CARE", "-")]),
    ("text", "-CARE", [("-", "CARE")]),
    ("text", "PineMart-", [("PineMart", "-")]),
    ("text", "PineMart–", [("PineMart", "–")]),
    ("text", "--", [("-", "-")]),
    ("text", "-CARE-", []),
    ("text", "CARE--", []),
    ("text", "CARE -", []),
    ("text", "-", []),
    # A state's capitals end a place, if they are not the first of three.
    ("text", "Norfolk, VABoise, ID", [("Norfolk, VA", "Boise, ID")]),
    ("text", "St. Louis, MOO'Fallon, IL", [("St. Louis, MO", "O'Fallon, IL")]),
    ("text", "Norfolk, VA-", [("Norfolk, VA", "-")]),
    ("text", "-Norfolk, VA", [("-", "Norfolk, VA")]),
    ("text", "Norfolk, VALondon", []),
    ("text", "Dunn, LLCPike, LP", []),
]


@pytest.mark.parametrize(("grammar", "glued", "ways"), GLUED)
def test_the_ways_to_part_are_those_of_the_grammar(grammar: str, glued: str, ways: list[Cells]) -> None:
    assert sorted(split(grammar, glued, CODES)) == ways


def test_what_is_longer_than_any_two_cells_is_not_parted() -> None:
    assert split("text", "Alder" * 60 + "Wren" * 60, {}) == []
    assert split("count", "1" * 501, {}) == []


def _money_ranges() -> st.SearchStrategy[str]:
    ends = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(sorted)
    return ends.map(lambda two: f"Between ${two[0]:,} And ${two[1]:,}")


@st.composite
def _shares(draw: st.DrawFn) -> str:
    """Return groups whose shares, rounded to a tenth, sum to 100."""
    groups = draw(st.lists(st.sampled_from(RACES), min_size=1, unique=True))
    cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=len(groups) - 1, max_size=len(groups) - 1)))
    tenths = [high - low for low, high in zip([0, *cuts], [*cuts, 1000], strict=True)]
    return " ".join(f"{group}, {share / 10:g}%" for group, share in zip(groups, tenths, strict=True))


COUNTS = st.integers(1, 10**7).map("{:,}".format)
DOLLARS = st.one_of(COUNTS.map("${}".format), st.integers(100, 99_999).map(lambda cents: f"${cents / 100:.2f}"))
WORD = st.from_regex(r"[A-ZÀÉÖ][a-zàéö]{1,8}", fullmatch=True)
NAME = st.builds(str.join, st.sampled_from([" ", " & ", "-", " of "]), st.lists(WORD, min_size=1, max_size=4))
PLACE = st.builds(
    "{}, {}".format, st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), st.sampled_from(["VA", "ID", "MO"])
)
WRITTEN = {
    "money": DOLLARS,
    "count": COUNTS,
    "age": st.integers(10, 99).map(str),
    "percent": st.integers(-999, 999).map(lambda tenths: f"{tenths / 10:g}%"),
    "share": st.integers(0, 100).map("{}%".format),
    "score": st.integers(0, 500).map(lambda hundredths: f"{hundredths / 100:g}"),
    "code": st.sampled_from(sorted(CODES)),
    "money_range": _money_ranges(),
    "text_percent": st.builds("{}, {}%".format, NAME, st.integers(0, 100)),
    "shares": _shares(),
}


@pytest.mark.parametrize("grammar", WRITTEN)
@given(data=st.data())
def test_two_cells_are_among_the_ways_so_that_a_single_way_is_theirs(grammar: str, data: st.DataObject) -> None:
    cell = st.one_of(WRITTEN[grammar], st.just("-"))
    cells = data.draw(st.tuples(cell, cell))
    ways = split(grammar, "".join(cells), CODES)
    assert cells in ways
    assert len(ways) == 1 or grammar in ("count", "score")


@pytest.mark.parametrize("names", [NAME, PLACE], ids=["names", "places"])
@given(data=st.data())
def test_names_of_capitalised_words_are_parted_where_they_were_glued(
    names: st.SearchStrategy[str], data: st.DataObject
) -> None:
    """Any letters may be a name: a capital within a word looks like a border, a name that begins small hides it.

    `PineMart` and `adler` become `PineMartadler`, as would `Pine` and `Martadler`. So no more can hold for all names than
    for those whose capitals begin their words.
    """
    cell = st.one_of(names, st.just("-"))
    cells = data.draw(st.tuples(cell, cell))
    assert split("text", "".join(cells), {}) == [cells]


@given(st.sampled_from([*WRITTEN, "text"]), st.text("-–$,.% 0123456789AaBbZzÉé&'\ufffd", max_size=14))
def test_whatever_is_parted_was_glued_from_two_cells_that_are_whole(grammar: str, glued: str) -> None:
    for first, second in split(grammar, glued, CODES):
        assert first + second == glued
        assert first.strip() == first != ""
        assert second.strip() == second != ""
