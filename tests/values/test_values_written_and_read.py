"""What is written as the sites write it reads back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading, UnreadError
from careerscraper.values.text import fold_label, slug, squeeze

DOLLARS = st.integers(0, 10**12)
TENTHS = st.integers(0, 1000).map(lambda tenths: tenths / 10)
WORDS = st.from_regex(r"[A-Z][A-Za-z' ]{0,20}[a-z]", fullmatch=True)
FIGURES = st.text("0123456789$,.%-+ \n٣²", max_size=12)


@given(DOLLARS)
def test_dollars(dollars: int) -> None:
    assert read("money", f"${dollars:,}", {}) == read("money", f"${dollars}", {}) == (Reading(value=float(dollars)),)


@given(st.integers(0, 10**11), st.integers(0, 99))
def test_cents(dollars: int, cents: int) -> None:
    text = f"{dollars}.{cents:02}"
    assert read("money", f"${text}", {}) == (Reading(value=float(text)),)


@given(DOLLARS)
def test_counts(things: int) -> None:
    assert read("count", f"{things:,}", {}) == read("count", str(things), {}) == (Reading(value=float(things)),)


@given(st.integers(-10_000, 10_000))
def test_percents(tenths: int) -> None:
    for form in ("{:.1f}%", "{:+.1f}%", "{:.1f} %"):
        assert read("percent", form.format(tenths / 10), {}) == (Reading(value=tenths / 10),)


@given(st.integers(0, 500))
def test_scores(hundredths: int) -> None:
    assert read("score", f"{hundredths / 100:.2f}", {}) == (Reading(value=hundredths / 100),)


@given(st.tuples(DOLLARS, DOLLARS).map(sorted))
def test_money_ranges(ends: list[int]) -> None:
    low, high = ends
    assert read("money_range", f"Between ${low:,} And ${high:,}", {}) == (Reading(low=float(low), high=float(high)),)


@given(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted), st.sampled_from([("months", 1), ("years", 12)]))
def test_durations(ends: list[int], unit: tuple[str, int]) -> None:
    (low, high), (word, months) = ends, unit
    assert read("duration", f"{low}-{high} {word}", {}) == (Reading(low=low * months, high=high * months),)
    assert read("duration", f"More than {low} {word}", {}) == (Reading(low=low * months),)


@given(WORDS, TENTHS)
def test_words_with_a_share(words: str, share: float) -> None:
    assert read("text_percent", f"{words}, {share}%", {}) == (Reading(value_text=words, value=share),)


@given(st.dictionaries(WORDS, TENTHS, min_size=1, max_size=6), st.sampled_from(["", " "]))
def test_shares(shares: dict[str, float], between: str) -> None:
    text = between.join(f"{group}, {share}%" for group, share in shares.items())
    assert {r.category: r.value for r in read("shares", text, {})} == shares


@given(st.sampled_from(["money", "count", "percent", "score", "money_range", "duration", "shares"]), FIGURES)
def test_whatever_is_read_is_a_plain_figure(grammar: str, text: str) -> None:
    """No grammar of figures crashes, or takes other than ASCII digits or blanks at the ends for its own."""
    try:
        readings = read(grammar, text, {})
    except UnreadError:
        return
    assert readings
    assert text.isascii()
    assert text == text.strip()


@given(st.text())
def test_squeezing_twice_changes_nothing(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


@given(st.text())
def test_folding_ignores_blanks_around(label: str) -> None:
    assert fold_label(f" {label}\n") == fold_label(label)


@given(st.text(st.characters(max_codepoint=0x17F)))
def test_a_slug_is_safe_as_a_path_and_its_own_slug(name: str) -> None:
    career_id = slug(name)
    assert slug(career_id) == career_id
    assert not set(career_id) & set("/. \\%?#\0")
    assert not career_id.startswith("-")
