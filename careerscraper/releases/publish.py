"""The releases of an output folder: which one is published, and whether each is still what was made."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.describe import DICTIONARY
from careerscraper.releases.manifest import FORMAT, MANIFEST, SUMS, digest, iso, sums_text
from careerscraper.releases.published import record_publication
from careerscraper.releases.stores import Content, LocalStore, Store
from careerscraper.storage.atomic import naming_write_errors, replacing
from careerscraper.storage.steps import step

LATEST, RELEASES = "latest.json", "releases"
_VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_AT_ONCE = 2  # files that are read at the same time


def publish(folder: Path, version: str) -> None:
    """Verify the files of release ``version`` of output folder ``folder``, then let latest.json name it, in one atomic step.

    Raises `VerifyError` if the release is not whole, `WriteError` where the system refuses, `StoreError` where it cannot be
    read; what was published before then stays so.
    """
    verify_files(LocalStore(folder), f"{RELEASES}/{version}")
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
    """Return what latest.json says, or None if nothing is published. Raises like `find_latest`."""
    found = find_latest(LocalStore(folder))
    return found and found[0]


def find_latest(store: Store) -> tuple[dict[str, Any], Content] | None:
    """Return what latest.json of ``store`` says, and its content, or None if nothing is published there.

    Raises `VerifyError` if it is damaged, `StoreError` if it cannot be read.
    """
    content = store.read(LATEST)
    if content is None:
        return None
    try:
        latest = dict(json.loads(content.data))
        datetime.fromisoformat(latest["published_at"])
        if _VERSION.fullmatch(latest["release"]) and isinstance(latest["manifest_sha256"], str):
            return latest, content
    except (ValueError, KeyError, TypeError):
        pass
    raise VerifyError(f"{store.url}/{LATEST} is damaged: delete it and publish a release again")


def list_versions(folder: Path) -> list[str]:
    """Return the versions of the releases that stand in ``folder``, oldest first: by newest capture, then as made."""
    found = [path for path in (folder / RELEASES).glob("*") if _VERSION.fullmatch(path.name)]
    return [path.name for path in sorted(found, key=lambda path: (path.name.split("-")[0], path.stat().st_mtime_ns))]


def verify(folder: Path, version: str | None = None) -> dict[str, Any]:
    """Compare every byte of release ``version`` (default: the published one) with what was made; return its manifest.

    Raises like `verify_in`.
    """
    return verify_in(LocalStore(folder), version)


def verify_in(store: Store, version: str | None = None) -> dict[str, Any]:
    """Compare every byte of release ``version`` of ``store`` (default: the published one) with what was made.

    Return its manifest. Raises `VerifyError` that names the file and what differs (missing, extra, size, sha256,
    manifest_sha256), `StoreError` if it cannot be read, and `UsageError` if its format is unknown.
    """
    found = find_latest(store)
    latest = found[0] if found else {}
    if version is None:
        if not latest:
            raise VerifyError(f"nothing is published in {store.url}: {LATEST} is missing")
        version = str(latest["release"])
    versions = sorted(filter(_VERSION.fullmatch, store.sizes(RELEASES)))
    if version not in versions:
        raise VerifyError(f"{store.url}/{RELEASES}/{version}: missing; there are: {', '.join(versions) or 'none'}")
    path = f"{RELEASES}/{version}"
    manifest = verify_files(store, path, latest["manifest_sha256"] if latest.get("release") == version else None)
    if manifest["version"] != version:
        raise VerifyError(f"{store.url}/{path}/{MANIFEST}: version differs, it says {manifest['version']}")
    return manifest


def verify_files(store: Store, release: str, manifest_sha256: str | None = None) -> dict[str, Any]:
    """Compare the files in folder ``release`` of ``store`` with its own SHA256SUMS and manifest.json; return the manifest.

    ``manifest_sha256`` is what latest.json says of it, if it names the release. Raises like `verify_in`.
    """
    sizes = store.sizes(release)
    sums = _read_sums(store, release)
    where = f"{store.url}/{release}"
    if manifest_sha256 not in (None, sums.get(MANIFEST)):
        raise VerifyError(f"{where}/{MANIFEST}: manifest_sha256 differs from that in {LATEST}")
    _compare_names(where, sizes, {*sums, SUMS, MANIFEST})
    _compare_sum(store, f"{release}/{MANIFEST}", sizes[MANIFEST], sums.get(MANIFEST))
    manifest = _read_manifest(store, release)
    files = {
        f"{table}.{suffix}": facts
        for table, about in manifest["tables"].items()
        for suffix, facts in about["files"].items()
    }
    described = manifest.get("descriptions", {DICTIONARY: sums.get(DICTIONARY)})  # of old: that one, and unnamed
    _compare_names(where, sizes, {*files, *described, SUMS, MANIFEST})
    told = described | {name: facts["sha256"] for name, facts in files.items()}
    for name, sha256 in sorted(told.items()):
        if sizes[name] != files.get(name, {}).get("bytes", sizes[name]):
            raise VerifyError(f"{where}/{name}: size differs, {sizes[name]} bytes in place of {files[name]['bytes']}")
        if sums.get(name) != sha256:
            raise VerifyError(f"{where}/{name}: sha256 differs between {SUMS} and {MANIFEST}")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda name: _compare_sum(store, f"{release}/{name}", sizes[name], told[name]), sorted(told)))
    return manifest


def _read_sums(store: Store, release: str) -> dict[str, str]:
    content = store.read(f"{release}/{SUMS}")
    if content is None:
        raise VerifyError(f"{store.url}/{release}/{SUMS}: missing")
    try:
        text = content.data.decode()
        sums = {name: value for value, name in (line.split("  ", 1) for line in text.splitlines())}
    except ValueError:  # no checksum, no UTF-8
        text, sums = "", {SUMS: ""}
    if sums_text(sums) != text:
        raise VerifyError(f"{store.url}/{release}/{SUMS}: damaged, it is no list of checksums")
    return sums


def _read_manifest(store: Store, release: str) -> dict[str, Any]:
    content = store.read(f"{release}/{MANIFEST}")
    manifest: dict[str, Any] = json.loads(content.data if content else b"{}")
    if manifest["format"] != FORMAT:
        raise UsageError(
            f"{store.url}/{release}/{MANIFEST} has format {manifest['format']}, this careerscraper knows {FORMAT}:"
            " use the one that made it"
        )
    return manifest


def _compare_names(where: str, found: Mapping[str, int], expected: set[str]) -> None:
    for name in sorted(found.keys() ^ expected):
        raise VerifyError(f"{where}/{name}: {'extra' if name in found else 'missing'}")


def _compare_sum(store: Store, name: str, size: int, listed: str | None) -> None:
    if store.sha256(name, size) != listed:
        raise VerifyError(f"{store.url}/{name}: sha256 differs from that in {SUMS}")
