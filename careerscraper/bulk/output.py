"""Where the observations of an extraction go: a file, a folder for all tables, or standard output."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from careerscraper.errors import UsageError, WriteError
from careerscraper.releases.join import open_joint
from careerscraper.releases.sinks import FORMATS, Format
from careerscraper.releases.write import FOLDER_TABLES, install_tables
from careerscraper.storage.atomic import naming_write_errors, replacing
from careerscraper.storage.workshop import workshop

STDOUT = "-"
#: Takes the paths of a part's files, by format.
Add = Callable[[Mapping[Format, str]], None]


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
    return Path(name).is_dir() or name.endswith("/") or not Path(name).suffix


@contextmanager
def opened(output: Output) -> Iterator[tuple[Path, Add]]:
    """Yield a folder for the files of parts, and what adds them to ``output``; it is whole when the block has ended well.

    Raises `WriteError` where the system refuses; what stood there then stands there still.
    """
    path, (format_, *_) = Path(output.name), output.formats
    if output.name == STDOUT:
        if sys.stdout is None:
            raise WriteError("standard output is closed: give -o FILE")
        with (
            tempfile.TemporaryDirectory() as folder,
            naming_write_errors(Path("standard output")),
            _joined({format_: sys.stdout.buffer}) as add,
        ):
            yield Path(folder), add
    elif output.is_folder:
        with naming_write_errors(path), workshop(path, ".tables-") as shop, ExitStack() as files:
            (shop / "tables").mkdir()
            made = {one: shop / "tables" / f"observations.{one}" for one in output.part_formats}
            with _joined({one: files.enter_context(file.open("wb")) for one, file in made.items()}) as add:
                yield shop, add
            files.close()
            install_tables(shop / "tables", path, output.formats)
    else:
        with (
            naming_write_errors(path),
            replacing(path) as temporary,
            workshop(path.parent, f".{path.name}.parts-") as shop,
            temporary.open("wb") as file,
            _joined({format_: file}) as add,
        ):
            yield shop, add


@contextmanager
def _joined(files: Mapping[Format, IO[bytes]]) -> Iterator[Add]:
    """Yield what adds the files of a part, by format, to ``files``."""
    joints = {format_: open_joint(file, "observations", format_) for format_, file in files.items()}

    def add(parts: Mapping[Format, str]) -> None:
        for format_, joint in joints.items():
            joint.add(Path(parts[format_]))

    yield add
    for joint in joints.values():
        joint.close()
