"""The version of everything that decides what a page's bytes mean."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_PARTS = ("normalize", "parsers", "sites", "values", "metrics.py")
_LIBRARIES = ("beautifulsoup4", "html5lib", "lxml")


@cache
def parser_version() -> str:
    """Return the digest, 16 hex digits, of our own rules and of the parser libraries' versions."""
    digest = hashlib.sha256()
    for part in _PARTS:
        _add(digest, files("careerscraper").joinpath(part))
    for library in _LIBRARIES:
        digest.update(f"{library}={version(library)}\n".encode())
    return digest.hexdigest()[:16]


def _add(digest: hashlib._Hash, entry: Traversable) -> None:
    if entry.is_dir():
        for child in sorted(entry.iterdir(), key=lambda child: child.name):
            _add(digest, child)
    elif entry.name.endswith((".py", ".toml")):
        digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
