"""Pages that made a check fail, drafted as test cases: how they are read now, for whoever teaches the code what is new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from careerscraper.errors import SourceError
from careerscraper.fixtures import Case, save_case
from careerscraper.parsers.limits import MAX_BYTES
from careerscraper.storage.archive import read_capture
from careerscraper.storage.coding import content

_FOLDER = "drift"
_MOST = 5


def draft_cases(output: Path, run_id: str, captures: Sequence[str]) -> Path | None:
    """Save the pages of some ``captures`` as test cases; return their folder, None if there is none.

    Raises `WriteError`. A capture that cannot be read is passed over: it is the archive that has to be looked at then.
    """
    folder = output / "runs" / run_id / _FOLDER
    for capture_id in captures[:_MOST]:
        try:
            capture = read_capture(output / "archive", capture_id)
            case = Case(content(capture.headers, capture.body, MAX_BYTES), capture.url, capture.header("Content-Type"))
        except SourceError:
            continue
        into = folder / capture.url.rstrip("/").rpartition("/")[2]
        if not into.exists():  # two captures of a page, or a run that goes on
            save_case(into, case)
    return folder if folder.exists() else None
