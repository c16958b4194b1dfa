"""A published release, copied into a store: all files first, read back there, the pointer last."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from careerscraper.errors import StoreError, VerifyError
from careerscraper.releases.publish import LATEST, RELEASES, find_latest, verify, verify_files
from careerscraper.releases.published import read_published
from careerscraper.releases.stores import LocalStore, Store
from careerscraper.storage.steps import step

_NO_TAG = f'"{"0" * 32}"'  # of no content


def copy_release(folder: Path, store: Store) -> str | None:
    """Let latest.json of ``store`` name the release that is published in output folder ``folder``, once it is whole there.

    Return its version, None if nothing is published yet. A release that the store's latest.json names already is not
    looked at again.

    Raises `StoreError` and `WriteError` (the store's latest.json then names what it named before, or the whole new release: no
    answer came), also if it names a newer release, or another publisher was faster, and `VerifyError` if the release is
    damaged here.
    """
    ours, theirs = find_latest(LocalStore(folder)), find_latest(store)
    if ours is None:
        return None
    latest, content = ours
    version = str(latest["release"])
    if theirs and theirs[0]["release"] == version:
        return version
    verify(folder, version)
    if theirs:
        _require_newer(folder, latest, theirs[0], store)
    step("copy:before")
    _copy_files(folder, store, f"{RELEASES}/{version}")
    _read_back(store, f"{RELEASES}/{version}", latest)
    step("copy:read back")
    _point(store, content.data, theirs and theirs[1].tag)
    step("copy:after")
    return version


def _require_newer(folder: Path, latest: dict[str, Any], named: dict[str, Any], store: Store) -> None:
    """Of releases of this folder that is newer which was first published later; a stranger's is measured by its newest capture.

    The newest capture alone does not tell: it may be of a page that is gone by now.
    """
    ours = [publication.version for publication in read_published(folder, latest)]
    is_own = named["release"] in ours
    newer = ours.index(latest["release"]) > ours.index(named["release"]) if is_own else _age(latest) > _age(named)
    if not newer:
        raise StoreError(
            f"{store.url}/{LATEST} names {named['release']}, which is newer than {latest['release']}: not replaced"
        )


def _age(latest: dict[str, Any]) -> tuple[str, datetime]:
    return latest["release"].partition("-")[0], datetime.fromisoformat(latest["published_at"])


def _copy_files(folder: Path, store: Store, path: str) -> None:
    """Create what is not there yet, the smallest file first: on it the store shows whether it can be trusted."""
    there = store.sizes(path)
    sizes = LocalStore(folder).sizes(path)
    for number, name in enumerate(sorted(sizes, key=lambda name: (sizes[name], name))):
        if name not in there:
            store.create(f"{path}/{name}", folder / path / name)
        if not number:
            _require_conditions(store, f"{path}/{name}", folder / path / name)
        step(f"copy:{name}")


def _require_conditions(store: Store, name: str, file: Path) -> None:
    """Try what must not succeed, with the same content, so that nothing is lost where it does: some stores only say yes."""
    if store.create(name, file):
        raise StoreError(f"{store.url} does not create files exclusively: it cannot be published to")
    if store.replace(name, file.read_bytes(), _NO_TAG):
        raise StoreError(f"{store.url} does not replace files conditionally: it cannot be published to")


def _read_back(store: Store, path: str, latest: dict[str, Any]) -> None:
    try:
        verify_files(store, path, latest["manifest_sha256"])
    except VerifyError as error:
        raise StoreError(f"{error}: if {LATEST} there does not name it, remove {path} and publish again") from error


def _point(store: Store, data: bytes, tag: str | None) -> None:
    """Replace the pointer. Where no answer came, or an earlier try of the same request was heard, it is ours all the same."""
    failure: StoreError | None = None
    try:
        if store.replace(LATEST, data, tag):
            return
    except StoreError as error:
        failure = error
    found = store.read(LATEST)
    if found and found.data == data:
        return
    if failure:
        raise failure
    named = find_latest(store)
    raise StoreError(
        f"another publisher won: {store.url}/{LATEST} names {named[0]['release'] if named else 'nothing'} now;"
        " the next run compares with that"
    )
