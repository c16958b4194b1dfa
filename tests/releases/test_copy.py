"""A release in a store: copied whole, proven equal, named last, and never over a newer one. Folders and S3 alike."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from object_store import BUCKET, Proxy
from s3fs import S3FileSystem

from careerscraper.errors import CareerscraperError, StoreError, UsageError, VerifyError
from careerscraper.releases.copy import copy_release
from careerscraper.releases.publish import find_latest, publish, verify_in
from careerscraper.releases.s3 import S3Store
from careerscraper.releases.store_urls import open_store
from careerscraper.releases.stores import Store

from .small import OLD, date_latest, publish_small

LATER = "20260305T000000Z"


@pytest.fixture(params=["folder", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a store is: nothing is there yet."""
    if request.param == "folder":
        return f"file://{tmp_path / 'store'}"
    request.getfixturevalue("s3")
    return f"s3://{BUCKET}/{tmp_path.name}"


@pytest.fixture
def store(url: str) -> Store:
    return open_store(url)


def named(store: Store) -> str | None:
    """Return the version that latest.json of the store names, after a proof that it is whole."""
    return verify_in(store)["version"] if find_latest(store) else None


def test_a_release_is_copied_once(store: Store, tmp_path: Path) -> None:
    assert copy_release(tmp_path / "output", store) is None
    version = publish_small(tmp_path / "output")
    assert copy_release(tmp_path / "output", store) == version == named(store)
    before = store.read("latest.json")
    assert before
    assert before.data == (tmp_path / "output" / "latest.json").read_bytes()
    publish(tmp_path / "output", version)
    date_latest(tmp_path / "output", "2030-01-01T00:00:00Z")
    assert copy_release(tmp_path / "output", store) == version
    assert store.read("latest.json") == before
    second = publish_small(tmp_path / "output", LATER, "y")
    assert copy_release(tmp_path / "output", store) == second == named(store)
    assert verify_in(store, version)["version"] == version
    with pytest.raises(VerifyError, match=f"missing; there are: {version}, {second}"):
        verify_in(store, "20260101T000000Z-00000000")


def test_a_release_that_is_damaged_here_goes_nowhere(store: Store, tmp_path: Path) -> None:
    version = publish_small(tmp_path / "output")
    (tmp_path / "output" / "releases" / version / "pages.csv").write_text("page_id,title\n/p1,z\n")
    with pytest.raises(VerifyError, match=r"pages\.csv: sha256"):
        copy_release(tmp_path / "output", store)
    assert store.sizes("") == {}


@pytest.mark.parametrize("name", ["pages.csv", "manifest.json", "SHA256SUMS"])
def test_a_file_that_is_there_is_proven_equal(store: Store, tmp_path: Path, name: str) -> None:
    version = publish_small(tmp_path / "output")
    path = f"releases/{version}/{name}"
    assert store.create(path, tmp_path / "output" / path)
    assert not store.create(path, tmp_path / "output" / path)
    assert copy_release(tmp_path / "output", store) == version == named(store)

    second = publish_small(tmp_path / "output", LATER, "y")
    (tmp_path / "other").write_bytes(b"z" + (tmp_path / "output" / "releases" / second / name).read_bytes()[1:])
    store.create(f"releases/{second}/{name}", tmp_path / "other")
    with pytest.raises(StoreError, match=rf"{name}.*: if latest.json there does not name it, remove releases/{second}"):
        copy_release(tmp_path / "output", store)
    assert named(store) == version


def test_a_file_too_many_is_no_release(store: Store, tmp_path: Path) -> None:
    version = publish_small(tmp_path / "output")
    (tmp_path / "more").write_text("x")
    store.create(f"releases/{version}/more.csv", tmp_path / "more")
    with pytest.raises(StoreError, match=r"more\.csv: extra"):
        copy_release(tmp_path / "output", store)
    assert find_latest(store) is None


def test_an_older_release_does_not_replace_a_newer_one(store: Store, tmp_path: Path) -> None:
    newer = publish_small(tmp_path / "output")
    copy_release(tmp_path / "output", store)
    publish_small(tmp_path / "stale", OLD, "y")
    with pytest.raises(StoreError, match=rf"latest\.json names {newer}, which is newer than {OLD}"):
        copy_release(tmp_path / "stale", store)
    assert named(store) == newer


def test_of_strangers_with_the_same_capture_the_one_published_later_is_newer(store: Store, tmp_path: Path) -> None:
    for folder, year in (("a", 2026), ("b", 2027), ("c", 2026)):
        publish_small(tmp_path / folder, text=folder)
        date_latest(tmp_path / folder, f"{year}-01-01T00:00:00Z")
    copy_release(tmp_path / "a", store)
    version = copy_release(tmp_path / "b", store)
    with pytest.raises(StoreError, match="is newer"):
        copy_release(tmp_path / "c", store)
    assert named(store) == version


def test_of_our_own_the_one_published_later_is_newer(store: Store, tmp_path: Path) -> None:
    """Also if its newest capture is older: the page is gone. But no step back to one that was published before."""
    first = publish_small(tmp_path)
    copy_release(tmp_path, store)
    second = publish_small(tmp_path, OLD, "y")
    assert copy_release(tmp_path, store) == second == named(store)
    publish(tmp_path, first)
    with pytest.raises(StoreError, match="is newer"):
        copy_release(tmp_path, store)
    assert named(store) == second


