"""What an observation states, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def figure(number: float) -> str:
    """Return ``number`` with its thousands apart and no more decimals than it has."""
    return f"{number:,.15g}"


def stated(row: Mapping[str, Any]) -> str:
    """Return what ``row`` (with the columns of `observations`) states: its value with its unit, or its status."""
    if row["status"] != "ok":
        return str(row["status"]).replace("_", " ") + (f" ({row['reason']})" if row["reason"] else "")
    words = [] if row["value_text"] is None else [str(row["value_text"])]
    if number := _number(row["value"], row["low"], row["high"]):
        words.append(f"{number} {row['unit']}" if row["unit"] else number)
    return ", ".join(words)


def _number(value: float | None, low: float | None, high: float | None) -> str:
    if value is not None:
        return figure(value)
    if low is not None and high is not None:
        return f"{figure(low)} to {figure(high)}"
    if low is not None:
        return f"{figure(low)} or more"
    return "" if high is None else f"up to {figure(high)}"
