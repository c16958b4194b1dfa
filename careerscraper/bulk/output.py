"""Where the observations of an extraction go: a file, a folder for all tables, or standard output."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from careerscraper.errors import UsageError
from careerscraper.formats import FOLDER_TABLES, FORMATS, Format

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """What ``name`` is for an extraction: a path, or `-`; in ``formats`` observations are written, or all tables."""

    name: str
    formats: tuple[Format, ...]
    is_folder: bool

    @property
    def part_formats(self) -> tuple[Format, ...]:
        """The formats in which the parts of the observations have to be there: all tables are made of Parquet."""
        if self.is_folder:
            return ("parquet", "csv") if "csv" in self.formats else ("parquet",)
        return self.formats

    @property
    def every_page(self) -> bool:
        """Whether a page counts once for each source: these lines say which one it is."""
        return self.formats == ("jsonl",) and not self.is_folder

    @property
    def files(self) -> list[Path]:
        """All files that stand there when it is done."""
        path = Path(self.name)
        if not self.is_folder:
            return [path]
        return [path / f"{table}.{format_}" for table in FOLDER_TABLES for format_ in self.formats]


def choose(name: str, format_: str | None) -> Output:
    """Return the output called ``name`` in ``format_``, or as its name says. Raises `UsageError` where that says nothing."""
    named, is_folder = Path(name).suffix.removeprefix(".").lower(), name != STDOUT and _is_folder(name)
    if format_ is None and name != STDOUT and named not in FORMATS:
        if is_folder:
            return Output(name, ("csv", "parquet"), is_folder=True)
        raise UsageError(f"cannot tell the format of {name}: name it .jsonl, .csv or .parquet, or give --format")
    wanted = format_ or (named if name != STDOUT else "jsonl")
    chosen: tuple[Format, ...] = tuple(known for known in FORMATS if known == wanted)
    if not chosen or (name == STDOUT and chosen == ("parquet",)):
        raise UsageError(
            f"cannot write {wanted!r} to {name}: formats are {', '.join(FORMATS)}; parquet needs a file or folder"
        )
    return Output(name, chosen, is_folder)


def _is_folder(name: str) -> bool:
    path = Path(name)
    return path.is_dir() or name.endswith("/") or not (path.suffix or path.exists())
