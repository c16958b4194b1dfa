"""The parts of an extraction joined into its output."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import IO

from careerscraper.bulk.output import STDOUT, Output
from careerscraper.errors import WriteError
from careerscraper.formats import Format
from careerscraper.releases.join import open_joint
from careerscraper.storage.atomic import naming_write_errors, replacing
from careerscraper.storage.workshop import workshop

#: Takes the paths of a part's files, by format.
Add = Callable[[Mapping[Format, str]], None]


def opened(output: Output) -> AbstractContextManager[tuple[Path, Add]]:
    """Yield a folder for the files of parts, and what adds them to ``output``; it is whole when the block has ended well.

    Raises `WriteError` where the system refuses; what stood there then stands there still.
    """
    if output.name == STDOUT:
        return _standard_output(output)
    return _folder(output) if output.is_folder else _file(output)


@contextmanager
def _standard_output(output: Output) -> Iterator[tuple[Path, Add]]:
    if sys.stdout is None:
        raise WriteError("standard output is closed: give -o FILE")
    with (
        tempfile.TemporaryDirectory() as folder,
        naming_write_errors(Path("standard output")),
        _joined({output.formats[0]: sys.stdout.buffer}) as add,
    ):
        yield Path(folder), add


@contextmanager
def _folder(output: Output) -> Iterator[tuple[Path, Add]]:
    # Imported late: the database that makes the other tables is for nothing where there is one file.
    from careerscraper.releases.write import install_tables

    path = Path(output.name)
    with naming_write_errors(path), workshop(path, ".tables-") as shop, ExitStack() as files:
        (shop / "tables").mkdir()
        made = {one: shop / "tables" / f"observations.{one}" for one in output.part_formats}
        with _joined({one: files.enter_context(file.open("wb")) for one, file in made.items()}) as add:
            yield shop, add
        files.close()
        install_tables(shop / "tables", path, output.formats)


@contextmanager
def _file(output: Output) -> Iterator[tuple[Path, Add]]:
    path = Path(output.name)
    with (
        naming_write_errors(path),
        replacing(path) as temporary,
        workshop(path.parent, f".{path.name}.parts-") as shop,
        temporary.open("wb") as file,
        _joined({output.formats[0]: file}) as add,
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
