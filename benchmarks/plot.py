"""Draws how fast everyone reads, out of what `benchmarks/extraction.py -o FILE` has written.

`python benchmarks/plot.py FILE.json FILE.svg`: the same figures give the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

#: By what stands before the name: a bar's colour, its pattern, and what it is in words.
KINDS = {
    "careerscraper": ("#1b6ca8", "", "careerscraper, all that a page states, typed"),
    "floor": ("#ffffff", "///", "floor: pages parsed, nothing read"),
    "": ("#9aa5b1", "", "others: tables to texts"),
}


def kind(name: str) -> str:
    """Return which of KINDS a contender is."""
    return next(start for start in KINDS if name.startswith(start))


def ratio(one: dict[str, float], *, theirs: bool) -> str:
    """Return what a bar says about one core of ours, nothing if it is that."""
    if theirs:
        return f"   (one core of ours: {one['ours_to_it']:.1f} ×)"
    return f"   ({one['it_to_ours']:.1f} × one core)" if one["it_to_ours"] != 1 else ""


def draw(axes: Axes, found: dict[str, dict[str, float]]) -> None:
    """Draw a bar for each contender, the fastest on top."""
    names = sorted(found, key=lambda name: found[name]["pages_s"])
    for place, name in enumerate(names):
        colour, pattern, _ = KINDS[kind(name)]
        speed = found[name]["pages_s"]
        axes.barh(place, speed, color=colour, hatch=pattern, edgecolor="#52606d", height=0.7)
        label = f" {speed:,.0f}{ratio(found[name], theirs=kind(name) != 'careerscraper')}"
        axes.text(speed, place, label, va="center", fontsize=9)
    axes.set_yticks(range(len(names)), names)
    axes.set_xscale("log")
    axes.set_xlim(1, axes.get_xlim()[1] * 8)  # room for the labels
    axes.set_xlabel("pages a second, median, logarithmic")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(handles=[Patch(fc=fc, hatch=hatch, ec="#52606d", label=text) for fc, hatch, text in KINDS.values()],
                loc="upper center", bbox_to_anchor=(0.4, -0.15), ncols=1, frameon=False, fontsize=9)  # fmt: skip


def main() -> None:
    """Draw the file that the first argument names into the second."""
    told: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    mpl.rcParams.update({"svg.hashsalt": "careerscraper", "svg.fonttype": "none", "hatch.linewidth": 0.6})
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    axes = figure.add_subplot()
    draw(axes, told["extraction"])
    axes.set_title(f"{told['pages']:,} archived pages to a table, {told['cores']} cores", fontsize=11, loc="left")
    figure.savefig(sys.argv[2], format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
