"""The seeds of the fuzzer, each as it is and cut in the middle: what must hold of any bytes holds of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

REFUSED = {"canonical-link-of-no-host.html"}
FUZZ = Path(__file__).parent / "fuzz"
SEEDS = sorted((FUZZ / "seeds").iterdir())
sys.path.insert(0, str(FUZZ))  # where the fuzzer itself runs

from reading import read  # noqa: E402


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_seed_is_read_and_its_half_is_read_or_refused_by_name(seed: Path) -> None:
    data = seed.read_bytes()
    assert (read(data) == "read") == (seed.name not in REFUSED)
    assert read(data[: len(data) // 2])
