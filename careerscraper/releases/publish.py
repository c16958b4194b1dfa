"""The releases of an output folder: which one is published, and whether each is still what was made."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.describe import DICTIONARY
from careerscraper.releases.manifest import FORMAT, MANIFEST, SUMS, digest, iso, sums_text
from careerscraper.releases.published import record_publication
from careerscraper.storage.atomic import naming_write_errors, replacing
from careerscraper.storage.steps import step

LATEST, RELEASES = "latest.json", "releases"
_VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


def publish(folder: Path, version: str) -> None:
    """Verify the files of release ``version`` of output folder ``folder``, then let latest.json name it, in one atomic step.

    Raises `VerifyError` if the release is not whole, `WriteError` where the system refuses; what was published before
    then stays so.
    """
    verify_files(folder / RELEASES / version)
    with suppress(VerifyError):  # a damaged latest.json names nothing
        record_publication(folder, read_latest(folder))
    step("publish:before")
    latest = {
        "release": version,
        "path": f"{RELEASES}/{version}",
        "published_at": iso(datetime.now(UTC)),
        "manifest_sha256": digest(folder / RELEASES / version / MANIFEST),
    }
    with naming_write_errors(folder / LATEST), replacing(folder / LATEST) as temporary:
        temporary.write_text(json.dumps(latest, indent=1, sort_keys=True) + "\n", "utf-8")
    step("publish:after")
    record_publication(folder, latest)
    step("publish:recorded")


def read_latest(folder: Path) -> dict[str, Any] | None:
    """Return what latest.json says, or None if nothing is published. Raises `VerifyError` if it is damaged."""
    path = folder / LATEST
    try:
        latest = json.loads(path.read_bytes())
        if _VERSION.fullmatch(latest["release"]) and isinstance(latest["manifest_sha256"], str):
            return dict(latest)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise VerifyError(f"{path} is damaged: delete it and publish a release again")


def list_versions(folder: Path) -> list[str]:
    """Return the versions of the releases that stand in ``folder``, oldest first: by newest capture, then as made."""
    found = [path for path in (folder / RELEASES).glob("*") if _VERSION.fullmatch(path.name)]
    return [path.name for path in sorted(found, key=lambda path: (path.name.split("-")[0], path.stat().st_mtime_ns))]


def verify(folder: Path, version: str | None = None) -> dict[str, Any]:
    """Compare every byte of release ``version`` (default: the published one) with what was made; return its manifest.

    Raises `VerifyError` that names the file and what differs (missing, extra, size, sha256, manifest_sha256), and
    `UsageError` if its format is unknown.
    """
    latest = read_latest(folder)
    if version is None:
        if latest is None:
            raise VerifyError(f"nothing is published in {folder}: {LATEST} is missing")
        version = str(latest["release"])
    release = folder / RELEASES / version
    if not _VERSION.fullmatch(version) or not release.is_dir():
        raise VerifyError(f"{release}: missing; there are: {', '.join(list_versions(folder)) or 'none'}")
    manifest = verify_files(release)
    if manifest["version"] != version:
        raise VerifyError(f"{release / MANIFEST}: version differs, it says {manifest['version']}")
    if latest and latest["release"] == version and digest(release / MANIFEST) != latest["manifest_sha256"]:
        raise VerifyError(f"{release / MANIFEST}: manifest_sha256 differs from that in {LATEST}")
    return manifest


def verify_files(release: Path) -> dict[str, Any]:
    """Compare the files in folder ``release`` with its own SHA256SUMS and manifest.json; return the manifest.

    Raises like `verify`.
    """
    sums = _read_sums(release / SUMS)
    _compare_names(release, {*sums, SUMS, MANIFEST})
    _compare_sum(release / MANIFEST, sums.get(MANIFEST))
    manifest = _read_manifest(release / MANIFEST)
    files = {
        f"{table}.{suffix}": facts
        for table, about in manifest["tables"].items()
        for suffix, facts in about["files"].items()
    }
    described = manifest.get("descriptions", {DICTIONARY: sums.get(DICTIONARY)})  # of old: that one, and unnamed
    _compare_names(release, {*files, *described, SUMS, MANIFEST})
    for name, sha256 in sorted(described.items()):
        _compare_listed(release / name, sha256, sums.get(name))
    for name, facts in sorted(files.items()):
        _compare_file(release / name, facts, sums.get(name))
    return manifest


def _read_sums(path: Path) -> dict[str, str]:
    try:
        text = path.read_text("utf-8")
        sums = {name: value for value, name in (line.split("  ", 1) for line in text.splitlines())}
    except FileNotFoundError:
        raise VerifyError(f"{path}: missing") from None
    except ValueError:  # no checksum, no UTF-8
        text, sums = "", {path.name: ""}
    if sums_text(sums) != text:
        raise VerifyError(f"{path}: damaged, it is no list of checksums")
    return sums


def _read_manifest(path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    if manifest["format"] != FORMAT:
        raise UsageError(
            f"{path} has format {manifest['format']}, this careerscraper knows {FORMAT}: use the one that made it"
        )
    return manifest


def _compare_names(release: Path, expected: set[str]) -> None:
    found = {path.name for path in release.iterdir()}
    for name in sorted(found ^ expected):
        raise VerifyError(f"{release / name}: {'extra' if name in found else 'missing'}")


def _compare_file(path: Path, facts: Mapping[str, Any], listed: str | None) -> None:
    size = path.stat().st_size
    if size != facts["bytes"]:
        raise VerifyError(f"{path}: size differs, {size} bytes in place of {facts['bytes']}")
    _compare_listed(path, facts["sha256"], listed)


def _compare_listed(path: Path, told: str | None, listed: str | None) -> None:
    if listed != told:
        raise VerifyError(f"{path}: sha256 differs between {SUMS} and {MANIFEST}")
    _compare_sum(path, listed)


def _compare_sum(path: Path, listed: str | None) -> None:
    if digest(path) != listed:
        raise VerifyError(f"{path}: sha256 differs from that in {SUMS}")
