"""When a host may be asked again, and what a Retry-After can say."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from math import inf
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerscraper.downloads.pace import CrawlEndsError, Pace, _seconds


def turns(pace: Pace, *hosts: str) -> list[float]:
    """Return after how many seconds the turns came, all asked for at once: which of them is first is not settled."""

    async def turn(host: str, started: float) -> float:
        await pace.turn(host)
        return monotonic() - started

    async def all_turns() -> list[float]:
        started = monotonic()
        return sorted(await asyncio.gather(*(turn(host, started) for host in hosts)))

    return asyncio.run(all_turns())


def never() -> bool:
    return False


def test_the_first_turn_comes_at_once_and_each_other_after_the_delay() -> None:
    waits = turns(Pace(0.2, never), "a", "a", "a", "a")
    assert waits[0] < 0.2
    assert min(later - earlier for earlier, later in pairwise(waits)) >= 0.19


def test_hosts_do_not_wait_for_each_other() -> None:
    pace = Pace(0.3, never)
    pace.answered("a", 429, "5")
    assert max(turns(pace, "b", "c")) < 1


def test_a_longer_delay_counts_and_a_shorter_does_not() -> None:
    pace = Pace(0.1, never)
    pace.slow_down("a", 0.9)
    pace.slow_down("a", 0.0)
    assert turns(pace, "a", "a")[1] >= 0.89
    assert turns(pace, "b", "b")[1] < 0.89


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_time_gets_it_and_a_shorter_time_takes_nothing_back(status: int) -> None:
    pace, began = Pace(0.0, never), monotonic()
    assert pace.answered("a", status, "1") == 1.0
    assert pace.answered("a", status, "0") == 0.0
    turns(pace, "a", "a")
    assert monotonic() - began >= 1


@pytest.mark.parametrize("status", [200, 301, 404, 500])
def test_other_answers_ask_for_no_time(status: int) -> None:
    pace = Pace(0.0, never)
    assert pace.answered("a", status, "600") == 0.0
    assert turns(pace, "a")[0] < 1.0


@pytest.mark.parametrize("unsaid", [None, "", "soon"])
def test_who_does_not_say_how_long_is_left_alone_for_ten_delays(unsaid: str | None) -> None:
    pace = Pace(0.02, never)
    assert pace.answered("a", 429, unsaid) == pytest.approx(0.2)
    assert turns(pace, "a")[0] >= 0.19


def test_time_that_is_asked_for_while_others_wait_is_theirs_too() -> None:
    async def both() -> float:
        pace = Pace(0.2, never)
        await pace.turn("a")
        waits = asyncio.ensure_future(pace.turn("a"))
        await asyncio.sleep(0.05)
        pace.answered("a", 429, "1")
        started = monotonic()
        await waits
        return monotonic() - started

    assert asyncio.run(both()) >= 0.99


def test_nobody_waits_for_a_turn_when_the_crawl_ends() -> None:
    async def ended() -> float:
        ends = False
        pace = Pace(0.0, lambda: ends)
        pace.answered("a", 429, "300")
        waits = asyncio.ensure_future(pace.turn("a"))
        await asyncio.sleep(0.1)
        ends, started = True, monotonic()
        with pytest.raises(CrawlEndsError):
            await waits
        return monotonic() - started

    assert asyncio.run(ended()) < 1.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7\t", 7.0),
        ("9" * 400, inf),
        ("9" * 5000, inf),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 XYZ", 0.0),
        ("Mon, 01 Jan 0001 00:00:00 +2359", 0.0),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 +9999", None),
        ("Wed, 21 Oct 2015 07:28:00 +99999999999", None),
        ("1e9", None),
        ("1.5", None),
        ("9\uff19", None),
        ("\uff19", None),
        ("\xb2", None),
        ("-1", None),
        ("+1", None),
        ("1_000", None),
        ("5, 6", None),
        ("0x10", None),
        ("soon", None),
        ("", None),
        ("\0", None),
        ("120\0", None),
        ("\udcff", None),
        (None, None),
    ],
)
def test_what_a_retry_after_says(text: str | None, seconds: float | None) -> None:
    assert _seconds(text) == seconds


@pytest.mark.parametrize("hours", [-5, 0, 9])
def test_a_date_counts_in_whatever_zone(hours: int) -> None:
    at = (datetime.now(UTC) + timedelta(seconds=90)).astimezone(tz=None)
    shifted = at.astimezone(datetime.now(UTC).tzinfo) + timedelta(hours=hours)
    text = format_datetime(shifted.replace(tzinfo=None)).replace("-0000", f"{hours:+03d}00")
    assert 80 < (_seconds(text) or 0.0) <= 90


@given(
    st.text()
    | st.from_regex(r"[A-Z][a-z]{2}, \d{1,2} (Jan|Dec) \d{1,6} \d\d:\d\d:\d\d( [+-]?\w{0,6})?", fullmatch=True)
)
def test_whatever_a_retry_after_says_it_is_a_time_to_wait_or_none(text: str) -> None:
    seconds = _seconds(text)
    assert seconds is None or seconds >= 0.0