def test_a_damaged_pointer_is_said(store: Store, tmp_path: Path) -> None:
    publish_small(tmp_path / "output")
    store.replace("latest.json", b'{"release": 1}', None)
    with pytest.raises(VerifyError, match=r"latest\.json is damaged"):
        copy_release(tmp_path / "output", store)


def test_of_two_publishers_at_once_one_wins(url: str, tmp_path: Path) -> None:
    told: list[object] = []
    start = threading.Barrier(2)

    def run(folder: Path) -> None:
        store = Meeting(open_store(url), start)
        try:
            told.append(copy_release(folder, store))
        except CareerscraperError as error:
            told.append(str(error))

    copy_release(tmp_path / "first", open_store(url))
    versions = [publish_small(tmp_path / name, text=name) for name in ("a", "b")]
    threads = [threading.Thread(target=run, args=(tmp_path / name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = named(open_store(url))
    assert winner in versions
    assert sorted(map(str, told)) == sorted(
        [winner, f"another publisher won: {url}/latest.json names {winner} now; the next run compares with that"]
    )


class Meeting:
    """A store whose publishers wait for each other before they replace the pointer."""

    def __init__(self, store: Store, start: threading.Barrier) -> None:
        self.url, self.sizes, self.read, self.sha256 = store.url, store.sizes, store.read, store.sha256
        self.create, self._replace, self._start = store.create, store.replace, start

    def replace(self, name: str, data: bytes, tag: str | None) -> bool:
        if name == "latest.json":
            self._start.wait(30)
        return self._replace(name, data, tag)


@pytest.mark.parametrize(
    ("header", "lacking"), [("if-none-match", "create files exclusively"), ("if-match", "replace files conditionally")]
)
def test_a_store_that_only_says_yes_is_refused(s3: Proxy, tmp_path: Path, header: str, lacking: str) -> None:
    s3.without = (header,)
    publish_small(tmp_path)
    store = S3Store(f"s3://{BUCKET}/{tmp_path.name}")
    with pytest.raises(StoreError, match=f"does not {lacking}: it cannot be published to"):
        copy_release(tmp_path, store)
    assert find_latest(store) is None


def test_a_large_file_goes_in_parts(s3: Proxy, tmp_path: Path) -> None:
    store = S3Store(f"s3://{BUCKET}/{tmp_path.name}")
    (tmp_path / "large").write_bytes(bytes(range(256)) * 70_000)
    size = (tmp_path / "large").stat().st_size
    assert store.create("large", tmp_path / "large")
    assert sum("partNumber=" in asked for asked in s3.asked) == 3
    assert store.sizes("") == {"large": size}
    assert store.sha256("large", size) == open_store(str(tmp_path)).sha256("large", size)
    assert not store.create("large", tmp_path / "large")


@pytest.mark.parametrize("use", [lambda s: s.read("a"), lambda s: s.sizes("a"), lambda s: s.replace("a", b"", None)])
@pytest.mark.usefixtures("s3")
def test_a_bucket_that_is_not_there_is_said(use: Callable[[Store], object]) -> None:
    with pytest.raises(StoreError, match=r"s3://no-bucket/x/a: The specified bucket does not exist"):
        use(S3Store("s3://no-bucket/x"))


def test_no_credentials_are_said(s3: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    S3FileSystem.clear_instance_cache()
    with pytest.raises(StoreError, match=r"cannot read s3://careers/x/latest\.json: Unable to locate credentials"):
        find_latest(S3Store("s3://careers/x"))
    S3FileSystem.clear_instance_cache()
    assert s3.asked == []


@pytest.mark.parametrize(
    "url", ["memory://x", "gs://b/x", "s3a://b", "http://127.0.0.1/x", "file://x", "s3:/b/x", "", "s3:///x"]
)
def test_other_stores_are_refused(url: str) -> None:
    with pytest.raises(UsageError, match="give s3://BUCKET/PREFIX"):
        open_store(url)


@pytest.mark.parametrize("url", ["s3://us:Zq7mArKeR@bucket/x", "s3://bucket/x?key=Zq7mArKeR", "file:///x#Zq7mArKeR"])
def test_secrets_in_the_url_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError, match="credentials come from the environment") as told:
        open_store(url)
    assert "Zq7" not in str(told.value)


def test_without_the_extra_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "s3fs.py").write_text("raise ModuleNotFoundError(\"No module named 's3fs'\")")
    code = "from careerscraper.releases.store_urls import open_store; open_store('s3://b/x')"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "UsageError: s3:// takes the extra s3 (No module named 's3fs'): pip install 'careers" in done.stderr


def test_a_copy_of_a_store_is_an_output_folder(store: Store, tmp_path: Path) -> None:
    """The layout is the same: what is in a folder loads as the output does."""
    version = publish_small(tmp_path / "output")
    copy_release(tmp_path / "output", store)
    if not isinstance(store, S3Store):
        shutil.rmtree(tmp_path / "output")
        assert verify_in(open_store(str(tmp_path / "store")))["version"] == version
