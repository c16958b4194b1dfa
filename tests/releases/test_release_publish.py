"""What is published: verified first, named last, and never lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from careerscraper.errors import UsageError, VerifyError, WriteError
from careerscraper.releases.listing import Listed, list_releases
from careerscraper.releases.manifest import digest
from careerscraper.releases.publish import list_versions, publish, read_latest, verify
from careerscraper.releases.release import build_release

from .readings import DATA, DESCRIPTIONS, NEW, Fact, Segment, page, reading, table_of, write_segment

STEPS = ["tables", "manifest", "sync", "checked", "renamed"]
#: Builds the release of one segment and of its pages, and publishes it, as a crawl does.
SCRIPT = """
import sys
from pathlib import Path
import pyarrow.parquet as pq
from careerscraper.errors import WriteError
from careerscraper.releases.publish import publish
from careerscraper.releases.release import build_release
folder, segment, pages = map(Path, sys.argv[1:])
try:
    publish(folder, build_release(folder, segments=[segment], pages=pq.read_table(pages), about={}))
except WriteError as error:
    sys.exit(f"WriteError: {error}")
"""
Build = Callable[..., str]


@pytest.fixture
def build(tmp_path: Path, segment: Segment) -> Build:
    """Return what builds a release of one page in ``tmp_path``: its value and time are the caller's."""

    def make(value: float = 1.0, fetched_at: datetime = NEW, about: Fact | None = None) -> str:
        made = segment(*reading("/a", "w:1", value, 2.0, fetched_at=fetched_at))
        return build_release(tmp_path, segments=[made], pages=table_of(page("/a", "w:1")), about=about or {})

    return make


