"""Fuzzes the reading of pages with atheris: `make fuzz`. What it finds belongs among the seeds, once it is mended."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["careerscraper"]):
    from reading import read

if __name__ == "__main__":
    atheris.Setup(sys.argv, lambda data: read(data) and None)
    atheris.Fuzz()
