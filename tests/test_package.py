"""The package as it is installed, and its shape: sizes, imports one way, no circle."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "careerscraper").rglob("*.py"))
#: A module may import from its own layer's folder and from those to the right of it (CONTRIBUTING.md).
LAYERS = [
    {"__main__"},
    {"cli"},
    {"commands"},
    {"runs"},
    {"receipts"},
    {"bulk", "fixtures"},
    {"spiders", "pipelines", "settings"},
    {"middlewares"},
    {"downloads", "log", "reader"},
    {"journal", "responses"},
    {"segments"},
    {"normalize", "parsers", "releases"},
    {"values", "storage", "sites"},
    {"items", "schema", "formats", "metrics", "errors", "memory", "secrets", "signals"},
]
#: Imports within a layer, each one way.
EXTRA = {"sites": {"values"}, "schema": {"metrics", "formats"}}
PURE = {"values", "parsers", "normalize", "releases", "sites", "storage"}


def part(module: str) -> str:
    return module.split(".")[1] if module.startswith("careerscraper.") else ""


def imports(path: Path) -> set[str]:
    """Return what the module imports when it is loaded."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def own_part(path: Path) -> str:
    return path.relative_to(ROOT / "careerscraper").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 300
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 40] == []
    own = own_part(path)
    if own in PURE:
        assert not {module for module in imports(path) if module.split(".")[0] in ("scrapy", "twisted")}
    if own in ("demo", "__init__"):
        return
    (layer,) = (n for n, names in enumerate(LAYERS) if own in names)
    allowed = {own, "demo", ""}.union(EXTRA.get(own, ()), *LAYERS[layer + 1 :])
    assert {part(module) for module in imports(path)} <= allowed


def test_median_module_is_small() -> None:
    lengths = sorted(path.read_text("utf-8").count("\n") for path in MODULES)
    assert lengths[len(lengths) // 2] < 100


def test_the_wheel_works_from_anywhere(tmp_path: Path) -> None:
    """Built from the checkout and unpacked: it has its data files, and needs nothing of the checkout."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path / "installed"),
        "SCRAPY_SETTINGS_MODULE": "careerscraper.settings",
    }

    def python(*words: str) -> str:
        return subprocess.run(
            [sys.executable, *words], cwd="/", env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert python("-c", "import careerscraper; print(careerscraper.__file__)").startswith(str(tmp_path))
    page = tmp_path / "page.txt"
    page.write_text("| Cook | Baker | |\n| Yearly salary | $1 | $2 |\n")
    assert python("-m", "careerscraper", "extract", str(page)).count("\n") == 2
    assert python("-m", "scrapy", "list") == "bls\nmetrics\nstudy\nzippia\n"
