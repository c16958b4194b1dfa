"""What request headers ask for (RFC 9110): a coding, and whether the client's copy is still good."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def accepts_gzip(header: str) -> bool:
    """Return whether this Accept-Encoding allows gzip: named, or by *, with a weight above zero."""
    weights: dict[str, float] = {}
    for entry in header.lower().split(","):
        coding, _, weight = entry.partition(";")
        weights[coding.strip()] = _weight(weight)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def not_modified(if_none_match: str | None, if_modified_since: str | None, etag: str, modified: datetime) -> bool:
    """Return whether the answer is 304; the date counts only when no entity tag was sent."""
    if if_none_match is not None:
        tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
        return "*" in tags or etag in tags
    since = _date(if_modified_since or "")
    return since is not None and modified <= since


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _date(header: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
