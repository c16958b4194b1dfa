"""What an extraction was made of, kept beside its output: where nothing has changed since, there is nothing to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from careerscraper import __version__
from careerscraper.storage.atomic import replacing

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Done:
    """An extraction that has ended: ``summary`` is what it said, ``exit_code`` what it returned."""

    summary: str
    exit_code: int


def asked(sources: Iterable[str], options: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what an extraction of ``sources`` is made of: files as they are now, options, code. None if a source is no file."""
    try:
        files = [[path, *_state(Path(path))] for path in sources]
    except (OSError, ValueError):  # it is missing, or standard input, or has a NUL in its name
        return None
    made_of = {"format": _FORMAT, "careerscraper": __version__, "options": dict(options), "sources": files}
    return dict(json.loads(json.dumps(made_of)))  # as it will be read back


def find_done(output: Path, wanted: Mapping[str, Any] | None) -> Done | None:
    """Return the extraction that has written ``output`` of just what is ``wanted``, if all its files are as it left them."""
    try:
        kept = json.loads(_record(output).read_bytes())
        files = {name: list(_state(output.parent / name)) for name in kept["files"]}
        if wanted is None or kept["asked"] != wanted or kept["files"] != files:
            return None
        return Done(kept["summary"], kept["exit_code"])
    except (OSError, ValueError, KeyError, TypeError):  # there is none, or somebody has changed it
        return None


def keep_done(output: Path, asked: Mapping[str, Any] | None, files: Sequence[Path], done: Done) -> None:
    """Remember what was ``asked`` for, and the ``files`` that it gave. Raises `OSError`."""
    record = _record(output)
    if asked is None:
        record.unlink(missing_ok=True)
        return
    kept = {"asked": asked, "files": {str(path.relative_to(output.parent)): _state(path) for path in files}}
    with replacing(record) as temporary:
        temporary.write_text(json.dumps(kept | {"summary": done.summary, "exit_code": done.exit_code}), "utf-8")


def _record(output: Path) -> Path:
    return output.parent / f".{output.name}.extract.json"


def _state(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file does: its size, and when its content and its inode were changed, in nanoseconds."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