@pytest.fixture(scope="module")
def template(frame: Callable[..., pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output folder with one published release, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    made = write_segment(folder / "segment.parquet", frame(*reading("/a", "w:1", 1.0, 2.0)))
    publish(folder, build_release(folder, segments=[made], pages=table_of(page("/a", "w:1")), about={}))
    return folder


@pytest.fixture
def published(template: Path, tmp_path: Path) -> str:
    """Return the version of the release that is published in ``tmp_path``."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return str((read_latest(tmp_path) or {})["release"])


@pytest.fixture
def another(tmp_path: Path, segment: Segment) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what builds and publishes a newer release in a process of its own."""
    about = {"site": "generic"}  # of which nothing is expected
    facts = [f for n in range(300) for f in reading(f"/{n}", f"w:{n}", n, -n, fetched_at=NEW + timedelta(1), **about)]
    pages = tmp_path / "pages.parquet"
    pq.write_table(table_of(*(page(f"/{n}", f"w:{n}", **about) for n in range(300))), pages)
    made = segment(*facts)

    def run(stop_at: str = "", limit: int | None = None) -> subprocess.CompletedProcess[str]:
        def set_limit() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.run(
            [sys.executable, "-c", SCRIPT, tmp_path, made, pages],
            env=os.environ | {"CAREERSCRAPER_STOP_AT": stop_at},
            preexec_fn=set_limit,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_latest_names_a_verified_release(tmp_path: Path, published: str) -> None:
    latest = read_latest(tmp_path)
    assert latest is not None
    published_at = datetime.fromisoformat(latest.pop("published_at"))
    assert abs(datetime.now(UTC) - published_at) < timedelta(minutes=5)
    path = tmp_path / "releases" / published / "manifest.json"
    assert latest == {"release": published, "path": f"releases/{published}", "manifest_sha256": digest(path)}
    assert verify(tmp_path) == verify(tmp_path, published) == json.loads(path.read_text("utf-8"))


def test_nothing_is_published_yet(tmp_path: Path) -> None:
    assert read_latest(tmp_path) is None
    assert read_latest(tmp_path / "gone") is None
    assert list_releases(tmp_path) == []
    with pytest.raises(VerifyError, match=r"latest\.json is missing"):
        verify(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"release": "../x", "manifest_sha256": "0"}', '{"release": 1}'])
def test_a_damaged_latest_is_no_release(tmp_path: Path, text: str) -> None:
    (tmp_path / "latest.json").write_text(text)
    with pytest.raises(VerifyError, match=r"latest\.json is damaged"):
        read_latest(tmp_path)


def test_releases_are_listed_oldest_first(tmp_path: Path, published: str, build: Build) -> None:
    newer = build(2.0, NEW + timedelta(1))
    (tmp_path / "releases" / "notes").mkdir()
    old, new = list_releases(tmp_path)
    assert (old.version, old.state, old.newest_capture, old.rows) == (published, "published", NEW, 2)
    assert (new.version, new.state, new.newest_capture, new.rows) == (newer, "kept", NEW + timedelta(1), 2)
    assert set(new.checks.values()) == {"ok"}
    (tmp_path / "releases" / newer / "manifest.json").write_text("{")
    assert list_releases(tmp_path)[1] == Listed(tmp_path / "releases" / newer, newer, "kept")


def test_an_older_release_can_be_published_again(tmp_path: Path, published: str, build: Build) -> None:
    newer = build(2.0, NEW + timedelta(1))
    for version in (newer, published):
        publish(tmp_path, version)
        assert [one.version for one in list_releases(tmp_path) if one.state == "published"] == [version]


@pytest.mark.parametrize("name", [*DATA, "manifest.json", "SHA256SUMS", *DESCRIPTIONS])
def test_each_flipped_bit_is_found_in_its_file(tmp_path: Path, published: str, name: str) -> None:
    path = tmp_path / "releases" / published / name
    data = bytearray(path.read_bytes())
    data[20 if name == "SHA256SUMS" else len(data) // 2] ^= 1  # in a digest
    path.write_bytes(data)
    with pytest.raises(VerifyError, match=rf"{name}: (sha256|damaged)|sha256 differs (from that in|between) {name}"):
        verify(tmp_path)
    with pytest.raises(VerifyError):
        publish(tmp_path, published)


def test_every_flipped_bit_of_the_checksums_is_found(tmp_path: Path, published: str) -> None:
    path = tmp_path / "releases" / published / "SHA256SUMS"
    data = path.read_bytes()
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(VerifyError):
            verify(tmp_path)


@pytest.mark.parametrize("name", [DATA[0], "manifest.json", "SHA256SUMS", *DESCRIPTIONS])
def test_a_missing_file_is_named(tmp_path: Path, published: str, name: str) -> None:
    (tmp_path / "releases" / published / name).unlink()
    with pytest.raises(VerifyError, match=f"{name}: missing"):
        verify(tmp_path)


def test_an_extra_file_is_named(tmp_path: Path, published: str) -> None:
    (tmp_path / "releases" / published / ".more.csv").write_text("")
    with pytest.raises(VerifyError, match=r"\.more\.csv: extra"):
        verify(tmp_path, published)


def test_a_cut_file_is_named_by_its_size(tmp_path: Path, published: str) -> None:
    path = tmp_path / "releases" / published / "pages.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(VerifyError, match=r"pages\.parquet: size differs"):
        verify(tmp_path)


def forge(release: Path, name: str, old: str, new: str) -> None:
    """Change a file and its line of SHA256SUMS, as one would who wants it not to be seen."""
    before = digest(release / name)
    (release / name).write_text((release / name).read_text("utf-8").replace(old, new), "utf-8")
    sums = release / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace(before, digest(release / name)), "utf-8")


def test_a_forged_manifest_is_not_the_published_one(tmp_path: Path, published: str) -> None:
    forge(tmp_path / "releases" / published, "manifest.json", "zippia", "zippib")
    with pytest.raises(VerifyError, match=r"manifest\.json: manifest_sha256 differs"):
        verify(tmp_path)


def test_a_forged_table_is_not_that_of_the_manifest(tmp_path: Path, published: str) -> None:
    forge(tmp_path / "releases" / published, "pages.csv", "zippia", "zippib")
    with pytest.raises(VerifyError, match=r"pages\.csv: sha256 differs between SHA256SUMS and manifest\.json"):
        verify(tmp_path)


def test_a_release_under_another_name_is_found(tmp_path: Path, build: Build) -> None:
    (tmp_path / "releases" / build()).rename(tmp_path / "releases" / "20260101T000000Z-00000000")
    with pytest.raises(VerifyError, match="version differs"):
        verify(tmp_path, "20260101T000000Z-00000000")


def test_an_unknown_format_is_not_guessed_at(tmp_path: Path, build: Build) -> None:
    version = build()
    forge(tmp_path / "releases" / version, "manifest.json", '"format": 1', '"format": 2')
    with pytest.raises(UsageError, match="format 2"):
        verify(tmp_path, version)


@pytest.mark.parametrize("version", ["20260101T000000Z-00000000", "../releases", ".refused-x", ""])
def test_an_unknown_release_is_said(tmp_path: Path, published: str, version: str) -> None:
    with pytest.raises(VerifyError, match=f"missing; there are: {published}"):
        verify(tmp_path, version)


@pytest.mark.parametrize(
    "name", [*(f"release:{step}" for step in STEPS), "publish:before", "publish:after", "publish:recorded"]
)
def test_killed_at_any_step_the_published_release_is_whole(
    tmp_path: Path, published: str, another: Callable[..., subprocess.CompletedProcess[str]], name: str
) -> None:
    assert another(name).returncode == -signal.SIGKILL
    assert (verify(tmp_path)["version"] == published) == (name not in ("publish:after", "publish:recorded"))
    segments, pages = list((tmp_path / "segments").iterdir()), pq.read_table(tmp_path / "pages.parquet")
    publish(tmp_path, build_release(tmp_path, segments=segments, pages=pages, about={}))
    assert verify(tmp_path)["tables"]["observations"]["rows"] == 600
    assert len(list_versions(tmp_path)) == 2
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == [
        *list_versions(tmp_path),
        "published.jsonl",
    ]


@pytest.mark.parametrize("limit", [0, 20_000, 50_000])
def test_a_full_disk_leaves_the_old_release(
    tmp_path: Path, published: str, another: Callable[..., subprocess.CompletedProcess[str]], limit: int
) -> None:
    done = another(limit=limit)
    assert done.returncode == 1
    assert done.stderr.startswith(f"WriteError: cannot write {tmp_path / 'releases'}: ")
    assert "File too large" in done.stderr
    assert verify(tmp_path)["version"] == published
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == [published, "published.jsonl"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, build: Build) -> None:
    (tmp_path / "releases").write_text("")
    with pytest.raises(WriteError, match="releases"):
        build()


def test_a_latest_that_cannot_be_written_is_named(tmp_path: Path, build: Build) -> None:
    version = build()
    (tmp_path / f".latest.json.{os.getpid()}.tmp").mkdir()
    with pytest.raises(WriteError, match=r"latest\.json"):
        publish(tmp_path, version)
    assert read_latest(tmp_path) is None
