"""Saved pages as tests: a page, what is known of its response, and what is read of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from careerscraper.errors import NotAComparisonError, SourceError, UsageError
from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.parsers.page import read_page
from careerscraper.sites import find_site
from careerscraper.storage.atomic import naming_write_errors

_RESPONSE, _EXPECTED = "response.json", "expected.json"
#: Columns that tell of a run or of the code, and not of the page.
_OF_THE_RUN = frozenset(("capture_id", "fetched_at", "run_id", "parser_version", "witness"))


@dataclass(frozen=True, slots=True)
class Case:
    """A saved page: its ``body``, out of all codings, and where it came from; ``site`` if it is to be read as one of it."""

    body: bytes
    url: str | None = None
    content_type: str | None = None
    site: str | None = None


Expected = Mapping[str, object]


def read_case(case: Case) -> Expected:
    """Return what is read of the page: ``observations``, a list without the columns of a run and without nulls, and ``issues``.

    Of a page that is refused it is the ``refusal``, the reason's name. The page's path is `page` where its URL is not known.
    """
    site = find_site(case.site) if case.site else None
    try:
        source = case.url or "page"
        comparison = read_page(case.body, source=source, url=case.url, content_type=case.content_type, site=site)
    except (NotAComparisonError, SourceError) as error:
        return {"refusal": error.reason}
    batch = observe([Page(source, "fetched", comparison)])
    rows = [
        {name: value for name, value in row.items() if value is not None and name not in _OF_THE_RUN}
        for row in batch.table.to_pylist()
    ]
    return {"observations": rows, "issues": [issue.code for _, issue in batch.issues]}


def save_case(folder: Path, case: Case) -> None:
    """Save a case into the new ``folder``. Raises `UsageError` if there is one already, `WriteError`."""
    if folder.exists():
        raise UsageError(f"{folder} exists: give another --name, or delete it")
    about = {name: value for name, value in asdict(case).items() if name != "body" and value is not None}
    suffix = "html" if b"<" in case.body[:200] else "txt"
    with naming_write_errors(folder):
        folder.mkdir(parents=True)
        (folder / f"page.{suffix}").write_bytes(case.body)
        (folder / _RESPONSE).write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (folder / _EXPECTED).write_text(_lines(read_case(case)), "utf-8")


def load_case(folder: Path) -> tuple[Case, Expected]:
    """Return the case that `save_case` has saved, and what is expected of it."""
    (page,) = folder.glob("page.*")
    about = json.loads((folder / _RESPONSE).read_text("utf-8"))
    expected: Expected = json.loads((folder / _EXPECTED).read_text("utf-8"))
    return Case(page.read_bytes(), **about), expected


def _lines(expected: Expected) -> str:
    """Return JSON with an observation a line, so that a person can read it, and see what a change changes."""
    parts = []
    for name, value in expected.items():
        items = [json.dumps(item, ensure_ascii=False) for item in value] if isinstance(value, list) else None
        text = json.dumps(value) if items is None else "[\n" + ",\n".join(items) + "\n]" if items else "[]"
        parts.append(f"{json.dumps(name)}: {text}")
    return "{" + ",\n".join(parts) + "}\n"
