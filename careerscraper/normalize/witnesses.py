"""The page's own second statements as witnesses of its figures.

A page states many facts twice: the yearly salary in two tables and in the intro, hourly pay as yearly / 2080, ages
and degrees in two tables, experience as a code and in words, shares that sum to 100.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

HOURS_A_YEAR = 2080
_CENT = 0.0101  # the site rounds both figures
_POINT = 1.0001  # shares are rounded to a tenth, and there are several
_MOST_TOLD = 50  # contradictions of one page: more tell nobody more
_VALUES = ["value", "low", "high", "value_text"]
_SUBJECT = ["page", "position"]
_NEEDED = [*_SUBJECT, "metric", "category", *_VALUES, "unit", "text", "table", "row", "column"]


def find_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of rows of ``frame`` that speak of one fact: columns a, b (row labels of ``frame``) and agrees.

    ``frame`` has the columns of observations and ``page``, the place of the row's page in its batch.
    """
    ok = _ok(frame)
    pairs = [_repeated(ok), _hourly(ok), _experience(ok)]
    return pd.concat(pairs, ignore_index=True)


def page_witness(frame: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Return for each row of ``frame`` `corroborated`, `contradicted` (which outranks it) or None."""
    heard = [
        pairs[["a", "agrees"]].set_axis(["row", "agrees"], axis=1),
        pairs[["b", "agrees"]].set_axis(["row", "agrees"], axis=1),
    ]
    verdicts = pd.concat([*heard, _sums(_ok(frame))], ignore_index=True)
    agrees = verdicts.astype({"agrees": bool}).groupby("row")["agrees"].all()
    words = agrees.map({True: "corroborated", False: "contradicted"})
    return words.reindex(frame.index).astype(object).where(lambda word: word.notna(), None)


def _ok(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what was understood, with just the columns that witnesses need: to copy the others takes longer than all else."""
    return frame.loc[frame["status"] == "ok", _NEEDED]


def _joined(left: pd.DataFrame, right: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    left, right = left.rename_axis("row").reset_index(), right.rename_axis("row").reset_index()
    return left.merge(right, on=on, suffixes=("_a", "_b"))


def _pairs(joined: pd.DataFrame, agrees: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"a": joined["row_a"], "b": joined["row_b"], "agrees": agrees.astype(bool)})


def _repeated(ok: pd.DataFrame) -> pd.DataFrame:
    """Pair what states one metric of one career more than once with the first that does.

    Where one of them differs, each stands against one that does.
    """
    subject = [*_SUBJECT, "metric", "category"]
    stated = ok[ok["metric"].notna()]
    several = stated[stated.duplicated(subject, keep=False)][[*subject, *_VALUES]]
    distinct = several.drop_duplicates([*subject, *_VALUES])
    second = distinct[distinct.groupby(subject, dropna=False).cumcount() == 1]
    heads = [several.drop_duplicates(subject), second]
    joined = pd.concat([_joined(head, several, subject) for head in heads], ignore_index=True)
    joined = joined[joined["row_a"] != joined["row_b"]]
    same = pd.Series(True, index=joined.index)
    for name in _VALUES:
        a, b = joined[f"{name}_a"], joined[f"{name}_b"]
        same &= (a == b) | (a.isna() & b.isna())
    return _pairs(joined, same)


def _of(ok: pd.DataFrame, metric: str) -> pd.DataFrame:
    return ok[ok["metric"] == metric][[*_SUBJECT, *_VALUES]]


def _hourly(ok: pd.DataFrame) -> pd.DataFrame:
    joined = _joined(_of(ok, "hourly_wage"), _of(ok, "annual_salary"), _SUBJECT)
    return _pairs(joined, (joined["value_b"] / HOURS_A_YEAR - joined["value_a"]).abs() <= _CENT)


def _experience(ok: pd.DataFrame) -> pd.DataFrame:
    joined = _joined(_of(ok, "years_of_experience"), _of(ok, "time_to_qualify"), _SUBJECT)
    return _pairs(joined, (joined["low_a"] == joined["low_b"]) & (joined["high_a"] == joined["high_b"]))


def _sums(ok: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of metrics that are stated in parts, and whether the parts of their cell sum to 100."""
    parts = ok[ok["unit"].eq("percent") & ok["category"].notna()]
    cell = [parts[name] for name in ("page", "position", "metric", "text", "table", "row", "column")]
    sums = parts["value"].groupby(cell, dropna=False).transform("sum")
    return pd.DataFrame({"row": parts.index, "agrees": np.asarray((sums - 100).abs() <= _POINT)})


def contradictions(frame: pd.DataFrame, pairs: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Yield (page, message) for each pair that disagrees, with both texts and places, and for wrong sums."""
    at_odds = pairs[~pairs["agrees"].astype(bool)]
    both = pd.DataFrame(np.sort(at_odds[["a", "b"]].to_numpy(dtype="int64"), axis=1), index=at_odds.index)
    at_odds = at_odds[~both.duplicated()]
    at_odds = at_odds.groupby(at_odds["a"].map(frame["page"])).head(_MOST_TOLD)
    for first, second in zip(at_odds["a"].tolist(), at_odds["b"].tolist(), strict=True):
        a, b = frame.loc[first], frame.loc[second]
        yield int(a["page"]), f"{a['career']}: {_stated(a)} does not agree with {_stated(b)}"
    sums = _sums(_ok(frame))
    wrong = frame.loc[sums[~sums["agrees"].astype(bool)]["row"]]
    for _, row in wrong.drop_duplicates([*_SUBJECT, "metric", "text", "table", "row", "column"]).iterrows():
        yield int(row["page"]), f"{row['career']}: the parts of {_stated(row)} do not sum to 100"


def _stated(row: pd.Series) -> str:
    place = "in the prose" if pd.isna(row["table"]) else f"in table {int(row['table'])}, row {int(row['row'])}"
    return f"{row['metric']} {row['text']!r} {place}"
